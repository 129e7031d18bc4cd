"""The settings of reminders that are typed as text: how each is shown and parsed."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.reminders.quiet_hours import HOW_TO_TYPE, parse_quiet_hours, show_quiet_hours
from dm_tui.domain.reminders.settings import CHOSEN_CHANNELS, MAX_RECIPIENTS, ReminderKind, ReminderSettings
from dm_tui.domain.text import clean_line
from dm_tui.domain.upkeep.installing import extra_command


class TextSetting(NamedTuple):
    """One setting: its label, meaning and example, and how to show and parse it.

    `names` are its fields of `ReminderSettings`.
    """

    id: str
    label: str
    meaning: str
    example: str
    names: tuple[str, ...]
    show: Callable[[ReminderSettings], str]
    parse: Callable[[str], dict[str, object]]


def _split_list(typed: str) -> list[str]:
    return [part for part in (part.strip() for part in typed.split(",")) if part]


def _number_parser(name: str) -> Callable[[str], dict[str, object]]:
    def parse(typed: str) -> dict[str, object]:
        parts = [part.removesuffix("%").strip() for part in _split_list(typed)]
        if any(not (part.isascii() and part.isdigit() and len(part) < 5) for part in parts):
            raise _bad_setting_error(typed, "Type whole numbers separated by commas, or nothing.")
        return {name: tuple(int(part) for part in parts)}

    return parse


def _choice_parser(name: str, possible: Iterable[StrEnum]) -> Callable[[str], dict[str, object]]:
    def parse(typed: str) -> dict[str, object]:
        words = [part.lower() for part in _split_list(typed)]
        known = [member.value for member in possible]
        if any(word not in known for word in words):
            raise _bad_setting_error(typed, f"Choose from {', '.join(known)}.")
        return {name: tuple(words)}

    return parse


def _list_parser(name: str) -> Callable[[str], dict[str, object]]:
    return lambda typed: {name: tuple(_split_list(typed))}


def _text_parser(name: str) -> Callable[[str], dict[str, object]]:
    return lambda typed: {name: typed.strip()}


def _quiet_hours(typed: str) -> dict[str, object]:
    try:
        begin, end = parse_quiet_hours(typed) or (None, None)
    except ValueError:
        raise _bad_setting_error(typed, HOW_TO_TYPE) from None
    return {"quiet_from": begin, "quiet_until": end}


def _bad_setting_error(typed: str, hint: str) -> DirectMailError:
    return DirectMailError(
        ErrorKind.USAGE, "bad-setting", f"“{clean_line(typed, 60)}” is not valid here.", hint
    )


TEXT_SETTINGS = (
    TextSetting(
        "expiry",
        "Remind before expiry, days",
        "Days before a plan expires, 1 to 180. If several have passed, you get one reminder.",
        "30, 15, 7, 3, 1",
        ("expiry_days",),
        lambda settings: ", ".join(map(str, settings.expiry_days)),
        _number_parser("expiry_days"),
    ),
    TextSetting(
        "low",
        "Remind at low quota, % left",
        "Percent of a plan left, 0 to 99; 0 means used up.",
        "20, 10, 5, 0",
        ("low_quota",),
        lambda settings: ", ".join(map(str, settings.low_quota)),
        _number_parser("low_quota"),
    ),
    TextSetting(
        "channels",
        "Remind by",
        "The internal message is always sent, listed or not.",
        "internal, email, sms",
        ("channels",),
        lambda settings: ", ".join(settings.channels),
        _choice_parser("channels", CHOSEN_CHANNELS),
    ),
    TextSetting(
        "emails",
        "Email reminders to",
        f"Up to {MAX_RECIPIENTS} addresses.",
        "ops@example.com, owner@example.com",
        ("emails",),
        lambda settings: ", ".join(settings.emails),
        _list_parser("emails"),
    ),
    TextSetting(
        "phones",
        "Text reminders to",
        f"Up to {MAX_RECIPIENTS} numbers with the country code.",
        "+6591234567",
        ("phones",),
        lambda settings: ", ".join(settings.phones),
        _list_parser("phones"),
    ),
    TextSetting(
        "sms",
        "Text messages via",
        f"Host of the vendor's SMS service; it needs credentials, and the extra sms: {extra_command('sms')}",
        "dysmsapi.ap-southeast-1.aliyuncs.com",
        ("sms_endpoint",),
        lambda settings: settings.sms_endpoint,
        _text_parser("sms_endpoint"),
    ),
    TextSetting(
        "sender",
        "Text messages from",
        "Up to 11 letters and digits, or 15 digits, where the country allows it.",
        "dmtui",
        ("sms_sender",),
        lambda settings: settings.sms_sender,
        _text_parser("sms_sender"),
    ),
    TextSetting(
        "quiet",
        "Quiet hours, local time",
        "Until they end, only internal messages arrive; the others follow.",
        "22:00-07:00",
        ("quiet_from", "quiet_until"),
        show_quiet_hours,
        _quiet_hours,
    ),
    TextSetting(
        "silent",
        "Muted reminders",
        f"Any of {', '.join(ReminderKind)}.",
        "order-lapse",
        ("silent",),
        lambda settings: ", ".join(settings.silent),
        _choice_parser("silent", ReminderKind),
    ),
)
"""The settings of the reminders, in the order of the list."""
