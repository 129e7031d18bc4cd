"""What pays for emails, as the parts of a bar: they differ in shape, whatever the colours."""

from dm_tui.tui.marks import MARKS
from dm_tui.tui.stacked_columns import BarPart


def paid_by() -> tuple[BarPart, ...]:
    """Return the parts, in the order in which they pay."""
    return (
        BarPart(MARKS.by_free, "muted", "free quota"),
        BarPart(MARKS.by_plans, "success", "plans"),
        BarPart(MARKS.by_pay_as_you_go, "warning", "pay-as-you-go"),
    )
