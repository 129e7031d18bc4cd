"""The words of a recommendation: what to do now, what to buy at every date, and why."""

from collections import Counter
from typing import TYPE_CHECKING

from dm_tui.domain.advice.wording import plans_label
from dm_tui.domain.counts import join_words, show_count
from dm_tui.domain.dates import show_date, show_months

if TYPE_CHECKING:
    from dm_tui.domain.advice.advice_request import AdviceRequest
    from dm_tui.domain.advice.results import AdviceOption

_MAX_LISTED = 3  # purchases that are all listed; of more, those of the first date (our own choice)


def headline(best: "AdviceOption", question: "AdviceRequest") -> str:
    """Return what to do now: `Buy 1 × 500k now`."""
    months = _purchases_by_month(best)
    if not months and best.pay_as_you_go:
        return f"Buy no plan: pay as you go for {_rest_words(best, question)}"
    if not months:
        return "Buy nothing: what you have is enough"
    (first, (when, plans)), *later = months.items()
    plans = f"{plans} on {when}" if first else f"{plans} now"
    return f"Buy {plans}, {plans_label(best)} in all" if later else f"Buy {plans}"


def purchase_lines(option: "AdviceOption") -> list[str]:
    """Return what to buy at every date: `1 × 500k now`, `2 × 50k on 31 May 2027`."""
    return [
        f"{plans} on {when}" if month else f"{plans} now"
        for month, (when, plans) in _purchases_by_month(option).items()
    ]


def recommendation_reason(best: "AdviceOption", other: "AdviceOption", question: "AdviceRequest") -> str:
    """Return the cost of the recommendation, against the best option with the other billing model."""
    horizon = show_months(question.months)
    if best.plans:
        cost, saving = best.expected_cost, other.expected_cost - best.expected_cost
        share = saving.amount * 100 / other.expected_cost.amount
        averaged = " on average" if question.spread else ""
        sentences = [
            f"{cost}{averaged} in {horizon}: {saving} ({share:.0f} %) less than pay-as-you-go alone."
        ]
        if best.pay_as_you_go:
            sentences.append("The rest is pay-as-you-go.")
        if question.spread:
            sentences.append(f"The plans are cheaper in {best.chance_percent} of 100 cases.")
        return " ".join(sentences)
    if not best.pay_as_you_go:
        return f"You pay nothing more in {horizon}."
    plans, cost, above = _short_purchases(other), other.expected_cost, other.break_even_monthly
    return f"{best.expected_cost} in {horizon}. " + (
        f"The cheapest with a plan ({plans}) costs {cost} and never pays off."
        if above is None
        else f"The cheapest with a plan ({plans}) costs {cost} and pays off above {above:,} emails a month."
    )


def _rest_words(best: "AdviceOption", question: "AdviceRequest") -> str:
    """Return how many emails no plan pays for: a few of them are no other advice than none."""
    count = show_count(best.pay_as_you_go_emails, "email")
    return f"about {count}" if question.spread else count


def _purchases_by_month(option: "AdviceOption") -> dict[int, tuple[str, str]]:
    """Return the date and the plans of every month with purchases."""
    months: dict[int, tuple[str, Counter[str]]] = {}
    for purchase in option.plans:
        _, quantities = months.setdefault(purchase.month, (show_date(purchase.buy_at), Counter()))
        quantities[purchase.spec] += purchase.quantity
    return {month: (when, _quantities_label(quantities)) for month, (when, quantities) in months.items()}


def _quantities_label(quantities: Counter[str]) -> str:
    return join_words(f"{number:,} × {spec}" for spec, number in quantities.items())


def _short_purchases(option: "AdviceOption") -> str:
    """Return all purchases of an option; of many, their number and the first."""
    lines = purchase_lines(option)
    if len(lines) > _MAX_LISTED:
        quantity = sum(purchase.quantity for purchase in option.plans)
        return f"{quantity:,} plans over time, first {lines[0]}"
    return join_words(lines)
