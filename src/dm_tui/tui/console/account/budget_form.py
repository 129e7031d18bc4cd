"""The budget of a month as a setting: its words, and the form that changes it."""

from collections.abc import Mapping

from dm_tui.domain.usage.budget import WARN_SHARE, Budget, BudgetState, WhenOver
from dm_tui.domain.usage.budget_wording import SETTING, SETTING_WHEN_OVER
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.dialogs.form import ChoiceField, Form, TextField

_CHOICES = {
    WhenOver.REFUSE: "refuse a mailing that goes over it",
    WhenOver.HOLD_BACK: "send what fits; the rest waits for the 1st",
}
_MAX_FIELD_CHARS = 40
"""Characters of an amount (our own limit)."""


def budget_words(budget: Budget) -> str:
    """Return the budget as the value of a setting."""
    if budget.limit is None:
        return "none"
    return SETTING.format(limit=budget.limit, when_over=SETTING_WHEN_OVER[budget.when_over])


def budget_form(direct_mail: DirectMail) -> Form[BudgetState]:
    """Return the form; an empty amount ends the budget."""
    state = direct_mail.budgets.state()
    limit, chosen = state.budget.limit, state.budget.when_over

    def save(values: Mapping[str, str]) -> BudgetState:
        if not values["budget-amount"]:
            return direct_mail.budgets.clear()
        return direct_mail.budgets.set(values["budget-amount"], WhenOver(values["budget-when-over"]))

    amount = limit.figure() if limit is not None else ""
    ways = sorted(_CHOICES.items(), key=lambda way: way[0] is not chosen)
    return Form(
        "setting",
        "What may pay-as-you-go cost in a month?",
        (
            f"So far: {state.sentence}.",
            f"Empty: it may cost anything. From {WARN_SHARE * 100:.0f} % on, you see a warning.",
        ),
        [
            TextField("budget-amount", "Amount", "50", amount, limit=_MAX_FIELD_CHARS),
            ChoiceField("budget-when-over", ways),
        ],
        "Save",
        save,
    )
