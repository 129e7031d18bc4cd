"""The adviser: the cheapest plans, quantities and purchase dates, with pay-as-you-go for the rest.

The model, all of it:

* Time is counted in months from the instant of the question. Plans are bought at the beginning of a month and
  pay for the mail of six of them, which are the six calendar months from the purchase (purchase guide), up to
  the few days by which months differ in length. Mail is spread evenly over a month.
* The daily quota limits each month to its days times the quota; the emails it holds back are neither sent
  later nor paid for. It is the account's own unless the question has another. Where the question plans
  without one, the account's own only warns.
* The free quota pays first, 2,000 in all and 200 a day; then the plans that are owned, up to the instant each
  expires; then the plans bought, in order of expiry; then pay-as-you-go (billing methods). No other order of
  the plans costs less, see `schedule`.
* Pay-as-you-go costs its price per email. We leave out the rounding of bills to cents: at most half a cent a
  bill, and less than one cent for a bill that would round to nothing. Amounts are exact integers inside,
  whole cents outside.
* Emails left in a plan at the end of the horizon count as lost, though they may be usable later: the advice
  is cautious about late purchases.
* The quantity of an order is 1 to 100; more of the same are several orders.

A known volume (no spread) gets the optimum, see `optimum`. An uncertain volume is all months' volumes times
one lognormal factor, see `uncertainty`; the purchases are fixed beforehand and pay-as-you-go pays for emails
beyond them. The schedule is the one with the lowest expected cost among those that are optimal for some
volume from low to high (`evaluation.SWEEP_DEVIATIONS`), for all specifications together and for each alone.
Purchases do not depend on what the first months show: asking again every month should do no worse.

Read on in `volume`, `demand`, `schedule`, `optimum`, `uncertainty`, `evaluation`, `warnings`, in this order.
"""

from math import ceil

from dm_tui.domain.advice import results
from dm_tui.domain.advice.demand import AdviceRequest, make_demand_outlook
from dm_tui.domain.advice.evaluation import PAY_AS_YOU_GO, ScheduleEvaluator
from dm_tui.domain.advice.optimum import cheapest_schedule_with_plan
from dm_tui.domain.advice.schedule import NANO, Prices, Schedule, plans_price, schedule_cost
from dm_tui.domain.advice.uncertainty import volume_distribution
from dm_tui.domain.advice.warnings import advice_warnings
from dm_tui.domain.advice.wording import comparison_warning, headline, recommendation_reason, schedule_label
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import expiry
from dm_tui.domain.purchase.quantity import MAX_QUANTITY
from dm_tui.domain.purchase.quote_warnings import QuoteContext
from dm_tui.domain.purchase.wizard import BillingModel

_CENT = NANO // 100  # arithmetic


def make_advice(question: AdviceRequest, catalogue: Catalogue, context: QuoteContext) -> results.AdviceResult:
    """Return what to buy and when, or refuse figures that no account can have."""
    prices, outlook = Prices.of(catalogue), make_demand_outlook(question, catalogue)
    evaluator = ScheduleEvaluator(outlook, prices, volume_distribution(float(question.spread)))
    schedules = evaluator.best_by_name()
    options = [_make_option(name, schedule, evaluator, question) for name, schedule in schedules.items()]
    options.sort(key=lambda option: (option.expected_cost.amount, len(option.plans)))
    best = options[0]
    other = next(option for option in options if bool(option.plans) is not bool(best.plans))
    alone = {PAY_AS_YOU_GO, *(offer.spec for offer in prices.offers)}
    return results.AdviceResult(
        recommendation=results.Recommendation(
            **dict(best),
            billing_model=BillingModel.RESOURCE_PLAN if best.plans else BillingModel.PAY_AS_YOU_GO,
            saving=other.expected_cost - best.expected_cost,
            headline=headline(best),
            why=recommendation_reason(best, other, question),
        ),
        options=tuple(option for option in options if option is best or option.name in alone),
        warnings=advice_warnings(question, catalogue, context, schedules[best.name], evaluator),
    )


def compare_billing_models(question: AdviceRequest, catalogue: Catalogue) -> results.BillingComparison:
    """Return the cost of a known volume by either billing model, as far as the daily quota allows it."""
    prices = Prices.of(catalogue)
    demand = make_demand_outlook(question, catalogue).at()
    schedule = cheapest_schedule_with_plan(demand, prices)
    cost = schedule_cost(schedule, demand, prices)
    plan, pay_as_you_go = prices.money(cost), prices.money(demand.left_to_pay * prices.each)
    return results.BillingComparison(
        emails=demand.left_to_pay,
        paid_before=demand.sent - demand.left_to_pay,
        plans=sum(purchase.quantity for purchase in schedule),
        pays_off_above=plans_price(schedule) // prices.each,
        pay_as_you_go=pay_as_you_go,
        plan=plan,
        plan_label=schedule_label(schedule, rest=cost > plans_price(schedule)),
        cheaper=BillingModel.RESOURCE_PLAN if plan < pay_as_you_go else BillingModel.PAY_AS_YOU_GO,
        saving=max(plan, pay_as_you_go) - min(plan, pay_as_you_go),
        held_back=demand.held_back,
        warning=comparison_warning(question, demand),
    )


def _make_option(
    name: str, schedule: Schedule, evaluator: ScheduleEvaluator, question: AdviceRequest
) -> results.AdviceOption:
    money, expected = evaluator.prices.money, evaluator.expected(schedule)
    low, high = evaluator.percentile_range(schedule)
    scale = evaluator.break_even(schedule) if schedule else None
    chance = evaluator.spread.chance_above(scale) if scale is not None else 0
    return results.AdviceOption(
        name=name,
        plans=_planned_purchases(schedule, evaluator.prices, question),
        pay_as_you_go=evaluator.pay_as_you_go_emails(schedule) >= 1,
        expected_cost=money(expected.value),
        error=money(ceil(expected.error / _CENT) * _CENT),
        low_cost=money(low),
        high_cost=money(high),
        unused_emails=evaluator.unused(schedule),
        break_even_monthly=None if scale is None else int(scale * question.average),
        chance_percent=round(100 * chance) if schedule else None,
        regret_half=money(evaluator.regret(schedule, 0.5)),
        regret_double=money(evaluator.regret(schedule, 2)),
    )


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
