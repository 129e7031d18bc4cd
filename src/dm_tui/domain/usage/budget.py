"""The budget: what pay-as-you-go may cost in a month of the billing zone, and what it comes to."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money, parse_amount
from dm_tui.domain.text import Line, clean_line
from dm_tui.domain.usage import budget_wording as wording

WARN_SHARE = Decimal("0.8")
"""The share of the budget from which every face warns (our own choice)."""


class WhenOver(StrEnum):
    """What becomes of a mailing that would cost more than is left of the budget."""

    REFUSE = "refuse"
    HOLD_BACK = "hold-back"


class Budget(Model):
    """What pay-as-you-go may cost in a month; without a `limit` it may cost anything."""

    TABLE: ClassVar[str] = "budget"

    limit: Money | None = None
    when_over: WhenOver = WhenOver.REFUSE


class MonthSpending(Model):
    """What pay-as-you-go cost in the month that began at `start`; `spent` is None where that is not known.

    `why` says why it is not known. It is exact unless it `is_upper_bound`: a source that could not be read
    may have paid for some of it.
    """

    start: datetime
    spent: Money | None
    is_upper_bound: bool = False
    why: Line = ""

    def after(self, cost: Money | None) -> Money | None:
        """Return what the month comes to with `cost` more."""
        if self.spent is None or cost is None or cost.currency != self.spent.currency:
            return None
        return self.spent + cost

    def words(self, amount: Money | None, limit: Money | None = None) -> str:
        """Return an amount of the month with its bound, or that it is not known.

        It is rounded to cents, unless it would then look like nothing, or like the `limit` that it misses.
        """
        if amount is None:
            return wording.NOT_KNOWN
        shown = amount.rounded()
        if shown.amount == 0 or shown == limit:
            shown = amount
        return wording.AT_MOST.format(amount=shown) if self.is_upper_bound else str(shown)

    def words_left(self, left: Money | None) -> str:
        """Return what is left of the budget; at least so much where what was spent is an upper bound."""
        if left is None:
            return wording.NOT_KNOWN
        return wording.AT_LEAST.format(amount=left.rounded()) if self.is_upper_bound else str(left.rounded())


class BudgetState(Model):
    """A budget, and what the month comes to: so far, and `with_this` where a mailing is looked at."""

    budget: Budget
    month: MonthSpending
    with_this: Money | None = None

    @property
    def left(self) -> Money | None:
        """What is left of the budget, None where there is none or it is not known."""
        limit, spent = self.budget.limit, self.month.spent
        if limit is None or spent is None:
            return None
        return limit - spent if spent < limit else Money(amount=Decimal(0), currency=limit.currency)

    @property
    def is_over(self) -> bool:
        """Whether the mailing that is looked at would cost more than is left."""
        limit = self.budget.limit
        return limit is not None and self.with_this is not None and limit < self.with_this

    @property
    def is_nearly_spent(self) -> bool:
        """Whether so much of the budget is spent, or would be, that every face warns."""
        limit, comes_to = self.budget.limit, self.with_this or self.month.spent
        if limit is None or comes_to is None:
            return False
        return comes_to.amount > 0 and limit * WARN_SHARE <= comes_to

    @property
    def sentence(self) -> str:
        """What the month comes to, and of which budget."""
        month, limit = self.month, self.budget.limit
        if month.spent is None:
            sentence = wording.MONTH_NOT_KNOWN if limit is None else wording.MONTH_NOT_KNOWN_OF
        elif self.with_this is None:
            sentence = wording.MONTH if limit is None else wording.MONTH_OF
        else:
            sentence = wording.MONTH_WITH_THIS if limit is None else wording.MONTH_WITH_THIS_OF
        return sentence.format(
            spent=month.words(month.spent, limit),
            total=month.words(self.with_this, limit),
            limit=limit,
            why=month.why,
        )


def after_the_plan(budget: Budget) -> str:
    """Return what limits pay-as-you-go once a plan that was bought is used up."""
    if budget.limit is None:
        return wording.AFTER_THE_PLAN_UNLIMITED
    return wording.AFTER_THE_PLAN.format(limit=budget.limit)


def month_subject(start: datetime) -> str:
    """Return what the warnings of the month that began at `start` are about: each is given once."""
    return f"budget-{start.astimezone(BILLING_ZONE):%Y-%m}"


class BudgetRoom(Model):
    """How many emails the budget still allows by pay-as-you-go; None is any number. `reason` says why."""

    emails: int | None = None
    reason: str = ""


NO_LIMIT = BudgetRoom()


def room_left(budget: Budget, month: MonthSpending, per_thousand: Money | None) -> BudgetRoom:
    """Return how many emails may still go by pay-as-you-go: none where month or price is not known."""
    if budget.limit is None:
        return NO_LIMIT
    currency = budget.limit.currency
    if month.spent is None or per_thousand is None or per_thousand.currency != currency:
        return BudgetRoom(emails=0, reason="budget-unknown")
    left = budget.limit.amount - month.spent.amount
    if per_thousand.amount <= 0:
        return NO_LIMIT
    return BudgetRoom(emails=max(0, int(left * 1000 / per_thousand.amount)), reason="budget")


def price_of(per_thousand: Money | None, emails: int) -> Money | None:
    """Return the exact price of emails by pay-as-you-go, None where there is no known price."""
    if per_thousand is None:
        return None
    return Money(amount=per_thousand.amount * emails / 1000, currency=per_thousand.currency)


def parse_budget(typed: str, currency: str) -> Money:
    """Return the amount that was typed; refuses what is none, and another currency than the account's."""
    text = clean_line(typed, 40).upper()
    amount = parse_amount(text)
    named = "".join(sign for sign in text if sign.isalpha())
    if amount is None:
        raise _bad(typed)
    if named and named != currency:
        raise wording.OTHER_CURRENCY(currency=currency)
    return Money(amount=amount, currency=currency)


def _bad(typed: str) -> DirectMailError:
    return wording.BAD_BUDGET(typed=clean_line(typed, 40))
