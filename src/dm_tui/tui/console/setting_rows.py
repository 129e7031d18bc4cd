"""The settings that are typed: how each is shown, and what is made of what somebody types."""

from collections.abc import Callable
from datetime import time
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.reminder_settings import Channel, ReminderKind, ReminderSettings
from dm_tui.domain.text import clean_line


class Typed(NamedTuple):
    """One setting of the reminders: its label, a hint, how it is written, and how it is read.

    `names` are the fields of `ReminderSettings` it stands for.
    """

    id: str
    label: str
    hint: str
    names: tuple[str, ...]
    written: Callable[[ReminderSettings], str]
    read: Callable[[str], dict[str, object]]


def _listed(typed: str) -> list[str]:
    return [part for part in (one.strip() for one in typed.split(",")) if part]


def _numbers(name: str) -> Callable[[str], dict[str, object]]:
    def read(typed: str) -> dict[str, object]:
        parts = [part.removesuffix("%").strip() for part in _listed(typed)]
        if any(not (part.isascii() and part.isdigit() and len(part) < 5) for part in parts):
            raise _not_understood(typed, "Type whole numbers with commas between them, or nothing.")
        return {name: tuple(int(part) for part in parts)}

    return read


def _words(
    name: str, possible: type[Channel] | type[ReminderKind]
) -> Callable[[str], dict[str, object]]:
    def read(typed: str) -> dict[str, object]:
        words = [part.lower() for part in _listed(typed)]
        known = [one.value for one in possible]
        if any(word not in known for word in words):
            raise _not_understood(typed, f"There are {', '.join(known)}.")
        return {name: tuple(words)}

    return read


def _addressees(name: str) -> Callable[[str], dict[str, object]]:
    return lambda typed: {name: tuple(_listed(typed))}


def _quiet(typed: str) -> dict[str, object]:
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
        raise _not_understood(
            typed, "Type two local times such as 22:00-07:00, or nothing."
        ) from None


def _not_understood(typed: str, hint: str) -> DirectMailError:
    return DirectMailError(
        ErrorKind.USAGE, "bad-setting", f"“{clean_line(typed, 60)}” is not understood.", hint
    )


def _hours(settings: ReminderSettings) -> str:
    if settings.quiet_from is None or settings.quiet_until is None:
        return ""
    return f"{settings.quiet_from:%H:%M}-{settings.quiet_until:%H:%M}"


TYPED = (
    Typed(
        "expiry",
        "Remind before a plan expires, days",
        "30, 15, 7, 3, 1",
        ("expiry_days",),
        lambda one: ", ".join(map(str, one.expiry_days)),
        _numbers("expiry_days"),
    ),
    Typed(
        "low",
        "Remind of low quota, per cent left",
        "20, 10, 5, 0",
        ("low_quota",),
        lambda one: ", ".join(map(str, one.low_quota)),
        _numbers("low_quota"),
    ),
    Typed(
        "channels",
        "Remind by",
        "internal, email, sms",
        ("channels",),
        lambda one: ", ".join(one.channels),
        _words("channels", Channel),
    ),
    Typed(
        "emails",
        "Reminders by email to",
        "ops@example.com, owner@example.com",
        ("emails",),
        lambda one: ", ".join(one.emails),
        _addressees("emails"),
    ),
    Typed(
        "phones",
        "Reminders by text message to",
        "+6591234567",
        ("phones",),
        lambda one: ", ".join(one.phones),
        _addressees("phones"),
    ),
    Typed(
        "quiet",
        "Quiet hours, local time",
        "22:00-07:00",
        ("quiet_from", "quiet_until"),
        _hours,
        _quiet,
    ),
    Typed(
        "silent",
        "Reminders turned off",
        "order-lapse",
        ("silent",),
        lambda one: ", ".join(one.silent),
        _words("silent", ReminderKind),
    ),
)
"""The settings of the reminders, in the order of the list."""
