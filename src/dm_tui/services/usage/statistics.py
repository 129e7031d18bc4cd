"""The service's counts of a live account's mail."""

from dm_tui.domain.usage.delivery_statistics import DayStatistics, statistics_by_span
from dm_tui.domain.usage.metering import Span
from dm_tui.providers.protocol import AccountProvider
from dm_tui.store.state import StateFile


class ServiceStatistics:
    """Reads the saved counts of the service: as old as the last reading, available offline."""

    def __init__(self, state: StateFile, account: AccountProvider) -> None:
        self._state, self._account = state, account

    def by(self, span: Span) -> tuple[DayStatistics, ...]:
        """Return the counts of the account's region by day or month, newest first; none in the sandbox."""
        region = self._account.current().region
        with self._state.read() as tables:
            days = tables.of(DayStatistics).all()
        return statistics_by_span((day for day in days if day.region == region), span)
