"""Reports by sender address and by tag: the service's own counts, otherwise those of mailings from here."""

from collections import Counter
from datetime import timedelta

from dm_tui.domain.billing_zone import billing_day
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.reading_freshness import is_fresh
from dm_tui.domain.usage.report import REPORT_DAYS, Report, ReportKind, ReportLine
from dm_tui.providers.protocol import AccountProvider, Outbound
from dm_tui.store.state import StateFile


class MailReports:
    """Makes reports and keeps the last of each kind, which is shown until a newer one is there."""

    def __init__(self, state: StateFile, account: AccountProvider, outbound: Outbound) -> None:
        self._state, self._account, self._outbound = state, account, outbound

    def last_report(self, kind: ReportKind) -> Report | None:
        """Return the last report, None before the first."""
        with self._state.read() as tables:
            return tables.of(Report).get(kind)

    def read(self, kind: ReportKind) -> Report:
        """Return a report of the last thirty days, unless one was just made, and keep it. Blocks."""
        known, now = self.last_report(kind), self._account.now()
        if known is not None and not known.outdated and is_fresh(known.at, now):
            return known
        since = billing_day(now) - timedelta(days=REPORT_DAYS - 1)
        report = Report(id=kind, since=since, at=now)
        report = self._outbound.fill_report(report) or report.model_copy(update={"lines": self._ours(report)})
        lines = tuple(sorted(report.lines, key=lambda line: (-line.sent, line.name)))
        with self._state.transaction() as tables:
            return tables.of(Report).put(report.model_copy(update={"lines": lines}))

    def _ours(self, report: Report) -> tuple[ReportLine, ...]:
        """Return what was handed over and refused; the outcome after that is not known here."""
        sent, refused = Counter[str](), Counter[str]()
        with self._state.read() as tables:
            for mailing in tables.of(Mailing).history():
                if mailing.created_at < report.since:
                    break
                name = mailing.sender if report.id is ReportKind.SENDER else mailing.tag
                sent[name] += mailing.concluded
                refused[name] += mailing.refused
        return tuple(ReportLine(name=name, sent=sent[name], failed=refused[name]) for name in sent if name)
