"""Random futures of an account, as the adviser is asked about them and as the solver is."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import ResourcePlan
from tests.domain.advice.solver import Case, Owned, Size

START = datetime(2026, 1, 10, 9, tzinfo=UTC)


class Future(NamedTuple):
    """One question with the catalogue it is about, and the same for the solver."""

    question: AdviceRequest
    catalogue: Catalogue
    case: Case


def owned_plan(name: str, left: int, expires_at: datetime) -> ResourcePlan:
    """Return a plan of which so much is left."""
    return ResourcePlan(
        id=name,
        order_id="o",
        spec="5m",
        emails=50_000_000,
        used=50_000_000 - left,
        price=usd("1123.75"),
        purchased_at=START - timedelta(days=1),
        expires_at=expires_at,
    )


def random_future(catalogue: Catalogue, random: Random, months: int, *, all_sizes: bool) -> Future:
    """Return a future of one of six shapes, some with a quota, a free quota and plans that end on the way."""
    base = int(10 ** random.uniform(3, 6.8))
    volumes = random.choice(_SHAPES)(random, base, months)
    number = 4 if all_sizes else random.choice((1, 2, 3, 4, 4))
    plans = sorted(random.sample(catalogue.plans, number), key=lambda plan: plan.emails)
    quota = max(1, int(base / 30 * random.uniform(0.3, 1.5))) if random.random() < 0.3 else None
    owned = [
        Owned(random.randint(1, max(2, 2 * base)), START + timedelta(hours=random.randint(1, 180 * 24)))
        for _ in range(random.choice((0, 0, 1, 2, 3)))
    ]
    free = random.choice((0, 0, 700, 2_000))
    return Future(
        question=AdviceRequest(
            start=START,
            monthly=volumes,
            months=months,
            daily_quota=quota,
            free_left=free,
            owned=tuple(owned_plan(f"P{i}", plan.left, plan.expires_at) for i, plan in enumerate(owned)),
        ),
        catalogue=catalogue.model_copy(update={"plans": tuple(plans)}),
        case=Case(
            start=START,
            volumes=volumes,
            sizes=tuple(Size(plan.emails, float(plan.price.amount)) for plan in plans),
            daily_quota=quota,
            free=free,
            owned=tuple(owned),
        ),
    )


Shape = Callable[[Random, int, int], tuple[int, ...]]


def _flat(random: Random, base: int, months: int) -> tuple[int, ...]:
    return (base,) * months


def _growing(random: Random, base: int, months: int) -> tuple[int, ...]:
    growth = random.uniform(0.85, 1.25)
    return tuple(int(base * growth**month) for month in range(months))


def _noisy(random: Random, base: int, months: int) -> tuple[int, ...]:
    return tuple(int(base * random.lognormvariate(0, 0.6)) for _ in range(months))


def _seasonal(random: Random, base: int, months: int) -> tuple[int, ...]:
    phase = random.uniform(0, 6)
    return tuple(int(base * (1.1 + math.sin(month * math.pi / 6 + phase))) for month in range(months))


def _campaigns(random: Random, base: int, months: int) -> tuple[int, ...]:
    return tuple(int(base * (8 * (random.random() < 0.2) + random.random() * 0.3)) for _ in range(months))


def _with_pauses(random: Random, base: int, months: int) -> tuple[int, ...]:
    return tuple(int(base * random.random()) * (random.random() < 0.5) for _ in range(months))


_SHAPES: tuple[Shape, ...] = (_flat, _growing, _noisy, _seasonal, _campaigns, _with_pauses)
