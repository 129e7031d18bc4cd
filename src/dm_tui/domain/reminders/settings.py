"""What the account is reminded of, how, and when not. Every setting is documented where it is defined, here."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import ValidationError, field_validator, model_validator

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.text import clean_line

MAX_RECIPIENTS = 10
"""Addresses, and numbers, that are reminded: our own limit, a slip of the pen must not write to a crowd."""

_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_SENDER_ID = re.compile(r"[A-Za-z0-9]{1,11}|[0-9]{1,15}", re.ASCII)
_ENDPOINT = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?", re.ASCII)


class Channel(StrEnum):
    """The three ways of the purchase guide."""

    INTERNAL = "internal"
    EMAIL = "email"
    SMS = "sms"


class ReminderKind(StrEnum):
    """What is reminded of."""

    EXPIRY = "expiry"
    LOW_QUOTA = "low-quota"
    ACTIVATION = "activation"
    OVERDUE = "overdue"
    ORDER_LAPSE = "order-lapse"


class ReminderSettings(Model):
    """The settings, with our defaults: the purchase guide names the channels and no days."""

    TABLE: ClassVar[str] = "reminder_settings"

    expiry_days: tuple[int, ...] = (30, 15, 7, 3, 1)
    """Days before a plan expires, 1 to 180. None: no such reminder."""

    low_quota: tuple[int, ...] = (20, 10, 5, 0)
    """Per cent of a plan that are left, 0 to 99; 0 is used up. The lowest above 0 is “nearly used up”."""

    silent: tuple[ReminderKind, ...] = ()
    """Kinds of reminders that are turned off: expiry, low-quota, activation, overdue, order-lapse."""

    channels: tuple[Channel, ...] = tuple(Channel)
    """How: email and sms, each or both. The internal message always comes, named or not."""

    quiet_from: time | None = None
    """Local time at which the quiet hours begin: then only internal messages come, the others after them."""

    quiet_until: time | None = None
    """Local time at which they end; earlier than `quiet_from`, it is that of the next day."""

    emails: tuple[str, ...] = ()
    """Addresses that are written to, 10 at most."""

    phones: tuple[str, ...] = ()
    """Numbers that text messages go to, 10 at most, as +6591234567 (E.164)."""

    sms_endpoint: str = ""
    """Host of the vendor's SMS service, dysmsapi.ap-southeast-1.aliyuncs.com; none: the `sms` folder."""

    sms_sender: str = ""
    """Who text messages come from where a country allows it: up to 11 letters and digits, or 15 digits."""

    @field_validator("expiry_days", "low_quota")
    @classmethod
    def _in_order(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(value), reverse=True))

    @field_validator("expiry_days")
    @classmethod
    def _days(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 1 <= one <= 180 for one in value):
            raise ValueError("the days go from 1 to 180")
        return value

    @field_validator("low_quota")
    @classmethod
    def _per_cent(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 0 <= one <= 99 for one in value):
            raise ValueError("the per cent go from 0 to 99")
        return value

    @field_validator("channels")
    @classmethod
    def _internal_always(cls, value: tuple[Channel, ...]) -> tuple[Channel, ...]:
        return tuple(one for one in Channel if one is Channel.INTERNAL or one in value)

    @field_validator("emails")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return _require_few(tuple(dict.fromkeys(map(parse_address, value))))
        except DirectMailError as error:
            raise ValueError(error.message.rstrip(".")) from None

    @field_validator("phones")
    @classmethod
    def _numbers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        plain = tuple(dict.fromkeys(re.sub(r"[ ()./-]", "", one) for one in value))
        for one in plain:
            if not _E164.fullmatch(one):
                raise ValueError(f"“{clean_line(one, 30)}” is no number such as +6591234567")
        return _require_few(plain)

    @field_validator("sms_endpoint")
    @classmethod
    def _host(cls, value: str) -> str:
        if value and not _ENDPOINT.fullmatch(value):
            raise ValueError("it is a host, such as dysmsapi.ap-southeast-1.aliyuncs.com")
        return value

    @field_validator("sms_sender")
    @classmethod
    def _sender_id(cls, value: str) -> str:
        if value and not _SENDER_ID.fullmatch(value):
            raise ValueError("it has up to 11 letters and digits, or up to 15 digits")
        return value

    @field_validator("quiet_from", "quiet_until")
    @classmethod
    def _local_minute(cls, value: time | None) -> time | None:
        if value is not None and (value.tzinfo or value.second or value.microsecond):
            raise ValueError("it is a local time in hours and minutes, such as 22:00")
        return value

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError("they need both quiet_from and quiet_until")
        return self

    def is_quiet(self, instant: datetime, zone: tzinfo | None = None) -> bool:
        """Say whether `instant` lies in the quiet hours of `zone`, None being this machine's own."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        now, begin, end = instant.astimezone(zone).time(), self.quiet_from, self.quiet_until
        return begin <= now < end if begin <= end else now >= begin or now < end

    def quiet_ends(self, instant: datetime, zone: tzinfo | None = None) -> datetime | None:
        """Return the first whole minute after `instant` that is not quiet, None where it is not quiet then."""
        if not self.is_quiet(instant, zone):
            return None
        minute = instant.replace(second=0, microsecond=0) + timedelta(minutes=1)
        while self.is_quiet(minute, zone):  # clocks may leap meanwhile: looked at, not reckoned
            minute += timedelta(minutes=1)
        return minute


def parse_reminder_settings(named: Mapping[str, Any], where: str) -> ReminderSettings:
    """Return the settings of these names and values, or refuse naming the setting; `where` says whose they are."""
    unknown = sorted(set(named) - set(ReminderSettings.model_fields))
    if unknown:
        raise _invalid_setting(f"{where}: there is no setting “{clean_line(unknown[0], 40)}”.")
    try:
        return ReminderSettings.model_validate(dict(named))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "quiet hours"
        why = first["msg"].removeprefix("Value error, ")
        raise _invalid_setting(f"{where}: {name}: {clean_line(why)}.") from None


def _require_few(value: tuple[str, ...]) -> tuple[str, ...]:
    if len(value) > MAX_RECIPIENTS:
        raise ValueError(f"{len(value)} are too many, {MAX_RECIPIENTS} at most are reminded")
    return value


def _invalid_setting(message: str) -> DirectMailError:
    known = ", ".join(ReminderSettings.model_fields)
    return DirectMailError(ErrorKind.USAGE, "bad-setting", message, f"The settings are {known}.")
