"""Money: an exact decimal amount with its currency, and the one place that formats it."""

import re
from decimal import ROUND_HALF_UP, Decimal

from pydantic import field_serializer

from dm_tui.domain.model import Model

_CENT = Decimal("0.01")  # arithmetic
_AMOUNT = r"(?a)([A-Z]{3} ?)?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,8})?( ?[A-Z]{3})?"


class Money(Model):
    """An amount of one currency. `amount` is exact, in major units (dollars), never a float."""

    amount: Decimal
    currency: str = "USD"

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(amount=self.amount - other.amount, currency=self.currency)

    def __mul__(self, factor: int | Decimal) -> "Money":
        return Money(amount=self.amount * factor, currency=self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same_currency(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        self._same_currency(other)
        return self.amount <= other.amount

    def rounded(self) -> "Money":
        """Return the amount in whole cents, half up (our choice: the vendor documents no direction)."""
        return Money(amount=self.amount.quantize(_CENT, rounding=ROUND_HALF_UP), currency=self.currency)

    def __str__(self) -> str:
        """Return the amount with thousands separators, at least two decimals and its currency.

        A unit price keeps every significant decimal: 0.00029 never prints as 0.00.
        """
        return f"{self.currency} {self.figure()}"

    def figure(self) -> str:
        """Return the amount alone, formatted as in `str`, for columns whose heading has the currency.

        Nothing has no sign, whatever it was rounded from.
        """
        return f"{self.amount:z,.{self._decimals}f}"

    @field_serializer("amount", when_used="json")
    def _to_json(self, amount: Decimal) -> str:
        """Return the amount for a program: with the decimals of `str`, whatever the source wrote."""
        return f"{amount:.{self._decimals}f}"

    @property
    def _decimals(self) -> int:
        exponent = self.amount.normalize().as_tuple().exponent
        return max(2, -exponent) if isinstance(exponent, int) else 2

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")


def usd(amount: str | int) -> Money:
    """Return an amount of US dollars, the currency of the international site."""
    return Money(amount=Decimal(amount))


def parse_amount(text: str) -> Decimal | None:
    """Return the amount in `13.05`, `1,123.75` or `USD 13.05`; none in `13,05`: a comma groups thousands."""
    match = re.fullmatch(_AMOUNT, text.strip().upper())
    return Decimal(f"{match[2]}{match[4] or ''}".replace(",", "")) if match else None
