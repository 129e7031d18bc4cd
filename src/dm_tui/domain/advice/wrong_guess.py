"""What a wrong guess of the volume costs: the overpayment if it turns out to be half or double."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dm_tui.domain.advice.expected_cost import ScheduleEvaluator
    from dm_tui.domain.advice.schedule import Schedule

HALF, DOUBLE = 0.5, 2.0
"""The wrong guesses that are shown, in expected volumes (our own choice)."""


def regret(evaluator: "ScheduleEvaluator", schedule: "Schedule", scale: float) -> int:
    """Return the extra cost of `schedule` over the optimum for `scale` times the expected volume."""
    return evaluator.cost_at(schedule, scale) - evaluator.least_cost(scale)
