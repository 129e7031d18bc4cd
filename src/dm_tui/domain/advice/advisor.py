"""Which billing model: the cheapest plans, quantities and purchase dates, with pay-as-you-go for the rest.

The model, all of it:

* Time is counted in months from the instant of the question. Plans are bought at the beginning of a month and pay for
  the mail of six of them, which are the six calendar months from the purchase (purchase guide), up to the few days by
  which months differ in length. Mail is spread evenly over a month.
* A daily quota that is given limits each month to its days times the quota; what it holds back is neither sent later
  nor paid for. One that is not given only warns.
* First the free quota, 2,000 in all and 200 a day; then the plans that are owned, up to the instant each expires; then the
  plans bought, the one that expires first, first; then pay-as-you-go (billing methods). No other order of the plans would
  cost less, see `schedule`.
* Pay-as-you-go costs its price per email. The rounding of bills to cents is left out: at most half a cent a bill, and
  less than one cent for a bill that would round to nothing. Amounts are exact integers inside, whole cents outside.
* What a plan still holds at the end of the horizon counts as lost, though it may be usable later: the advice is
  cautious about late purchases.
* The quantity of an order is 1 to 100; more of the same are several orders.

A known volume (no spread) is answered with the optimum, see `cheapest`. An uncertain volume is all months' volumes times one
lognormal factor, see `spread`; the purchases are fixed beforehand and pay-as-you-go pays for what comes on top. The schedule
is the one with the lowest expected cost among those that are optimal for some volume from low to high (`trial.SWEEP`),
for all specifications together and for each alone. Who asks again every month is expected to do no worse.

Where each rule stands, in the order in which an answer is made: `volume` what is typed and what past usage proposes;
`demand` the months, the quota, the free quota and what is owned; `schedule` who pays for which email; `cheapest` the
optimum for a known volume; `spread` how far a volume may be off; `trial` what purchases come to over all of them;
`advice_warnings` the warnings; `findings` the answer; `advice_text` its words; `curves` its plots.
"""

from datetime import datetime
from math import ceil

from dm_tui.domain.advice.demand import AdviceRequest, make_demand_outlook
from dm_tui.domain.advice.evaluation import PAY_AS_YOU_GO, ScheduleEvaluator
from dm_tui.domain.advice.optimum import cheapest_schedule_with_plan
from dm_tui.domain.advice.results import (
    AdviceOption,
    AdviceResult,
    BillingComparison,
    PlannedPurchase,
    Recommendation,
)
from dm_tui.domain.advice.schedule import NANO, Prices, Schedule, plans_price, schedule_cost
from dm_tui.domain.advice.uncertainty import volume_distribution
from dm_tui.domain.advice.warnings import advice_warnings
from dm_tui.domain.advice.wording import headline, recommendation_reason, schedule_label
from dm_tui.domain.purchase.catalogue import MAX_QUANTITY, Catalogue
from dm_tui.domain.purchase.plan import expiry
from dm_tui.domain.purchase.quote import QuoteContext
from dm_tui.domain.purchase.wizard import BillingModel

_CENT = NANO // 100


def make_advice(question: AdviceRequest, catalogue: Catalogue, facts: QuoteContext) -> AdviceResult:
    """Return what to buy and when, or refuse figures that no account can have."""
    prices = Prices.of(catalogue)
    trial = ScheduleEvaluator(
        make_demand_outlook(question, catalogue),
        prices,
        volume_distribution(float(question.spread)),
    )
    schedules = trial.best_by_name()
    options = [_make_option(name, found, trial, question) for name, found in schedules.items()]
    options.sort(key=lambda one: (one.expected_cost.amount, len(one.plans)))
    best = options[0]
    other = next(one for one in options if bool(one.plans) is not bool(best.plans))
    alone = {PAY_AS_YOU_GO, *(offer.spec for offer in prices.offers)}
    saving = other.expected_cost - best.expected_cost
    return AdviceResult(
        recommendation=Recommendation(
            **dict(best),
            billing_model=BillingModel.RESOURCE_PLAN if best.plans else BillingModel.PAY_AS_YOU_GO,
            saving=saving,
            headline=headline(best),
            why=recommendation_reason(best, other, question),
        ),
        options=tuple(one for one in options if one is best or one.name in alone),
        warnings=advice_warnings(question, catalogue, facts, schedules[best.name], trial),
    )


def compare_billing_models(
    catalogue: Catalogue, monthly: int, at: datetime, months: int = 6
) -> BillingComparison:
    """Return what `monthly` emails cost by either billing model for an account that owns nothing."""
    prices = Prices.of(catalogue)
    question = AdviceRequest(start=at, monthly=(monthly,), months=months)
    demand, quota = make_demand_outlook(question, catalogue).at(), catalogue.daily_quota
    can_be_sent = make_demand_outlook(question, catalogue, quota).at().sent
    schedule = cheapest_schedule_with_plan(demand, prices)
    plan = prices.money(schedule_cost(schedule, demand, prices))
    by_usage = catalogue.pay_as_you_go(demand.sent)
    plan_wins = plan < by_usage
    return BillingComparison(
        monthly=monthly,
        emails=demand.sent,
        pays_off_above=plans_price(schedule) // prices.each,
        pay_as_you_go=by_usage,
        plan=plan,
        plan_label=schedule_label(
            schedule, rest=schedule_cost(schedule, demand, prices) > plans_price(schedule)
        ),
        cheaper=BillingModel.RESOURCE_PLAN if plan_wins else BillingModel.PAY_AS_YOU_GO,
        saving=by_usage - plan if plan_wins else plan - by_usage,
        warning=f"At your quota of {quota:,} a day only {can_be_sent:,} can be sent."
        if can_be_sent < demand.sent
        else "",
    )


def _make_option(
    name: str, schedule: Schedule, trial: ScheduleEvaluator, question: AdviceRequest
) -> AdviceOption:
    money = trial.prices.money
    expected = trial.expected(schedule)
    low, high = trial.percentile_range(schedule)
    scale = trial.break_even(schedule) if schedule else None
    chance = trial.spread.chance_above(scale) if scale is not None else 0
    return AdviceOption(
        name=name,
        plans=_planned_purchases(schedule, trial.prices, question),
        pay_as_you_go=trial.pay_as_you_go_emails(schedule) >= 1,
        expected_cost=money(expected.value),
        error=money(ceil(expected.error / _CENT) * _CENT),
        low_cost=money(low),
        high_cost=money(high),
        unused_emails=trial.unused(schedule),
        break_even_monthly=None if scale is None else int(scale * question.average),
        chance_percent=round(100 * chance) if schedule else None,
        regret_half=money(trial.regret(schedule, 0.5)),
        regret_double=money(trial.regret(schedule, 2)),
    )


def _planned_purchases(
    schedule: Schedule, prices: Prices, question: AdviceRequest
) -> tuple[PlannedPurchase, ...]:
    starts = question.starts
    return tuple(
        PlannedPurchase(
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
    """Return `quantity` in parts that an order may hold."""
    full, rest = divmod(quantity, MAX_QUANTITY)
    return [MAX_QUANTITY] * full + [rest] * bool(rest)
