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
`surprises` the warnings; `findings` the answer; `advice_text` its words; `curves` its plots.
"""

from datetime import datetime
from math import ceil

from dm_tui.domain.advice.demand import Question, outlook
from dm_tui.domain.advice.evaluation import PAY_AS_YOU_GO, Trial
from dm_tui.domain.advice.optimum import cheapest_with_a_plan
from dm_tui.domain.advice.results import (
    Comparison,
    Findings,
    Option,
    PlannedPurchase,
    Recommendation,
)
from dm_tui.domain.advice.schedule import NANO, Prices, Schedule, cost, price
from dm_tui.domain.advice.uncertainty import spread_of
from dm_tui.domain.advice.warnings import surprises
from dm_tui.domain.advice.wording import headline, label, why
from dm_tui.domain.purchase.catalogue import MAX_QUANTITY, Catalogue
from dm_tui.domain.purchase.plan import expiry
from dm_tui.domain.purchase.quote import Circumstances
from dm_tui.domain.purchase.wizard import BillingModel

_CENT = NANO // 100


def advise(question: Question, catalogue: Catalogue, facts: Circumstances) -> Findings:
    """Return what to buy and when, or refuse figures that no account can have."""
    prices = Prices.of(catalogue)
    trial = Trial(outlook(question, catalogue), prices, spread_of(float(question.spread)))
    schedules = trial.best_by_name()
    options = [_option(name, found, trial, question) for name, found in schedules.items()]
    options.sort(key=lambda one: (one.expected_cost.amount, len(one.plans)))
    best = options[0]
    other = next(one for one in options if bool(one.plans) is not bool(best.plans))
    alone = {PAY_AS_YOU_GO, *(offer.spec for offer in prices.offers)}
    saving = other.expected_cost - best.expected_cost
    return Findings(
        recommendation=Recommendation(
            **dict(best),
            billing_model=BillingModel.RESOURCE_PLAN if best.plans else BillingModel.PAY_AS_YOU_GO,
            saving=saving,
            headline=headline(best),
            why=why(best, other, question),
        ),
        options=tuple(one for one in options if one is best or one.name in alone),
        warnings=surprises(question, catalogue, facts, schedules[best.name], trial),
    )


def compare(catalogue: Catalogue, monthly: int, at: datetime, months: int = 6) -> Comparison:
    """Return what `monthly` emails cost by either billing model for an account that owns nothing."""
    prices = Prices.of(catalogue)
    question = Question(start=at, monthly=(monthly,), months=months)
    demand, quota = outlook(question, catalogue).at(), catalogue.daily_quota
    can_be_sent = outlook(question, catalogue, quota).at().sent
    schedule = cheapest_with_a_plan(demand, prices)
    plan = prices.money(cost(schedule, demand, prices))
    by_usage = catalogue.pay_as_you_go(demand.sent)
    plan_wins = plan < by_usage
    return Comparison(
        monthly=monthly,
        emails=demand.sent,
        pays_off_above=price(schedule) // prices.each,
        pay_as_you_go=by_usage,
        plan=plan,
        plan_label=label(schedule, rest=cost(schedule, demand, prices) > price(schedule)),
        cheaper=BillingModel.RESOURCE_PLAN if plan_wins else BillingModel.PAY_AS_YOU_GO,
        saving=by_usage - plan if plan_wins else plan - by_usage,
        warning=f"At your quota of {quota:,} a day only {can_be_sent:,} can be sent."
        if can_be_sent < demand.sent
        else "",
    )


def _option(name: str, schedule: Schedule, trial: Trial, question: Question) -> Option:
    money = trial.prices.money
    expected = trial.expected(schedule)
    low, high = trial.range(schedule)
    scale = trial.break_even(schedule) if schedule else None
    chance = trial.spread.chance_above(scale) if scale is not None else 0
    return Option(
        name=name,
        plans=_planned(schedule, trial.prices, question),
        pay_as_you_go=trial.by_usage(schedule) >= 1,
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


def _planned(schedule: Schedule, prices: Prices, question: Question) -> tuple[PlannedPurchase, ...]:
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
        for number in _orders(quantity)
    )


def _orders(quantity: int) -> list[int]:
    """Return `quantity` in parts that an order may hold."""
    full, rest = divmod(quantity, MAX_QUANTITY)
    return [MAX_QUANTITY] * full + [rest] * bool(rest)
