"""The answers of the adviser. `advisor` describes the model behind them, `wording` has their words."""

from collections import Counter
from datetime import datetime

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.quote_warnings import QuoteWarning
from dm_tui.domain.purchase.wizard import BillingModel


class PlannedPurchase(Model):
    """Plans to buy at `buy_at`, the beginning of month `month` of the horizon; the first month is 0."""

    month: int
    buy_at: datetime
    expires_at: datetime
    spec: str
    quantity: int
    emails: int
    price: Money


class AdviceOption(Model):
    """One way to pay: `plans`, and pay-as-you-go for the rest if there is any, `pay_as_you_go_emails`.

    `name` is a specification where there are plans of one only, otherwise `mixed` or `pay-as-you-go`. Costs
    are those of the whole horizon. `expected_cost` may be off by `error`; in 80 of 100 cases the cost is
    between `low_cost` and `high_cost`. Above `break_even_monthly` emails a month, on average, it costs less
    than pay-as-you-go alone (None: never); `chance_percent` is the chance of that. The regrets are the extra
    cost over the optimum if the volume turns out to be half or double.
    """

    name: str
    plans: tuple[PlannedPurchase, ...]
    pay_as_you_go: bool
    pay_as_you_go_emails: int
    expected_cost: Money
    error: Money
    low_cost: Money
    high_cost: Money
    unused_emails: int
    break_even_monthly: int | None
    chance_percent: int | None
    regret_half: Money
    regret_double: Money

    @property
    def plans_to_buy_now(self) -> dict[str, int]:
        """How many of each specification to buy now, the largest first."""
        quantities: Counter[str] = Counter()
        for purchase in self.plans:
            if not purchase.month:
                quantities[purchase.spec] += purchase.quantity
        return quantities


class Recommendation(AdviceOption):
    """The option with the lowest expected cost; `saving` is against the best with the other billing model."""

    billing_model: BillingModel
    saving: Money
    headline: str
    why: str


class AdviceResult(Model):
    """The answer: the recommendation, every option from the cheapest up, and the warnings."""

    recommendation: Recommendation
    options: tuple[AdviceOption, ...]
    warnings: tuple[QuoteWarning, ...]


class BillingComparison(Model):
    """Both billing models for `emails`: pay-as-you-go alone, and the cheapest plans with it for the rest.

    The free quota and the plans you own pay for `paid_before` others first (billing methods). The number of
    new plans is `plans`; all of them together cost less above `pays_off_above` of the `emails`. The daily
    quota keeps `held_back` others from being sent; `warning` says so, and `notes` what is not known.
    """

    emails: int
    paid_before: int
    plans: int
    pays_off_above: int
    pay_as_you_go: Money
    plan: Money
    plan_label: str
    cheaper: BillingModel
    saving: Money
    held_back: int = 0
    warning: str = ""
    notes: tuple[str, ...] = ()
