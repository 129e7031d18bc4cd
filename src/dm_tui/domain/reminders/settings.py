"""The settings of reminders: which, by which channels, and when not.

Each is documented where it is defined.
"""

import re
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import ValidationError, ValidationInfo, field_validator, model_validator

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.reminders import wording
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.text import clean_line, nearest

MAX_RECIPIENTS = 10  # addresses, and numbers: our own limit, so that a slip never writes to a crowd

_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_BOUNDS = {"expiry_days": (1, 180, wording.BAD_DAYS), "low_quota": (0, 99, wording.BAD_PERCENTAGE)}
"""The least and the most of a threshold (our own limit)."""
_PATTERNS = {
    "sms_endpoint": (r"(?a)[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?", wording.BAD_SMS_ENDPOINT),
    "sms_sender": (r"(?a)[A-Za-z0-9]{1,11}|[0-9]{1,15}", wording.BAD_SMS_SENDER),
}


class Channel(StrEnum):
    """The three channels of the purchase guide, and two of our own (`hooks`)."""

    INTERNAL = "internal"
    EMAIL = "email"
    SMS = "sms"
    HOOK = "hook"
    COMMAND = "command"


CHOSEN_CHANNELS = (Channel.INTERNAL, Channel.EMAIL, Channel.SMS)
"""Those that a setting turns on and off; hooks and the command are used once the settings file names them."""

EXTERNAL_CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.HOOK, Channel.COMMAND)
"""Those that leave this program."""


class ReminderKind(StrEnum):
    """The subjects of reminders."""

    EXPIRY = "expiry"
    LOW_QUOTA = "low-quota"
    ACTIVATION = "activation"
    OVERDUE = "overdue"
    ORDER_LAPSE = "order-lapse"
    BUDGET = "budget"


class ReminderSettings(Model):
    """The settings, with our defaults: the purchase guide names the channels and no days."""

    TABLE: ClassVar[str] = "reminder_settings"

    expiry_days: tuple[int, ...] = (30, 15, 7, 3, 1)
    """Days before a plan expires, 1 to 180 (our own choice). Empty for no such reminder."""

    low_quota: tuple[int, ...] = (20, 10, 5, 0)
    """Percentages of a plan that are left, 0 to 99 (our own choice); 0 is used up.

    The lowest above 0 is “nearly used up”.
    """

    silent: tuple[ReminderKind, ...] = ()
    """Kinds of reminders that are off: expiry, low-quota, activation, overdue, order-lapse, budget."""

    channels: tuple[Channel, ...] = CHOSEN_CHANNELS
    """email and sms, either or both. Internal messages always arrive, named or not."""

    quiet_from: time | None = None
    """Local time at which the quiet hours begin.

    Until they end, only internal messages arrive; the others follow.
    """

    quiet_until: time | None = None
    """Local time at which the quiet hours end; earlier than `quiet_from` means the next day."""

    emails: tuple[str, ...] = ()
    """Email addresses to remind, 10 at most."""

    phones: tuple[str, ...] = ()
    """Phone numbers to text, 10 at most, as +6591234567 (E.164)."""

    sms_endpoint: str = ""
    """Host of the vendor's SMS service, dysmsapi.ap-southeast-1.aliyuncs.com; empty for the `sms` folder."""

    sms_sender: str = ""
    """Sender of text messages where a country allows one: up to 11 letters and digits, or 15 digits."""

    @field_validator("expiry_days", "low_quota")
    @classmethod
    def _thresholds(cls, value: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        least, most, refusal = _BOUNDS[info.field_name or ""]
        if any(not least <= threshold <= most for threshold in value):
            raise ValueError(refusal)
        return tuple(sorted(set(value), reverse=True))

    @field_validator("channels")
    @classmethod
    def _internal_always(cls, value: tuple[Channel, ...]) -> tuple[Channel, ...]:
        if not set(value) <= set(CHOSEN_CHANNELS):
            raise ValueError(wording.CHANNEL_NOT_CHOSEN)
        return tuple(
            channel for channel in CHOSEN_CHANNELS if channel is Channel.INTERNAL or channel in value
        )

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
        numbers = tuple(dict.fromkeys(re.sub(r"[ ()./-]", "", phone) for phone in value))
        for number in numbers:
            if not _E164.fullmatch(number):
                raise ValueError(wording.BAD_PHONE.format(number=clean_line(number, 30)))
        return _require_few(numbers)

    @field_validator("sms_endpoint", "sms_sender")
    @classmethod
    def _text(cls, value: str, info: ValidationInfo) -> str:
        pattern, refusal = _PATTERNS[info.field_name or ""]
        if value and not re.fullmatch(pattern, value):
            raise ValueError(refusal)
        return value

    @field_validator("quiet_from", "quiet_until")
    @classmethod
    def _local_minute(cls, value: time | None) -> time | None:
        if value is not None and (value.tzinfo or value.second or value.microsecond):
            raise ValueError(wording.BAD_QUIET_TIME)
        return value

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError(wording.HALF_QUIET_HOURS)
        return self


def parse_reminder_settings(named: Mapping[str, Any], where: str) -> ReminderSettings:
    """Return the settings with these values, or refuse, naming the setting and `where` it was set."""
    known = ", ".join(ReminderSettings.model_fields)
    unknown = sorted(set(named) - set(ReminderSettings.model_fields))
    if unknown:
        suggestion = nearest(unknown[0], list(ReminderSettings.model_fields))
        meant = wording.DID_YOU_MEAN.format(word=suggestion) if suggestion else ""
        name = clean_line(unknown[0], 40)
        raise wording.UNKNOWN_SETTING(where=where, name=name, nearest=meant, known=known)
    try:
        return ReminderSettings.model_validate(dict(named))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "quiet hours"
        reason = clean_line(first["msg"].removeprefix("Value error, "))
        raise wording.BAD_SETTING(where=where, name=name, reason=reason, known=known) from None


def _require_few(value: tuple[str, ...]) -> tuple[str, ...]:
    if len(value) > MAX_RECIPIENTS:
        raise ValueError(wording.TOO_MANY_RECIPIENTS.format(count=len(value), most=MAX_RECIPIENTS))
    return value
