"""The checks of the doctor: the installation, and the books, in which orders, plans and charges must agree."""

import os
import sys
from collections.abc import Sequence

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.model import Model
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.protocol import Shop
from dm_tui.services.ledger.books import find_violations
from dm_tui.services.mailing.log_totals import count_log
from dm_tui.services.reminders.reminders import Reminders
from dm_tui.services.upkeep.crash_report import installed_version
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile


class Check(Model):
    """One check and its result; `detail` says what was found."""

    name: str
    ok: bool
    detail: str


class Doctor:
    """Runs every check; changes nothing."""

    def __init__(self, state: StateFile, shop: Shop, facts: ProviderFacts, reminders: Reminders) -> None:
        self._state = state
        self._shop = shop
        self._facts = facts
        self._reminders = reminders

    def examine(self) -> tuple[Check, ...]:
        """Return every check, the failed ones with their violations."""
        return (
            *self._check_installation(),
            *self._check_file(),
            *self._check_books(),
            *self._check_mailings(),
            *self._check_reminders(),
        )

    def _check_installation(self) -> list[Check]:
        python = ".".join(str(part) for part in sys.version_info[:3])
        checks = [Check(name="python", ok=sys.version_info >= (3, 11), detail=python)]
        for package in ("textual", "pydantic", "tinydb", *self._facts.packages):
            version = installed_version(package)
            checks.append(Check(name=package, ok=version is not None, detail=version or "not installed"))
        term = os.environ.get("TERM", "")
        checks.append(Check(name="terminal", ok=bool(term), detail=term or "TERM is not set"))
        return checks

    def _check_file(self) -> list[Check]:
        path = self._state.path
        if not path.exists():
            return [Check(name="state file", ok=True, detail=f"{path}: none yet")]
        try:
            with self._state.read():
                problems = self._state.notices
        except DirectMailError as error:
            problems = [str(error)]
        if problems:
            return [Check(name="state file", ok=False, detail=" ".join(problems))]
        private = path.stat().st_mode & 0o077 == 0
        access = "only you can read it" if private else f"others can read it: chmod 600 {path}"
        return [
            Check(name="state file", ok=True, detail=f"{path}, {path.stat().st_size:,} bytes"),
            Check(name="private", ok=private, detail=access),
        ]

    def _check_books(self) -> list[Check]:
        try:
            with self._state.read() as tables:
                checks = find_violations(tables, self._shop)
        except DirectMailError as error:
            return [Check(name="books", ok=False, detail=str(error))]
        return [_check(name, violations) for name, violations in checks.items()]

    def _check_mailings(self) -> list[Check]:
        """Compare live mailings with their logs. A closed one may have none."""
        deliveries = MailingFiles(self._state.path)
        try:
            with self._state.read() as tables:
                mailings = tables.of(Mailing).all()
        except DirectMailError:
            return []  # the check of the books reports it
        differences = []
        for mailing in mailings:
            if mailing.detached or (mailing.closed and not deliveries.has_log(mailing.id)):
                continue
            try:
                count = count_log(deliveries, mailing)
            except DirectMailError as error:
                differences.append(error.message)
                continue
            if count != (mailing.accepted, mailing.refused, mailing.unknown):
                differences.append(f"{mailing.id}: the log says {count}")
        return [_check("mailings agree with their logs", differences)] if mailings else []

    def _check_reminders(self) -> list[Check]:
        try:
            self._reminders.choices.current()
            failures = self._reminders.failures()
        except DirectMailError as error:
            return [Check(name="reminders", ok=False, detail=str(error))]
        details = [
            f"{failure.kind} by {failure.channel}: {failure.words or 'it may not have arrived'}"
            for failure in failures
        ]
        return [_check("every reminder arrived", details, "; ")]


def _check(name: str, problems: Sequence[str], separator: str = ", ") -> Check:
    return Check(name=name, ok=not problems, detail=separator.join(problems) or "yes")
