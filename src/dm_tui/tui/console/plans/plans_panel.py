"""Who pays until when: the plans on one axis of time, above their list in a large window."""

from dm_tui.domain.purchase.plan import PlanStatus
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.console.shared.plans_axis import axis_legend, expiry_reminder_days, paint_plans
from dm_tui.tui.screen_text import lines, text
from dm_tui.tui.widgets.text_block import TextBlock

LEAST_ROWS = 30
"""Rows of the tab from which on the list leaves room for it."""

_SIDES = 4
"""Cells of its frame."""


class PlansPanel(TextBlock):
    """Paints the active plans for its width; without any it is not there."""

    DEFAULT_CSS = "PlansPanel { height: auto; margin-bottom: 1; }"

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(classes="panel")
        self.direct_mail = direct_mail
        self._view: Overview | None = None

        self.border_title = "Who pays until when"
        self.display = False

    def show(self, view: Overview | None, width: int, height: int) -> None:
        """Paint these plans in a tab of `width` × `height`; None paints the same ones again."""
        self._view = view or self._view
        plans = self._view.plans if self._view is not None else None
        active = any(plan.status is PlanStatus.ACTIVE for plan in plans or ())
        self.display = active and height >= LEAST_ROWS
        if not self.display or self._view is None:
            return
        days = expiry_reminder_days(self.direct_mail)
        inner = width - _SIDES
        self.border_subtitle = text(axis_legend(self._view, inner, reminders=bool(days)))
        self.update(lines(paint_plans(self._view, inner, height // 3, days, loose=height >= LEAST_ROWS + 8)))
