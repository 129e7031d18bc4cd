"""The cost of purchases over all possible volumes, and the purchases worth evaluating."""

from collections import defaultdict
from collections.abc import Iterable

from dm_tui.domain.advice.emails_to_pay import DemandOutlook
from dm_tui.domain.advice.optimum import cheapest_schedule, cheapest_schedule_with_plan
from dm_tui.domain.advice.options import PAY_AS_YOU_GO, schedule_name
from dm_tui.domain.advice.schedule import (
    Prices,
    Schedule,
    plans_emails,
    plans_price,
    schedule_cost,
    schedule_costs,
)
from dm_tui.domain.advice.uncertain_volume import PERCENTILE_90_DEVIATIONS, ExpectedValue, VolumeDistribution

SWEEP_DEVIATIONS = tuple(step / 4 for step in range(-10, 3))
"""The volumes whose optimal schedules are candidates, in standard deviations from the median. A plan costs
about four fifths of the emails it replaces: it pays off at a volume exceeded in four of five cases (our own
choice).
"""


class ScheduleEvaluator:
    """Evaluates schedules on one outlook under one spread. Amounts are in billionths."""

    def __init__(self, view: DemandOutlook, prices: Prices, spread: VolumeDistribution) -> None:
        self.view = view
        self.prices = prices
        self.spread = spread
        self.expected_demand = view.at()
        self._demands = [view.at(scale) for scale in spread.scales]
        self._known: dict[Schedule, ExpectedValue] = {}
        self._least: dict[float, int] = {}

    def best_by_name(self) -> dict[str, Schedule]:
        """Return the cheapest schedule by expected cost of each name: no plan, one size, several sizes."""
        by_name: defaultdict[str, set[Schedule]] = defaultdict(set, {PAY_AS_YOU_GO: {()}})
        for schedule in self._candidates():
            by_name[schedule_name(schedule)].add(schedule)
        return {name: min(schedules, key=self._rank) for name, schedules in by_name.items()}

    def _rank(self, schedule: Schedule) -> tuple[float, int, Schedule]:
        return self.expected(schedule).value, plans_price(schedule), schedule

    def expected(self, schedule: Schedule) -> ExpectedValue:
        """Return the expected cost of the horizon."""
        if schedule not in self._known:
            self._known[schedule] = self.spread.average(schedule_costs(schedule, self._demands, self.prices))
        return self._known[schedule]

    def percentile_range(self, schedule: Schedule) -> tuple[int, int]:
        """Return the 10th and the 90th percentile of the cost, which never falls as the volume rises."""
        scales = map(self.spread.quantile, (-PERCENTILE_90_DEVIATIONS, PERCENTILE_90_DEVIATIONS))
        low, high = (self.cost_at(schedule, scale) for scale in scales)
        return low, high

    def pay_as_you_go_emails(self, schedule: Schedule) -> float:
        """Return how many emails pay-as-you-go is expected to pay for."""
        return (self.expected(schedule).value - plans_price(schedule)) / self.prices.each

    def unused(self, schedule: Schedule) -> int:
        """Return how many emails are expected to be left in the plans bought."""
        used = self.pay_as_you_go_emails(()) - self.pay_as_you_go_emails(schedule)
        return max(0, round(plans_emails(schedule) - used))

    def least_cost(self, scale: float) -> int:
        """Return the cost of the optimum when the volume is `scale` times the expected one."""
        if scale not in self._least:
            self._least[scale] = self.cost_at(cheapest_schedule(self.view.at(scale), self.prices), scale)
        return self._least[scale]

    def cost_at(self, schedule: Schedule, scale: float) -> int:
        """Return the cost when the volume is `scale` times the expected one."""
        return schedule_cost(schedule, self.view.at(scale), self.prices)

    def _candidates(self) -> Iterable[Schedule]:
        sweep = [self.spread.quantile(z) for z in SWEEP_DEVIATIONS] if self.spread.deviation else []
        for scale in (1.0, *sweep):
            yield cheapest_schedule(self.view.at(scale), self.prices)
        for scale in (1.0, *sweep[::2]):
            demand = self.view.at(scale)
            for offer in self.prices.offers:
                yield cheapest_schedule_with_plan(demand, self.prices.restrict_to(offer.spec))
