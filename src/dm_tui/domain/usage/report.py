"""Mail of the last thirty days by sender address or by tag, with its outcomes, opens and clicks."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line

REPORT_DAYS = 30
"""Days of a report, which limit opens and clicks (vendor's SDK, GetTrackListByMailFromAndTagName)."""


class ReportKind(StrEnum):
    """What the lines of a report are."""

    SENDER = "sender"
    TAG = "tag"


class ReportLine(Model):
    """One sender address or tag. A count that nobody has is None: outcomes here, opens without tracking.

    `opened` and `clicked` count recipients, each once a day.
    """

    name: Line
    sent: int
    delivered: int | None = None
    failed: int | None = None
    invalid: int | None = None
    opened: int | None = None
    clicked: int | None = None


class Report(Model):
    """The last report of a kind, most mail first; `problem` says why opens and clicks are not known.

    `unlisted` says which mail no line counts, and `outcomes_problem` why some outcomes are not known. An
    `outdated` one was made before mail was sent from here.
    """

    TABLE: ClassVar[str] = "reports"

    id: ReportKind
    since: datetime
    at: datetime
    lines: tuple[ReportLine, ...] = ()
    problem: Line = ""
    unlisted: Line = ""
    outcomes_problem: Line = ""
    outdated: bool = False

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is not known besides opens and clicks, in sentences."""
        return tuple(filter(None, (self.unlisted, self.outcomes_problem)))
