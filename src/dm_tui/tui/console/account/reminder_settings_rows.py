"""The settings that are typed: how each is shown, and what is made of what somebody types."""

from collections.abc import Callable
from datetime import time
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.reminders.settings import MAX_RECIPIENTS, Channel, ReminderKind, ReminderSettings
from dm_tui.domain.text import clean_line


class TextSetting(NamedTuple):
    """One setting of the reminders: its label, what it means, an example, how it is written, how it is read.

    `names` are the fields of `ReminderSettings` it stands for.
    """

    id: str
    label: str
    meaning: str
    example: str
    names: tuple[str, ...]
    written: Callable[[ReminderSettings], str]
    read: Callable[[str], dict[str, object]]


def _split_list(typed: str) -> list[str]:
    return [part for part in (one.strip() for one in typed.split(",")) if part]


def _number_reader(name: str) -> Callable[[str], dict[str, object]]:
    def read(typed: str) -> dict[str, object]:
        parts = [part.removesuffix("%").strip() for part in _split_list(typed)]
        if any(not (part.isascii() and part.isdigit() and len(part) < 5) for part in parts):
            raise _bad_setting_error(typed, "Type whole numbers with commas between them, or nothing.")
        return {name: tuple(int(part) for part in parts)}

    return read


def _choice_reader(
    name: str, possible: type[Channel] | type[ReminderKind]
) -> Callable[[str], dict[str, object]]:
    def read(typed: str) -> dict[str, object]:
        words = [part.lower() for part in _split_list(typed)]
        known = [one.value for one in possible]
        if any(word not in known for word in words):
            raise _bad_setting_error(typed, f"There are {', '.join(known)}.")
        return {name: tuple(words)}

    return read


def _list_reader(name: str) -> Callable[[str], dict[str, object]]:
    return lambda typed: {name: tuple(_split_list(typed))}


def _text_reader(name: str) -> Callable[[str], dict[str, object]]:
    return lambda typed: {name: typed.strip()}


def _read_quiet_hours(typed: str) -> dict[str, object]:
    """Read `22:00-07:00`; nothing means none."""
    if not typed.strip():
        return {"quiet_from": None, "quiet_until": None}
    begin, _, end = typed.replace("–", "-").partition("-")
    try:
        return {
            "quiet_from": time.fromisoformat(begin.strip()),
            "quiet_until": time.fromisoformat(end.strip()),
        }
    except ValueError:
        raise _bad_setting_error(typed, "Type two local times such as 22:00-07:00, or nothing.") from None


def _bad_setting_error(typed: str, hint: str) -> DirectMailError:
    return DirectMailError(
        ErrorKind.USAGE, "bad-setting", f"“{clean_line(typed, 60)}” is not understood.", hint
    )


def _quiet_hours_text(settings: ReminderSettings) -> str:
    if settings.quiet_from is None or settings.quiet_until is None:
        return ""
    return f"{settings.quiet_from:%H:%M}-{settings.quiet_until:%H:%M}"


TEXT_SETTINGS = (
    TextSetting(
        "expiry",
        "Remind before expiry, days",
        "Days before a plan expires, 1 to 180. Of those that have passed, the newest speaks for all.",
        "30, 15, 7, 3, 1",
        ("expiry_days",),
        lambda one: ", ".join(map(str, one.expiry_days)),
        _number_reader("expiry_days"),
    ),
    TextSetting(
        "low",
        "Remind of low quota, % left",
        "Per cent of a plan that are left, 0 to 99; 0 is used up.",
        "20, 10, 5, 0",
        ("low_quota",),
        lambda one: ", ".join(map(str, one.low_quota)),
        _number_reader("low_quota"),
    ),
    TextSetting(
        "channels",
        "Remind by",
        "The internal message always comes, named or not.",
        "internal, email, sms",
        ("channels",),
        lambda one: ", ".join(one.channels),
        _choice_reader("channels", Channel),
    ),
    TextSetting(
        "emails",
        "Email reminders to",
        f"Addresses, {MAX_RECIPIENTS} at most.",
        "ops@example.com, owner@example.com",
        ("emails",),
        lambda one: ", ".join(one.emails),
        _list_reader("emails"),
    ),
    TextSetting(
        "phones",
        "Text reminders to",
        f"Numbers with their country, {MAX_RECIPIENTS} at most.",
        "+6591234567",
        ("phones",),
        lambda one: ", ".join(one.phones),
        _list_reader("phones"),
    ),
    TextSetting(
        "sms",
        "Text messages via",
        "Host of the vendor's SMS service; it needs pip install 'dm-tui[sms]', and credentials.",
        "dysmsapi.ap-southeast-1.aliyuncs.com",
        ("sms_endpoint",),
        lambda one: one.sms_endpoint,
        _text_reader("sms_endpoint"),
    ),
    TextSetting(
        "sender",
        "Text sender",
        "Up to 11 letters and digits, or 15 digits, where a country allows it.",
        "dmtui",
        ("sms_sender",),
        lambda one: one.sms_sender,
        _text_reader("sms_sender"),
    ),
    TextSetting(
        "quiet",
        "Quiet hours, local time",
        "Until they end, only internal messages arrive; the others follow.",
        "22:00-07:00",
        ("quiet_from", "quiet_until"),
        _quiet_hours_text,
        _read_quiet_hours,
    ),
    TextSetting(
        "silent",
        "Muted reminders",
        f"Any of {', '.join(ReminderKind)}.",
        "order-lapse",
        ("silent",),
        lambda one: ", ".join(one.silent),
        _choice_reader("silent", ReminderKind),
    ),
)
"""The settings of the reminders, in the order of the list."""
