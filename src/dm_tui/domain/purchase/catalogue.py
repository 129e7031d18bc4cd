"""What the vendor sells: plan specifications and the pay-as-you-go price."""

import re
from decimal import Decimal

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money

MIN_QUANTITY = 1
MAX_QUANTITY = 100
"""How many plans of one specification an order may hold (public contract)."""

_VOLUME = r"(?a)(?P<figure>(\d+|\d{1,3}(,\d{3})+)(\.\d+)?)(?P<unit>[km]?)"
"""A comma groups thousands; it is no decimal point, so `1,5k` is refused rather than guessed at."""


class PlanSpecification(Model):
    """One size of resource plan: `emails` for `price`, to be used within `validity_months`."""

    spec: str
    emails: int
    price: Money
    validity_months: int = 6

    @property
    def price_per_thousand(self) -> Money:
        """The price of 1,000 emails when the plan is used up."""
        return Money(amount=self.price.amount * 1000 / self.emails, currency=self.price.currency)


class Catalogue(Model):
    """Prices and quotas of one site at one time. `version` changes whenever a figure does."""

    version: str
    plans: tuple[PlanSpecification, ...]
    pay_as_you_go_per_thousand: Money
    free_emails: int
    free_emails_a_day: int
    daily_quota: int
    order_lapse_minutes: int
    charge_threshold: Money
    terms_version: str
    agreement_version: str

    def plan(self, spec: str) -> PlanSpecification:
        """Return the specification called `spec` (`50k`, `500k`, `1m`, `5m`), or refuse naming them all."""
        for plan in self.plans:
            if plan.spec == spec.strip().lower():
                return plan
        names = ", ".join(plan.spec for plan in self.plans)
        raise DirectMailError(
            ErrorKind.USAGE,
            "unknown-specification",
            f"There is no plan “{spec}”.",
            f"Choose one of {names}.",
        )

    def pay_as_you_go(self, emails: int) -> Money:
        """Return what `emails` cost by pay-as-you-go (purchase guide), to the cent."""
        return (self.pay_as_you_go_per_thousand * (Decimal(emails) / 1000)).rounded()

    def break_even(self, plan: PlanSpecification, quantity: int = 1) -> int:
        """Return the number of emails above which `quantity` plans cost less than pay-as-you-go."""
        each = plan.price.amount * 1000 * quantity / self.pay_as_you_go_per_thousand.amount
        return int(each.to_integral_value(rounding="ROUND_CEILING"))


def parse_quantity(text: str) -> int:
    """Return the quantity a person typed, 1 to 100, or refuse saying what is allowed."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        raise _quantity_error(f"“{digits[:20]}” is not a quantity." if digits else "No quantity.")
    return require_quantity(int(digits))


def require_quantity(quantity: int) -> int:
    """Return `quantity`, or refuse it when an order cannot hold so many plans."""
    if not MIN_QUANTITY <= quantity <= MAX_QUANTITY:
        raise _quantity_error(f"{quantity:,} plans cannot be ordered at once.")
    return quantity


def parse_volume(text: str) -> int | None:
    """Return the emails a month a person typed (`20000`, `20,000`, `20k`, `1.5m`), None when empty."""
    compact = text.strip().lower().replace("_", "").replace(" ", "")
    if not compact:
        return None
    match = re.fullmatch(_VOLUME, compact)
    if match is None or len(compact.replace(",", "")) > 12:
        raise DirectMailError(
            ErrorKind.USAGE,
            "not-a-volume",
            f"“{text.strip()[:20]}” is not a number of emails.",
            "Type a number such as 20000, 20k or 1.5m.",
        )
    factor = {"k": 1_000, "m": 1_000_000}.get(match["unit"], 1)
    return int(Decimal(match["figure"].replace(",", "")) * factor)


def _quantity_error(message: str) -> DirectMailError:
    return DirectMailError(
        ErrorKind.USAGE,
        "bad-quantity",
        message,
        f"Type a whole number from {MIN_QUANTITY} to {MAX_QUANTITY}.",
    )
