"""The cheapest purchases for a known volume, exact.

Three exchange arguments leave few schedules to search:

1. A plan that is not used in the month of its purchase may as well be bought a month later. So every plan is
   bought in the month in which the one before it ends, or at the beginning of a month: plans and
   pay-as-you-go follow each other along the emails in the order of sending. What remains is a shortest path
   from the first email to the last, with two kinds of step: one plan, up to its size or the end of its
   validity; or pay-as-you-go up to the end of the month.
2. Pay-as-you-go is no step where a plan bought now costs less than it would save in this month alone.
3. Where every size divides the next and the larger plan never costs more for the same emails (`_sizes_nest`),
   as many of the largest as this month alone uses up are bought at once: the smaller plans that could replace
   one cost more.

The shortest path is found by A* (Hart, Nilsson and Raphael, 1968) with the higher of two lower bounds on the
rest:

* every email costs at least the best price per email of any plan whose validity covers its month, used as far
  as the demand of those months reaches, or the pay-as-you-go price;
* ignoring time, the rest costs at least the cheapest sizes that hold it. This bound needs nested sizes, and
  counts only plans that the demand of six months can use up; a larger one costs at least its waste on top.

Dynamic programming over emails would have states that grow with the volume, and a solver library would be a
large dependency. Amounts are integers. Among paths of the same cost, the one with the fewest plans wins.
"""

from bisect import bisect_right
from heapq import heappop, heappush
from itertools import pairwise

from dm_tui.domain.advice.emails_to_pay import Demand
from dm_tui.domain.advice.schedule import Prices, Schedule, ScheduledPurchase, schedule_cost

_TIE_SCALE = 1_000_000  # of amounts; each plan adds one, so that fewer plans win a tie (arithmetic)
_Predecessor = tuple[int, int, int]  # the position before, the offer, and its quantity: 0 for pay-as-you-go
_ROUNDING_ERROR = 1e-12  # an upper bound on the relative error of floating-point arithmetic in an estimate


def cheapest_schedule(demand: Demand, prices: Prices) -> Schedule:
    """Return the purchases that cost least for the demand; none where pay-as-you-go alone costs least."""
    if not prices.offers:
        return ()
    ends, all_emails = demand.ends, demand.ends[-1]
    steps = _SearchSteps(demand, prices)
    known = {demand.first: 0}  # owned plans are used first: they only move the start of the path
    reached: dict[int, _Predecessor] = {}
    waiting = [(0, -demand.first, 0)]
    while waiting:
        _, negative, spent = heappop(waiting)
        at = -negative
        if at >= all_emails:
            return _reconstruct_purchases(reached, demand, prices)
        if spent > known[at]:
            continue
        for end, price, offer, number in steps.steps_from(at, bisect_right(ends, at) - 1):
            total = spent + price
            if end not in known or total < known[end]:
                known[end] = total
                reached[end] = at, offer, number
                heappush(waiting, (total + steps.lower_bound(end), -end, total))
    raise AssertionError("pay-as-you-go reaches every email")


def cheapest_schedule_with_plan(demand: Demand, prices: Prices) -> Schedule:
    """Return the cheapest purchases among those that buy at least one plan."""
    if cheapest := cheapest_schedule(demand, prices):
        return cheapest
    single_plans = (  # one plan is best then: others beside it only reduce what it pays for
        (ScheduledPurchase(month, offer, 1),)
        for month in range(len(demand.ends) - 1)
        for offer in prices.offers
    )
    return min(single_plans, key=lambda schedule: schedule_cost(schedule, demand, prices))


