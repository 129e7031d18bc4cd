"""The kinds of values that a setting can have, and what makes one of a value in the settings file."""

from collections.abc import Callable
from decimal import Decimal

from dm_tui.domain.money import parse_amount
from dm_tui.settings import wording
from dm_tui.settings.declared import Setting

MAX_TEXT = 300
"""Characters of a value (our own limit)."""


def parse_value(setting: Setting, value: object) -> object:
    """Return the value of a setting; raises ValueError with the reason."""
    if setting.kind == "choice":
        return _choice(value, setting.choices)
    return PARSERS[setting.kind](value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(wording.NOT_TEXT)
    if len(value) > MAX_TEXT or not value.isprintable():
        raise ValueError(wording.NOT_ONE_LINE.format(most=MAX_TEXT))
    return value.strip()


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(wording.NOT_YES_OR_NO)
    return value


def _amount(value: object) -> str:
    """Return an amount as it would be typed: its currency is the account's."""
    written = format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str) or parse_amount(written) is None:
        raise ValueError(wording.NOT_AN_AMOUNT)
    return written


def _choice(value: object, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ValueError(wording.NOT_A_CHOICE.format(choices=" or ".join(choices)))
    return str(value)


PARSERS: dict[str, Callable[[object], object]] = {
    "text": _text,
    "path": _text,
    "yes or no": _yes_or_no,
    "amount": _amount,
}
"""What makes a value, by the name of the kind."""
