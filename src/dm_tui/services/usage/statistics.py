"""The service's counts of a live account's mail, in the shapes that are shown and exported."""

from datetime import datetime

from pydantic import ConfigDict, Field

from dm_tui.domain.model import Model
from dm_tui.domain.usage.delivery_statistics import DayStatistics, statistics_by_span
from dm_tui.domain.usage.metering import Span
from dm_tui.providers.protocol import AccountProvider
from dm_tui.store.state import StateFile


class StatisticsShape(Model):
    """Emails handed in on a day or in a month, by outcome; the rest of `sent` has none yet."""

    model_config = ConfigDict(validate_by_name=True)

    start: datetime = Field(alias="from")
    by: Span
    sent: int
    delivered: int
    failed: int
    invalid: int

    @classmethod
    def of(cls, day: DayStatistics, by: Span) -> "StatisticsShape":
        """Return the day, or the month, in the shape of the contract."""
        return cls(
            start=day.hour,
            by=by,
            sent=day.emails,
            delivered=day.delivered,
            failed=day.failed,
            invalid=day.invalid,
        )


class ServiceStatistics:
    """Reads the saved counts of the service: as old as the last reading, available offline."""

    def __init__(self, state: StateFile, account: AccountProvider) -> None:
        self._state = state
        self._account = account

    def by(self, span: Span) -> tuple[DayStatistics, ...]:
        """Return the counts of the account's region by day or month, newest first; none in the sandbox."""
        region = self._account.current().region
        with self._state.read() as tables:
            days = tables.of(DayStatistics).all()
        return statistics_by_span((one for one in days if one.region == region), span)
