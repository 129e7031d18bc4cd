"""The options that the adviser compares: their names, what each buys and costs, and which are listed."""

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

from dm_tui.domain.advice import results
from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.advice.schedule import NANO, Prices, Schedule
from dm_tui.domain.advice.schedule_break_even import break_even_scale
from dm_tui.domain.advice.wrong_guess import DOUBLE, HALF, regret
from dm_tui.domain.purchase.plan_expiry import expiry
from dm_tui.domain.purchase.quantity import MAX_QUANTITY

if TYPE_CHECKING:
    from dm_tui.domain.advice.expected_cost import ScheduleEvaluator

PAY_AS_YOU_GO, MIXED = "pay-as-you-go", "mixed"
"""Names of schedules without plans and with several specifications.

A schedule of a single specification is named after it.
"""

_CENT = NANO // 100  # arithmetic


def schedule_name(schedule: Schedule) -> str:
    """Return the specification of a schedule, `mixed` where there are several, otherwise pay-as-you-go."""
    specs = {purchase.offer.spec for purchase in schedule}
    return MIXED if len(specs) > 1 else next(iter(specs), PAY_AS_YOU_GO)


def make_option(
    name: str, schedule: Schedule, evaluator: "ScheduleEvaluator", question: AdviceRequest
) -> results.AdviceOption:
    """Return what a schedule buys, what it costs, and above which volume it pays off."""
    money, expected = evaluator.prices.money, evaluator.expected(schedule)
    low, high = evaluator.percentile_range(schedule)
    scale = break_even_scale(schedule, evaluator.view, evaluator.prices) if schedule else None
    chance = evaluator.spread.chance_above(scale) if scale is not None else 0
    rest = evaluator.pay_as_you_go_emails(schedule)
    return results.AdviceOption(
        name=name,
        plans=_planned_purchases(schedule, evaluator.prices, question),
        pay_as_you_go=rest >= 1,
        pay_as_you_go_emails=round(rest) if rest >= 1 else 0,
        expected_cost=money(expected.value),
        error=money(ceil(expected.error / _CENT) * _CENT),
        low_cost=money(low),
        high_cost=money(high),
        unused_emails=evaluator.unused(schedule),
        break_even_monthly=None if scale is None else int(scale * question.average),
        chance_percent=round(100 * chance) if schedule else None,
        regret_half=money(regret(evaluator, schedule, HALF)),
        regret_double=money(regret(evaluator, schedule, DOUBLE)),
    )


def listed_options(
    options: Sequence[results.AdviceOption], best: results.AdviceOption, prices: Prices
) -> tuple[results.AdviceOption, ...]:
    """Return the options that are shown: the best, pay-as-you-go, and each specification alone."""
    alone = {PAY_AS_YOU_GO, *(offer.spec for offer in prices.offers)}
    return tuple(option for option in options if option is best or option.name in alone)


def _planned_purchases(
    schedule: Schedule, prices: Prices, question: AdviceRequest
) -> tuple[results.PlannedPurchase, ...]:
    starts = question.starts
    return tuple(
        results.PlannedPurchase(
            month=month,
            buy_at=starts[month],
            expires_at=expiry(starts[month], prices.validity),
            spec=offer.spec,
            quantity=number,
            emails=offer.emails * number,
            price=prices.money(offer.price * number),
        )
        for month, offer, quantity in schedule
        for number in _split_into_orders(quantity)
    )


def _split_into_orders(quantity: int) -> list[int]:
    full, rest = divmod(quantity, MAX_QUANTITY)
    return [MAX_QUANTITY] * full + [rest] * bool(rest)
