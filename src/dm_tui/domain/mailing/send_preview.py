"""The preview of a mailing: which source pays, what it costs, what is left, and which emails have to wait."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from dm_tui.domain.account.unknown_figures import NOT_KNOWN, Figure, UnknownFigure, why_unknown
from dm_tui.domain.dates import show_instant
from dm_tui.domain.mailing.schedule import AT_ONCE, Schedule
from dm_tui.domain.mailing.send_warnings import SendWarning, preview_warnings
from dm_tui.domain.mailing.sending_forecast import SendingForecast
from dm_tui.domain.mailing.unknown_payers import unknown_payers
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.budget import BudgetState
from dm_tui.domain.usage.paying_sources import Allocation, Meter


class QuotaAfterSending(Model):
    """What each source would have left, None where that is not known.

    `open_amount` is the amount pay-as-you-go would then owe, None also where the service makes the bills.
    """

    free: int | None
    free_today: int | None
    daily_quota: int | None
    plans: dict[str, int | None]
    open_amount: Money | None


class Preview(Model):
    """The consequence of sending to these recipients now.

    `split` is how many emails each source pays for, plans by their ids; `held_back` emails wait `until` then,
    or until something changes. The recipients that are `left_out` are on the list of suppressed addresses, by
    reason; `known_invalid` are all of them. `cost` is what pay-as-you-go will bill, None where that is not
    known; prepaid emails cost nothing more. It is exact unless it `is_upper_bound`: a free quota or plans
    that could not be read may pay for some, and an inactive account sends nothing. Where there are
    `unknown_payers`, the split is a guess that no face shows. One that `begins_later` counts with the quota
    of the day on which it does.
    """

    recipients: int
    known_invalid: int
    left_out: dict[str, int] = {}
    split: Allocation
    cost: Money | None
    is_upper_bound: bool = False
    left: QuotaAfterSending
    held_back: int
    until: datetime | None
    warnings: tuple[SendWarning, ...]
    budget: BudgetState | None = None
    unknown_payers: tuple[UnknownFigure, ...] = ()
    begins_later: bool = False
    schedule: Schedule = AT_ONCE
    forecast: SendingForecast = SendingForecast()
    schedule_words: str = ""

    @property
    def month(self) -> "MonthAfterSending | None":
        """What the month comes to, for a program."""
        if self.budget is None:
            return None
        limit, month = self.budget.budget.limit, self.budget.month
        known = {"spent": month.spent, "with_this": self.budget.with_this, "budget": limit}
        return MonthAfterSending(**known, is_upper_bound=month.is_upper_bound)

    @property
    def cost_words(self) -> str:
        """The cost with its bound, or that it is not known."""
        return _cost_words(self.cost, is_upper_bound=self.is_upper_bound)

    def has_same_consequence(self, other: "Preview") -> bool:
        """Say whether both cost and hold back the same: what goes out at which time moves with the clock."""
        times = {"forecast": SendingForecast(), "schedule_words": ""}
        return self.model_copy(update=times) == other.model_copy(update=times)

    def with_warning(self, warning: SendWarning) -> "Preview":
        """Return the preview with one warning more."""
        return self.model_copy(update={"warnings": (*self.warnings, warning)})


class MonthAfterSending(Model):
    """What pay-as-you-go cost this month, and would with the whole mailing; null is what is not known.

    `budget` is null where there is none.
    """

    spent: Money | None
    with_this: Money | None
    budget: Money | None
    is_upper_bound: bool


def make_preview(
    catalogue: Catalogue,
    account: PayAsYouGo,
    meter: Meter,
    plans: tuple[ResourcePlan, ...],
    split: Allocation,
    *,
    left_out: Mapping[str, int],
    until: datetime | None,
    unknown: tuple[UnknownFigure, ...],
    open_amount: Money | None,
) -> Preview:
    """Return the preview of sending emails that are paid for by `split`, as far as nothing is `unknown`.

    The cost is not known where plans pay that may be used up.
    """
    known_invalid = sum(left_out.values())
    payers, plans_known = unknown_payers(split, unknown), why_unknown(unknown, Figure.PLANS) is None
    cost = _cost(catalogue, split.pay_as_you_go) if plans_known or not split.plans else None
    bounds = (meter.free_left_today, meter.daily_left, account.active, plans_known or None)
    is_upper_bound = cost is not None and split.pay_as_you_go > 0 and (None in bounds or bool(payers))
    words = _cost_words(cost, is_upper_bound=is_upper_bound)
    resume = show_instant(until) if until else ""
    return Preview(
        recipients=split.emails + split.refused + known_invalid,
        known_invalid=known_invalid,
        left_out=dict(left_out),
        split=split,
        cost=cost,
        is_upper_bound=is_upper_bound,
        left=QuotaAfterSending(
            free=_left(meter.free_left, split.free),
            free_today=_left(meter.free_left_today, split.free),
            daily_quota=_left(meter.daily_left, split.emails),
            plans={plan.id: _left_of(plan, split, doubtful=bool(payers)) for plan in plans},
            open_amount=open_amount,
        ),
        held_back=split.refused,
        until=until,
        warnings=tuple(preview_warnings(meter, plans, split, words, left_out, resume)),
        unknown_payers=payers,
    )


def _cost(catalogue: Catalogue, emails: int) -> Money | None:
    """Return the exact price of emails by pay-as-you-go; none costs nothing, whatever the price."""
    if not emails:
        return Money(amount=Decimal(0), currency=catalogue.currency)
    price = catalogue.pay_as_you_go_per_thousand
    return None if price is None else Money(amount=price.amount * emails / 1000, currency=price.currency)


def _cost_words(cost: Money | None, *, is_upper_bound: bool) -> str:
    if cost is None:
        return NOT_KNOWN
    return f"at most {cost}" if is_upper_bound else str(cost)


def _left(present: int | None, emails: int) -> int | None:
    return None if present is None else present - emails


def _left_of(plan: ResourcePlan, split: Allocation, *, doubtful: bool) -> int | None:
    """Return what a plan has left; not known where it may be another source that pays."""
    taken = split.plans.get(plan.id, 0)
    return None if taken and doubtful else plan.left - taken
