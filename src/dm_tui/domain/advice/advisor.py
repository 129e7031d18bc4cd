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
one lognormal factor, see `uncertain_volume`; the purchases are fixed beforehand and pay-as-you-go pays for
emails beyond them. The schedule is the one with the lowest expected cost among those that are optimal for
some volume from low to high (`expected_cost.SWEEP_DEVIATIONS`), for all specifications together and for each
alone. Purchases do not depend on what the first months show: asking again every month should do no worse.

Read on in `advice_request`, `volume_from_usage`, `emails_to_pay`, `schedule`, `optimum`, `uncertain_volume`,
`expected_cost`, `schedule_break_even`, `options`, `warnings`, in this order.
"""

from dm_tui.domain.advice import results
from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.advice.emails_to_pay import make_demand_outlook
from dm_tui.domain.advice.expected_cost import ScheduleEvaluator
from dm_tui.domain.advice.optimum import cheapest_schedule_with_plan
from dm_tui.domain.advice.options import listed_options, make_option
from dm_tui.domain.advice.recommendation_wording import headline, recommendation_reason
from dm_tui.domain.advice.schedule import Prices, plans_price, schedule_cost
from dm_tui.domain.advice.uncertain_volume import volume_distribution
from dm_tui.domain.advice.warnings import advice_warnings
from dm_tui.domain.advice.wording import comparison_warning, schedule_label
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_warnings import QuoteContext
from dm_tui.domain.purchase.wizard import BillingModel


def make_advice(question: AdviceRequest, catalogue: Catalogue, context: QuoteContext) -> results.AdviceResult:
    """Return what to buy and when, or refuse figures that no account can have."""
    prices, outlook = Prices.of(catalogue), make_demand_outlook(question, catalogue)
    evaluator = ScheduleEvaluator(outlook, prices, volume_distribution(float(question.spread)))
    schedules = evaluator.best_by_name()
    options = [make_option(name, schedule, evaluator, question) for name, schedule in schedules.items()]
    options.sort(key=lambda option: (option.expected_cost.amount, len(option.plans)))
    best = options[0]
    other = next(option for option in options if bool(option.plans) is not bool(best.plans))
    return results.AdviceResult(
        recommendation=results.Recommendation(
            **dict(best),
            billing_model=BillingModel.RESOURCE_PLAN if best.plans else BillingModel.PAY_AS_YOU_GO,
            saving=other.expected_cost - best.expected_cost,
            headline=headline(best, question),
            why=recommendation_reason(best, other, question),
        ),
        options=listed_options(options, best, prices),
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