class _SearchSteps:
    """The steps from a position, and lower bounds on the cost of the rest."""

    def __init__(self, demand: Demand, prices: Prices) -> None:
        self._ends = demand.ends
        self._all = demand.ends[-1]
        self._months = len(demand.ends) - 1
        self._validity = prices.validity
        self._each = prices.each * _TIE_SCALE
        self._sizes = [(offer.emails, offer.price * _TIE_SCALE + 1) for offer in prices.offers]
        self._largest = self._sizes[-1][0]
        pays_off = [price for size, price in self._sizes if price < self._each * size]
        self._max_pay_as_you_go = min(pays_off, default=None)
        self._nested = len(pays_off) == len(self._sizes) and _sizes_nest(self._sizes)
        self._prepare_bounds()

    def steps_from(self, at: int, month: int) -> list[tuple[int, int, int, int]]:
        """Return every step from `at`: its end, its cost, the offer bought and its quantity."""
        ends, rest = self._ends, self._ends[month + 1] - at
        if self._nested and rest >= self._largest:
            fits = rest // self._largest
            return [(at + fits * self._largest, fits * self._sizes[-1][1], len(self._sizes) - 1, fits)]
        steps = []
        pay_as_you_go = rest * self._each
        if self._max_pay_as_you_go is None or pay_as_you_go <= self._max_pay_as_you_go:
            steps.append((ends[month + 1], pay_as_you_go, 0, 0))
        valid = ends[min(month + self._validity, self._months)]
        for offer, (size, price) in enumerate(self._sizes):
            end = min(at + size, valid)
            if price < (end - at) * self._each:
                steps.append((end, price, offer, 1))
        return steps

    def lower_bound(self, at: int) -> int:
        """Return a lower bound on the cost of the emails from position `at` on."""
        if at >= self._all:
            return 0
        month = bisect_right(self._ends, at) - 1
        by_month = self._after_month[month + 1] + self._rate[month] * (self._ends[month + 1] - at)
        estimate = int(by_month * (1 - _ROUNDING_ERROR))
        if self._nested:
            estimate = max(estimate, self._timeless_lower_bound(self._all - at, month))
        return estimate

    def _prepare_bounds(self) -> None:
        ends, months = self._ends, self._months
        reach = [ends[min(t + self._validity, months)] - ends[t] for t in range(months)]
        self._rate = [float(self._each)] * months
        self._after_month = [0.0] * (months + 1)
        self._usable: list[list[tuple[int, int]]] = [[]] * months
        self._wasteful: list[tuple[float, float] | None] = [None] * months
        for t in range(months):
            if reach[t]:
                best = min(price / min(size, reach[t]) for size, price in self._sizes)
                for covered in range(t, min(t + self._validity, months)):
                    self._rate[covered] = min(self._rate[covered], best)
        longest, lowest = 0, float(self._each)
        for t in reversed(range(months)):
            longest, lowest = max(longest, reach[t]), min(lowest, self._rate[t])
            self._after_month[t] = self._after_month[t + 1] + self._rate[t] * (ends[t + 1] - ends[t])
            self._usable[t] = [(size, price) for size, price in reversed(self._sizes) if size <= longest]
            waste = [price - lowest * longest for size, price in self._sizes if size > longest]
            self._wasteful[t] = (min(waste), lowest) if waste else None

    def _timeless_lower_bound(self, emails: int, month: int) -> int:
        """Return a lower bound on the cost of this many emails, ignoring validity."""
        totals, taken, rest = [], 0, emails
        for size, price in self._usable[month]:
            number, rest = divmod(rest, size)
            taken += number * price
            totals.append(taken + price)
        best = min((*totals, taken + rest * self._each))
        wasteful = self._wasteful[month]
        if wasteful is None:
            return best
        waste, rate = wasteful
        return min(best, int((waste + rate * emails) * (1 - _ROUNDING_ERROR)))


def _sizes_nest(sizes: list[tuple[int, int]]) -> bool:
    """Say whether each size divides the next, and the larger never costs more for the same emails."""
    return all(
        more % less == 0 and more // less * cheap >= dear for (less, cheap), (more, dear) in pairwise(sizes)
    )


def _reconstruct_purchases(reached: dict[int, _Predecessor], demand: Demand, prices: Prices) -> Schedule:
    """Return the purchases on the path to the last email, those of one offer and month together."""
    quantities: dict[tuple[int, int], int] = {}
    at = demand.ends[-1]
    while at in reached:
        at, offer, number = reached[at]
        if number:
            key = bisect_right(demand.ends, at) - 1, -offer
            quantities[key] = quantities.get(key, 0) + number
    return tuple(
        ScheduledPurchase(month, prices.offers[-offer], number)
        for (month, offer), number in sorted(quantities.items())
    )
