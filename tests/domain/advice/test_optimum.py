"""The optimum for a known volume: against exhaustive search where that ends, and against HiGHS.

`DM_TUI_FUTURES=2000 pytest tests/domain/advice/test_optimum.py` is the long run.
"""

import os
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dm_tui.domain.advice import optimum as rules
from dm_tui.domain.advice.emails_to_pay import Demand, make_demand_outlook
from dm_tui.domain.advice.optimum import cheapest_schedule, cheapest_schedule_with_plan
from dm_tui.domain.advice.schedule import (
    NANO,
    PlanOffer,
    Prices,
    Schedule,
    ScheduledPurchase,
    emails_paid_by_plans,
    plans_emails,
    plans_price,
    schedule_cost,
)
from dm_tui.domain.purchase.catalogue import Catalogue
from tests.domain.advice.futures import Future, random_future
from tests.domain.advice.solver import least_cost

BATCHES = 8
FUTURES = int(os.environ.get("DM_TUI_FUTURES", "40"))
"""Random futures of up to nine months."""
TWO_YEARS = range(FUTURES // 40) if FUTURES > 200 else (4, 9, 15, 17, 19, 20)
"""Seeds of futures of 24 months with all four specifications; HiGHS ends some only after minutes."""
HARD = () if FUTURES > 200 else (0, 11, 30)
"""Seeds of futures that take HiGHS longer than all the others together: the long run has them."""
HALF_A_CENT = 0.005


def demanded(volumes: tuple[int, ...], first: int = 0) -> Demand:
    return Demand((0, *accumulate(volumes)), first, sum(volumes), 0, 0)


def answered(future: Future) -> float:
    prices = Prices.of(future.catalogue)
    demand = make_demand_outlook(future.question, future.catalogue).at()
    return schedule_cost(cheapest_schedule(demand, prices), demand, prices) / NANO


def is_optimal(future: Future) -> bool:
    """Say whether the answer is the optimum to the cent.

    What the solver could not finish has to be no better.
    """
    proved = least_cost(future.case)
    return proved.lower_bound - HALF_A_CENT < answered(future) < proved.at_most + HALF_A_CENT


def futures(catalogue: Catalogue, batch: int, number: int = FUTURES) -> Iterator[Future]:
    for seed in sorted({*range(batch, number, BATCHES)} - {*HARD}):
        random = Random(seed)
        yield random_future(catalogue, random, random.randint(1, 9), all_sizes=False)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_answer_costs_what_the_solver_proves_to_be_the_least(catalogue: Catalogue, batch: int) -> None:
    for future in futures(catalogue, batch):
        assert is_optimal(future), future


@pytest.mark.parametrize("seed", TWO_YEARS)
def test_two_years_of_all_specifications_too(catalogue: Catalogue, seed: int) -> None:
    assert is_optimal(random_future(catalogue, Random(1_000 + seed), 24, all_sizes=True))


def test_the_proof_can_fail(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """An estimate that is too high makes the search give up too early."""
    honest = rules._SearchSteps.lower_bound
    monkeypatch.setattr(rules._SearchSteps, "lower_bound", lambda self, at: honest(self, at) * 11 // 10)
    latest_first = reversed(list(futures(catalogue, 0, 80)))  # one of them is found out at once
    assert not all(is_optimal(future) for future in latest_first)


small = st.builds(
    Prices,
    offers=st.lists(
        st.builds(PlanOffer, st.just("x"), st.integers(2, 14), st.integers(1, 40)),
        min_size=1,
        max_size=3,
        unique_by=lambda offer: offer.emails,
    ).map(lambda offers: tuple(sorted(offers, key=lambda offer: offer.emails))),
    each=st.integers(1, 4),
    validity=st.integers(1, 3),
    currency=st.just("USD"),
)
"""Sizes and prices of any kind: dividing each other or not, larger ones cheaper or dearer."""

few_emails = st.lists(st.integers(0, 9), min_size=1, max_size=5).map(tuple)


def searched(volumes: tuple[int, ...], first: int, prices: Prices) -> int:
    """Return the least cost over every purchase in every month, used month by month as the billing methods
    say.
    """
    owned = list(volumes)
    for month, volume in enumerate(volumes):
        taken = min(volume, first)
        owned[month], first = volume - taken, first - taken

    @cache
    def least(month: int, held: tuple[tuple[int, int], ...]) -> int:
        if month == len(volumes):
            return 0
        most = sum(owned[month : month + prices.validity])
        best = None
        for quantities in product(*(range(most // offer.emails + 2) for offer in prices.offers)):
            spent = sum(n * offer.price for n, offer in zip(quantities, prices.offers, strict=True))
            bought = sum(n * offer.emails for n, offer in zip(quantities, prices.offers, strict=True))
            rest, kept = owned[month], []
            for until, left in (*held, (month + prices.validity, bought)):
                taken = min(rest, left)
                rest -= taken
                if left > taken and until > month + 1:
                    kept.append((until, left - taken))
            total = spent + rest * prices.each + least(month + 1, tuple(kept))
            best = total if best is None else min(best, total)
        assert best is not None
        return best

    return least(0, ())


@given(volumes=few_emails, prices=small, first=st.integers(0, 12))
@settings(max_examples=2 * settings().max_examples)
def test_no_purchase_there_is_costs_less(volumes: tuple[int, ...], prices: Prices, first: int) -> None:
    demand = demanded(volumes, min(first, sum(volumes)))
    assert schedule_cost(cheapest_schedule(demand, prices), demand, prices) == searched(
        volumes, first, prices
    )


@given(volumes=few_emails, prices=small)
def test_with_a_plan_is_the_least_of_all_that_buy_one(volumes: tuple[int, ...], prices: Prices) -> None:
    demand = demanded(volumes)
    found = cheapest_schedule_with_plan(demand, prices)
    assert sum(purchase.quantity for purchase in found) >= 1
    for month in range(len(volumes)):
        for offer in prices.offers:
            for more in ((), cheapest_schedule(demand, prices)):
                other: Schedule = tuple(sorted((ScheduledPurchase(month, offer, 1), *more)))
                assert schedule_cost(found, demand, prices) <= schedule_cost(other, demand, prices)


purchases = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3), st.integers(1, 3)), max_size=6)
volumes_of_months = st.lists(st.integers(0, 1_500_000), min_size=8, max_size=8).map(tuple)


def bought(catalogue: Catalogue, chosen: list[tuple[int, int, int]]) -> Schedule:
    offers = Prices.of(catalogue).offers
    return tuple(sorted(ScheduledPurchase(month, offers[size], number) for month, size, number in chosen))


@given(volumes=volumes_of_months, chosen=purchases)
def test_no_order_of_use_pays_for_more_than_the_first_to_expire_first(
    catalogue: Catalogue, volumes: tuple[int, ...], chosen: list[tuple[int, int, int]]
) -> None:
    """Against a linear program that may use any plan for any email while it is valid."""
    import numpy as np  # every process imports this module, one needs this
    from scipy.optimize import linprog

    schedule = bought(catalogue, chosen)
    (paid,) = emails_paid_by_plans(schedule, (demanded(volumes),), 6)
    uses = [
        (plan, month)
        for plan, purchase in enumerate(schedule)
        for month in range(purchase.month, min(purchase.month + 6, len(volumes)))
    ]
    if not uses:
        assert paid == 0
        return
    matrix = np.zeros((len(volumes) + len(schedule), len(uses)))
    for column, (plan, month) in enumerate(uses):
        matrix[month, column] = matrix[len(volumes) + plan, column] = 1
    limits = [*volumes, *(purchase.offer.emails * purchase.quantity for purchase in schedule)]
    best = linprog(-np.ones(len(uses)), A_ub=matrix, b_ub=np.array(limits), method="highs")
    assert best.fun is not None
    assert paid == pytest.approx(-best.fun, abs=0.5)


@given(volumes=volumes_of_months, chosen=purchases)
def test_nothing_is_used_that_was_not_bought_and_nothing_paid_twice(
    catalogue: Catalogue, volumes: tuple[int, ...], chosen: list[tuple[int, int, int]]
) -> None:
    schedule, demand, prices = bought(catalogue, chosen), demanded(volumes), Prices.of(catalogue)
    (paid,) = emails_paid_by_plans(schedule, (demand,), prices.validity)
    assert 0 <= paid <= min(plans_emails(schedule), sum(volumes))
    by_usage = schedule_cost(schedule, demand, prices) - plans_price(schedule)
    assert by_usage == prices.each * (sum(volumes) - paid)


@given(volumes=volumes_of_months, more=volumes_of_months)
def test_more_mail_never_costs_less(
    catalogue: Catalogue, volumes: tuple[int, ...], more: tuple[int, ...]
) -> None:
    prices = Prices.of(catalogue)
    some = demanded(volumes)
    all_of_it = demanded(tuple(a + b for a, b in zip(volumes, more, strict=True)))
    assert schedule_cost(cheapest_schedule(some, prices), some, prices) <= schedule_cost(
        cheapest_schedule(all_of_it, prices), all_of_it, prices
    )


@given(volumes=volumes_of_months, names=st.sets(st.sampled_from(("50k", "500k", "1m", "5m"))))
def test_more_specifications_never_cost_more_and_none_costs_more_than_pay_as_you_go(
    catalogue: Catalogue, volumes: tuple[int, ...], names: set[str]
) -> None:
    prices, demand = Prices.of(catalogue), demanded(volumes)
    fewer = prices._replace(offers=tuple(offer for offer in prices.offers if offer.spec in names))
    least = schedule_cost(cheapest_schedule(demand, prices), demand, prices)
    assert (
        least
        <= schedule_cost(cheapest_schedule(demand, fewer), demand, prices)
        <= schedule_cost((), demand, prices)
    )


@pytest.mark.parametrize(
    ("monthly", "expected"),
    [
        (7_500, []),  # 45,000 in six months: pay-as-you-go costs the same and binds nobody
        (7_501, [(0, "50k", 1)]),
        (20_000, [(0, "50k", 1), (2, "50k", 1)]),
        (80_000, [(0, "500k", 1)]),
        (100_000, [(0, "500k", 1), (5, "50k", 2)]),
        (833_333, [(0, "5m", 1)]),
    ],
)
def test_what_is_bought_for_half_a_year(
    catalogue: Catalogue, monthly: int, expected: list[tuple[int, str, int]]
) -> None:
    """A plan is bought in the month that first needs it: until then nothing binds."""
    found = cheapest_schedule(demanded((monthly,) * 6), Prices.of(catalogue))
    assert [(purchase.month, purchase.offer.spec, purchase.quantity) for purchase in found] == expected


def test_nothing_on_sale_is_pay_as_you_go(catalogue: Catalogue) -> None:
    nothing = Prices.of(catalogue)._replace(offers=())
    assert cheapest_schedule(demanded((80_000,) * 6), nothing) == ()
