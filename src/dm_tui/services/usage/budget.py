"""The budget of an account: what the month comes to, what is left, and what a mailing may still cost."""

from datetime import datetime

from dm_tui import work_log
from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.usage import budget_wording as wording
from dm_tui.domain.usage.budget import (
    NO_LIMIT,
    Budget,
    BudgetRoom,
    BudgetState,
    WhenOver,
    month_subject,
    parse_budget,
    price_of,
    room_left,
)
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.usage.month_spending import month_spending
from dm_tui.settings.values import file_section, require_not_in_file
from dm_tui.store.state import StateFile, Tables


def present_budget(tables: Tables, currency: str) -> Budget | None:
    """Return the budget: what the settings file names of it, otherwise what was set; None where it never was.

    Refuses an amount in the settings file that is in another currency than the account's.
    """
    kept = None if tables.is_empty(Budget.TABLE) else tables.single(Budget)
    named = file_section("budget")
    amount, when_over = named.get("monthly"), named.get("when_over")
    if amount is None and when_over is None:
        return kept
    budget = kept or Budget()
    return Budget(
        limit=budget.limit if amount is None else parse_budget(amount, currency),
        when_over=budget.when_over if when_over is None else WhenOver(when_over),
    )


def budget_room(budget: Budget | None, tables: Tables, catalogue: Catalogue, now: datetime) -> BudgetRoom:
    """Return how many emails a budget still allows by pay-as-you-go."""
    if budget is None or budget.limit is None:
        return NO_LIMIT
    return room_left(budget, month_spending(tables, catalogue, now), catalogue.pay_as_you_go_per_thousand)


def budget_state(
    tables: Tables, catalogue: Catalogue, now: datetime, emails: int | None = None
) -> BudgetState:
    """Return the budget and what the month comes to, with so many more `emails` by pay-as-you-go."""
    budget = present_budget(tables, catalogue.currency) or Budget()
    return _state_of(budget, tables, catalogue, now, emails)


def _state_of(
    budget: Budget, tables: Tables, catalogue: Catalogue, now: datetime, emails: int | None = None
) -> BudgetState:
    month = month_spending(tables, catalogue, now)
    more = None if emails is None else price_of(catalogue.pay_as_you_go_per_thousand, emails)
    return BudgetState(budget=budget, month=month, with_this=month.after(more))


def require_within_budget(state: BudgetState, emails: int, by_pay_as_you_go: int | None) -> None:
    """Refuse emails that would go over the budget, where the user chose that they are refused.

    Refuses, too, mail that pay-as-you-go would pay for where nobody can say whether that fits the budget.
    """
    limit = state.budget.limit
    if limit is None or state.budget.when_over is not WhenOver.REFUSE:
        return
    if state.is_over:
        work_log.note("money", step="over-budget", emails=emails, amount=limit)
        raise wording.OVER_BUDGET(month=state.sentence, limit=limit.figure())
    if state.with_this is None and by_pay_as_you_go:
        work_log.note("money", step="budget-unknown", emails=emails)
        raise wording.MONTH_UNKNOWN()


def note_nearly_spent(budget: Budget, tables: Tables, catalogue: Catalogue, now: datetime) -> None:
    """Put a message into the inbox, once a month, when so much of a budget is spent that one is warned."""
    state = _state_of(budget, tables, catalogue, now)
    id = month_subject(state.month.start)
    if not state.is_nearly_spent or tables.of(InternalMessage).find(id) is not None:
        return
    subject, body = wording.nearly_spent_message(state.sentence)
    tables.of(InternalMessage).put(InternalMessage(id=id, at=now, subject=subject, body=body))


class Budgets:
    """Sets the budget, and says what the month comes to."""

    def __init__(self, state: StateFile, account: AccountProvider, shop: Shop) -> None:
        self._state, self._account, self._shop = state, account, shop

    def state(self, unread: str = "") -> BudgetState:
        """Return the budget and what the month comes to, as far as it was read.

        `unread` is why the service's bills could not be read just now.
        """
        with self._state.read() as tables:
            state = budget_state(tables, self._shop.catalogue(), self._account.now())
        if not unread or state.month.spent is not None:
            return state
        return state.model_copy(update={"month": state.month.model_copy(update={"why": unread})})

    def set(self, amount: str, when_over: WhenOver | None = None) -> BudgetState:
        """Set what pay-as-you-go may cost in a month; refuses what is no amount in the account's currency.

        Refuses, too, what the settings file sets.
        """
        require_not_in_file("budget.monthly")
        if when_over is not None:
            require_not_in_file("budget.when_over")
        limit = parse_budget(amount, self._shop.catalogue().currency)
        with self._state.transaction() as tables:
            present = tables.single(Budget)
            tables.put_single(Budget(limit=limit, when_over=when_over or present.when_over))
        return self.state()

    def clear(self) -> BudgetState:
        """End the budget; what to do when over one stays chosen. Refuses one of the settings file."""
        require_not_in_file("budget.monthly")
        with self._state.transaction() as tables:
            tables.put_single(tables.single(Budget).model_copy(update={"limit": None}))
        return self.state()
