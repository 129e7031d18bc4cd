"""Purchases by month, and the emails they pay for: plans are used in order of expiry.

Emails are numbered in the order of sending, and `Demand.ends` is where each month ends. A plan bought at the
beginning of month t pays for emails of the months t to t + validity - 1, and plans bought later end later. So
each plan continues where the one before it ended, or at the beginning of its own month if that is later.

No other order of use pays for more. Suppose plan B pays for an email although plan A, which ends earlier, has
emails left. If A pays for a later email, the two can be exchanged, since B is valid then as well; if it does
not, A can pay instead of B. Neither changes how many emails the plans pay for.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from dm_tui.domain.advice.emails_to_pay import Demand
from dm_tui.domain.advice.wording import PRICE_NOT_KNOWN
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue

NANO = 1_000_000_000  # to the currency unit: a price per email is a whole number of billionths (arithmetic)


class PlanOffer(NamedTuple):
    """A specification: its emails, and its price in billionths."""

    spec: str
    emails: int
    price: int


class ScheduledPurchase(NamedTuple):
    """`quantity` plans of one specification, bought at the beginning of `month` (0 is now)."""

    month: int
    offer: PlanOffer
    quantity: int


Schedule = tuple[ScheduledPurchase, ...]  # by month, the earliest first


class Prices(NamedTuple):
    """The offers, the smallest specification first; `each` is the price of one email by pay-as-you-go."""

    offers: tuple[PlanOffer, ...]
    each: int
    validity: int
    currency: str

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Prices":
        """Return the catalogue's prices, or refuse where pay-as-you-go has none.

        All plans have the same validity (purchase guide: six months).
        """
        validity = catalogue.plans[0].validity_months
        if any(plan.validity_months != validity for plan in catalogue.plans):
            raise ValueError("the order of use is known for plans of one validity only")
        plans = sorted(catalogue.plans, key=lambda plan: plan.emails)
        offers = (PlanOffer(plan.spec, plan.emails, int(plan.price.amount * NANO)) for plan in plans)
        thousand = catalogue.pay_as_you_go_per_thousand
        if thousand is None:
            raise PRICE_NOT_KNOWN(currency=catalogue.currency)
        return cls(tuple(offers), int(thousand.amount * NANO / 1000), validity, thousand.currency)

    def restrict_to(self, spec: str) -> "Prices":
        """Return the prices with one specification only."""
        return self._replace(offers=tuple(offer for offer in self.offers if offer.spec == spec))

    def money(self, amount: float) -> Money:
        """Return an amount in billionths as money, in whole cents."""
        return Money(amount=Decimal(round(amount)) / NANO, currency=self.currency).rounded()


def plans_price(schedule: Iterable[ScheduledPurchase]) -> int:
    """Return the price of all plans, in billionths."""
    return sum(purchase.offer.price * purchase.quantity for purchase in schedule)


def plans_emails(schedule: Iterable[ScheduledPurchase]) -> int:
    """Return how many emails the plans hold."""
    return sum(purchase.offer.emails * purchase.quantity for purchase in schedule)


def emails_paid_by_plans(schedule: Schedule, demands: Iterable[Demand], validity: int) -> list[int]:
    """Return for each demand how many of its emails the plans pay for, after the owned plans."""
    held: dict[int, int] = {}
    for month, offer, quantity in schedule:
        held[month] = held.get(month, 0) + offer.emails * quantity
    bundles = [(month, month + validity, size) for month, size in held.items()]
    paid_emails = []
    for demand in demands:
        ends, at = demand.ends, demand.first
        months, paid = len(ends) - 1, 0
        for month, until, size in bundles:  # the hottest loop of the adviser: no calls in it
            begin = ends[month]
            if begin < at:
                begin = at
            end = begin + size
            valid = ends[until] if until < months else ends[months]
            if end > valid:
                end = valid
            if end > begin:
                paid += end - begin
                at = end
        paid_emails.append(paid)
    return paid_emails


def schedule_costs(schedule: Schedule, demands: Sequence[Demand], prices: Prices) -> list[int]:
    """Return for each demand the cost of all emails in billionths: plans, then pay-as-you-go."""
    spent, each = plans_price(schedule), prices.each
    paid = emails_paid_by_plans(schedule, demands, prices.validity)
    return [
        spent + each * (demand.left_to_pay - by_plans) for demand, by_plans in zip(demands, paid, strict=True)
    ]


def schedule_cost(schedule: Schedule, demand: Demand, prices: Prices) -> int:
    """Return the cost of all emails of one demand in billionths."""
    return schedule_costs(schedule, (demand,), prices)[0]
