"""The service's counts of a live account's mail."""

from collections.abc import Iterable
from datetime import datetime

from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.dates import show_span
from dm_tui.domain.usage.daily_counts import CountedSince, DayStatistics, statistics_by_span
from dm_tui.domain.usage.usage_record import Span
from dm_tui.providers.protocol import AccountProvider
from dm_tui.store.state import StateFile

_LEFT_OUT = "The service's statistics leave out counts of {days}."


def unknown_outcomes(days: Iterable[DayStatistics], span: Span) -> tuple[UnknownFigure, ...]:
    """Return that outcomes are not known, with the spans whose counts are left out, if there are any."""
    gaps = [show_span(day.hour, span) for day in days if day.under_way is None]
    why = _LEFT_OUT.format(days=", ".join(gaps))
    return (UnknownFigure(what=Figure.OUTCOMES, why=why),) if gaps else ()


class ServiceStatistics:
    """Reads the saved counts of the service: as old as the last reading, available offline."""

    def __init__(self, state: StateFile, account: AccountProvider) -> None:
        self._state, self._account = state, account

    def since(self) -> datetime | None:
        """Return from when on the mail of the account's region was counted, None before it was read."""
        region = self._account.current().region
        with self._state.read() as tables:
            return tables.single(CountedSince).regions.get(region)

    def by(self, span: Span) -> tuple[DayStatistics, ...]:
        """Return the counts of the account's region by day or month, newest first; none in the sandbox."""
        region = self._account.current().region
        with self._state.read() as tables:
            days = tables.of(DayStatistics).all()
        return statistics_by_span((day for day in days if day.region == region), span)
