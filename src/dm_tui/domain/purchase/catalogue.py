"""The price list: plan specifications and the pay-as-you-go price.

`status` reads it and refuses nothing, so each function imports its own refusals.
"""

from decimal import Decimal
from enum import StrEnum

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money

DOCUMENTED_CURRENCY = "USD"
"""The currency of the purchase guide, which is that of the international site."""


class PriceSource(StrEnum):
    """Whose prices a catalogue has: the account's own, else earlier ones or the guide's."""

    ACCOUNT = "account"
    EARLIER = "earlier reading"
    GUIDE = "guide"


class SoldAs(Model):
    """How the vendor names what it sells: by a code, a name, and properties such as the region it is for."""

    code: str
    name: str
    properties: dict[str, str] = {}

    def __str__(self) -> str:
        properties = ", ".join(f"{name}: {value}" for name, value in self.properties.items())
        return f"{self.name or self.code} ({properties})" if properties else self.name or self.code


class PlanSpecification(Model):
    """One size of resource plan: `emails` for `price`, valid for `validity_months`.

    `sold_as` is how the vendor names it, None where the vendor has no name for it.
    """

    spec: str
    emails: int
    price: Money
    validity_months: int = 6  # purchase guide
    sold_as: SoldAs | None = None

    @property
    def price_per_thousand(self) -> Money:
        """The price of 1,000 emails if you use the whole plan."""
        return Money(amount=self.price.amount * 1000 / self.emails, currency=self.price.currency)


class Catalogue(Model):
    """Prices and quotas of one site at one time. `version` changes whenever a figure does.

    `daily_quota` is None where it could not be read, `pay_as_you_go_per_thousand` and `charge_threshold`
    where nobody publishes them in the currency of the account. `unpriced` are sizes on sale whose price could
    not be read, `ambiguous` those that the vendor sells as several things, with what it calls them: none of
    these is bought.
    """

    version: str
    plans: tuple[PlanSpecification, ...]
    pay_as_you_go_per_thousand: Money | None
    free_emails: int
    free_emails_a_day: int
    daily_quota: int | None
    order_lapse_minutes: int
    charge_threshold: Money | None
    terms_version: str
    agreement_version: str
    currency: str = DOCUMENTED_CURRENCY
    prices_from: PriceSource = PriceSource.ACCOUNT
    pay_as_you_go_from: PriceSource = PriceSource.ACCOUNT
    unpriced: tuple[str, ...] = ()
    ambiguous: dict[str, tuple[SoldAs, ...]] = {}

    @property
    def guide_price_per_thousand(self) -> Money | None:
        """The pay-as-you-go price if it is the guide's: no call of the service names the account's own."""
        return self.pay_as_you_go_per_thousand if self.pay_as_you_go_from is PriceSource.GUIDE else None

    @property
    def known_price_per_thousand(self) -> Money | None:
        """The pay-as-you-go price, None where the account's prices could not be read."""
        if self.guide_price_per_thousand is not None and self.prices_from is not PriceSource.ACCOUNT:
            return None
        return self.pay_as_you_go_per_thousand

    def plan(self, spec: str) -> PlanSpecification:
        """Return the specification called `spec` (`50k`, `500k`, `1m`, `5m`), or refuse one that cannot be
        bought.

        The refusal of an unknown one lists them all. A price that could not be read is no price to buy at.
        """
        name = spec.strip().lower()
        priced = self.prices_from is PriceSource.ACCOUNT and name not in self.unpriced
        for plan in self.plans if priced else ():
            if plan.spec == name:
                return plan
        from dm_tui.domain.purchase import wording

        if not priced:
            raise wording.PRICE_NOT_KNOWN(spec=spec)
        if alike := self.ambiguous.get(name):
            raise wording.AMBIGUOUS_SPECIFICATION(spec=spec, names="; ".join(map(str, alike)))
        raise wording.UNKNOWN_SPECIFICATION(spec=spec, specs=", ".join(plan.spec for plan in self.plans))

    def pay_as_you_go(self, emails: int) -> Money | None:
        """Return the pay-as-you-go price of `emails` (purchase guide), to the cent.

        None where it is not known.
        """
        if self.pay_as_you_go_per_thousand is None:
            return None
        return (self.pay_as_you_go_per_thousand * (Decimal(emails) / 1000)).rounded()


def spec_of(emails: int) -> str:
    """Return our name for a size: 50k, 500k, 1m; a size that is not round keeps every digit."""
    for unit, letter in ((1_000_000, "m"), (1_000, "k")):
        if emails % unit == 0:
            return f"{emails // unit}{letter}"
    return str(emails)


def emails_of(spec: str) -> int:
    """Return the size in the name of a specification."""
    factor = {"m": 1_000_000, "k": 1_000}.get(spec[-1:], 1)
    return int(spec.rstrip("mk")) * factor
