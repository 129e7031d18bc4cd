"""Counts of mail that are out of date: more may have been sent since."""

from dm_tui.domain.account.unknown_figures import ReadingPart
from dm_tui.domain.usage.report import Report
from dm_tui.providers.protocol import AccountProvider
from dm_tui.store.state import StateFile


def outdate_counts(state: StateFile, account: AccountProvider) -> None:
    """Have statistics and reports made again, however young they are: mail may have been sent since."""
    account.note_outdated(ReadingPart.STATISTICS)
    with state.read() as tables:
        before = [report for report in tables.of(Report).all() if not report.outdated]
    if not before:  # the usual case needs no lock
        return
    with state.transaction() as tables:
        for report in before:
            tables.of(Report).put(report.model_copy(update={"outdated": True}))
