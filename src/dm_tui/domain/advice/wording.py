"""What every face says of an advice: its names and its sentences. Plain text; how it looks is the face's own."""

from collections import Counter
from collections.abc import Iterable

from dm_tui.domain.advice.curves import SpreadCurve
from dm_tui.domain.advice.demand import AdviceRequest
from dm_tui.domain.advice.results import AdviceOption, AdviceResult
from dm_tui.domain.advice.schedule import Schedule
from dm_tui.domain.dates import show_date, show_months

_MAX_LISTED = 3
"""Purchases that are all named; of more, the first month's are."""


def option_label(name: str) -> str:
    """Return the name of an option in words."""
    return {"pay-as-you-go": "pay-as-you-go", "mixed": "several sizes"}.get(name, f"{name} plans")


def headline(best: AdviceOption) -> str:
    """Return what to do now: `Buy 1 × 500k now`."""
    months = _purchases_by_month(best)
    if not months:
        return (
            "Buy no plan: pay as you go"
            if best.pay_as_you_go
            else "Buy nothing: what you have pays for everything"
        )
    (first, (when, what)), *later = months.items()
    more = ", more later" if later else ""
    if first:
        return f"Buy nothing yet: {what} on {when}{more}"
    return f"Buy {what} now{more}"


def purchase_lines(option: AdviceOption) -> list[str]:
    """Return what to buy at every date: `1 × 500k now`, `2 × 50k on 31 May 2027`."""
    return [
        f"{what} {when}" if when == "now" else f"{what} on {when}"
        for when, what in _purchases_by_month(option).values()
    ]


def recommendation_reason(best: AdviceOption, other: AdviceOption, question: AdviceRequest) -> str:
    """Return what the recommendation comes to, against the best with the other billing model."""
    horizon = show_months(question.months)
    if best.plans:
        saving = other.expected_cost - best.expected_cost
        share = saving.amount * 100 / other.expected_cost.amount
        rest = ", with pay-as-you-go for the rest" if best.pay_as_you_go else ""
        how_often = f", and less in {best.chance_percent} of 100 cases" if question.spread else ""
        return (
            f"{best.expected_cost} in {horizon}{rest}: {saving} ({share:.0f} %) less than "
            f"pay-as-you-go alone{how_often}."
        )
    if not best.pay_as_you_go:
        return f"There is nothing more to pay in {horizon}."
    pays_off = (
        f"pays off above {other.break_even_monthly:,} emails a month"
        if other.break_even_monthly is not None
        else "never pays off"
    )
    return (
        f"{best.expected_cost} in {horizon}. The cheapest with a plan ({_short_purchases(other)}) comes "
        f"to {other.expected_cost} and {pays_off}."
    )


def request_summary(question: AdviceRequest, *, from_history: bool) -> str:
    """Return what was understood and what was counted in, so that a misread number is seen."""
    volumes = question.volumes
    low, high = min(volumes), max(volumes)
    volume = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    source = "from your usage so far: " if from_history else ""
    left = sum(plan.left for plan in question.owned)
    owned = f", {left:,} left in your plans" if left else ""
    return (
        f"For {show_months(question.months)}, {source}{volume} emails a month, spread "
        f"{question.spread} %{owned}, {question.free_left:,} free:"
    )


def sensitivity_lines(
    findings: AdviceResult, question: AdviceRequest, by_spread: SpreadCurve
) -> list[str]:
    """Return how far the volume may be off: what it costs then, and how exact the average is."""
    best = findings.recommendation
    rows = [
        f"Should the volume be half, this costs {best.regret_half} more than the best for that; "
        f"should it be double, {best.regret_double}.",
        *_spread_limit_line(best, by_spread),
    ]
    if question.spread:
        rows.append(
            f"The cost is the average over all volumes, reckoned to within about {best.error}."
        )
    return rows


def schedule_label(schedule: Schedule, rest: bool) -> str:
    """Return `500k × 1 + 50k × 2`, the largest first, with `+ rest` where pay-as-you-go joins in."""
    numbers: Counter[tuple[int, str]] = Counter()
    for _, offer, quantity in schedule:
        numbers[offer.emails, offer.spec] += quantity
    parts = [f"{spec} × {number}" for (_, spec), number in sorted(numbers.items(), reverse=True)]
    return " + ".join([*parts, "rest"] if rest else parts)


def _spread_limit_line(best: AdviceOption, by_spread: SpreadCurve) -> list[str]:
    """Return how predictable the volume has to be for the plans to pay off."""
    if not best.plans:
        return []
    until = next(line.break_even for line in by_spread.lines if line.name == best.name)
    if until is None:
        return [f"These plans pay off at any spread up to {by_spread.spreads[-1]} %."]
    return [f"These plans pay off while the spread stays under {until} %."]


def _purchases_by_month(option: AdviceOption) -> dict[int, tuple[str, str]]:
    """Return for every month with purchases when they are made, and what is bought."""
    found: dict[int, tuple[str, Counter[str]]] = {}
    for one in option.plans:
        when = show_date(one.buy_at) if one.month else "now"
        found.setdefault(one.month, (when, Counter()))[1][one.spec] += one.quantity
    return {month: (when, _quantities_label(what)) for month, (when, what) in found.items()}


def _quantities_label(numbers: Counter[str]) -> str:
    return _join_words(f"{number:,} × {spec}" for spec, number in numbers.items())


def _short_purchases(option: AdviceOption) -> str:
    """Return all purchases of an option; of many, how many there are and the first."""
    each = purchase_lines(option)
    if len(each) > _MAX_LISTED:
        return f"{sum(one.quantity for one in option.plans):,} plans over time, first {each[0]}"
    return _join_words(each)


def _join_words(parts: Iterable[str]) -> str:
    *most, last = parts
    return " and ".join([", ".join(most), last] if most else [last])
