"""Is everything in order? The installation, and the books: orders, plans and charges must agree."""

import os
import sys

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.model import Model
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.protocol import Shop
from dm_tui.services.ledger.books import find_violations
from dm_tui.services.mailing.log_totals import count_log
from dm_tui.services.reminders.reminders import Reminders
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile

_PACKAGES = ("textual", "pydantic", "tinydb")


class Check(Model):
    """One thing that was looked at. `detail` says what was found."""

    name: str
    ok: bool
    detail: str


class Doctor:
    """Looks; changes nothing."""

    def __init__(
        self, state: StateFile, shop: Shop, facts: ProviderFacts, reminders: Reminders
    ) -> None:
        self._state = state
        self._shop = shop
        self._facts = facts
        self._reminding = reminders

    def examine(self) -> tuple[Check, ...]:
        """Return every check, the failed ones with what is off."""
        return (
            *self._installation(),
            *self._file(),
            *self._books(),
            *self._mailings(),
            *self._reminders(),
        )

    def _installation(self) -> list[Check]:
        from importlib.metadata import PackageNotFoundError, version  # only the doctor needs it

        python = ".".join(str(part) for part in sys.version_info[:3])
        checks = [Check(name="python", ok=sys.version_info >= (3, 11), detail=python)]
        for package in (*_PACKAGES, *self._facts.packages):
            try:
                checks.append(Check(name=package, ok=True, detail=version(package)))
            except PackageNotFoundError:
                checks.append(Check(name=package, ok=False, detail="not installed"))
        term = os.environ.get("TERM", "")
        checks.append(Check(name="terminal", ok=bool(term), detail=term or "TERM is not set"))
        return checks

    def _file(self) -> list[Check]:
        path = self._state.path
        if not path.exists():
            return [Check(name="state file", ok=True, detail=f"{path}: none yet")]
        try:
            with self._state.read():
                pass
        except DirectMailError as error:
            return [Check(name="state file", ok=False, detail=str(error))]
        if self._state.notices:
            return [Check(name="state file", ok=False, detail=" ".join(self._state.notices))]
        private = path.stat().st_mode & 0o077 == 0
        detail = f"{path}, {path.stat().st_size:,} bytes"
        return [
            Check(name="state file", ok=True, detail=detail),
            Check(
                name="private",
                ok=private,
                detail="only you can read it"
                if private
                else f"others can read it: chmod 600 {path}",
            ),
        ]

    def _books(self) -> list[Check]:
        try:
            with self._state.read() as tables:
                found = find_violations(tables, self._shop)
        except DirectMailError as error:
            return [Check(name="books", ok=False, detail=str(error))]
        return [
            Check(name=name, ok=not wrong, detail=", ".join(wrong) or "yes")
            for name, wrong in found.items()
        ]

    def _mailings(self) -> list[Check]:
        """Hold the mailings that are live against their logs. One that is over may do without."""
        deliveries = MailingFiles(self._state.path)
        try:
            with self._state.read() as tables:
                mailings = tables.of(Mailing).all()
        except DirectMailError:
            return []  # the books say why
        off = []
        for mailing in mailings:
            if mailing.detached or (mailing.closed and not deliveries.has_log(mailing.id)):
                continue
            try:
                count = count_log(deliveries, mailing)
            except DirectMailError as error:
                off.append(error.message)
                continue
            if count != (mailing.accepted, mailing.refused, mailing.unknown):
                off.append(f"{mailing.id}: the log says {count}")
        if not mailings:
            return []
        return [
            Check(name="mailings agree with their logs", ok=not off, detail=", ".join(off) or "yes")
        ]

    def _reminders(self) -> list[Check]:
        try:
            self._reminding.choices.current()
            found = self._reminding.failures()
        except DirectMailError as error:
            return [Check(name="reminders", ok=False, detail=str(error))]
        told = [
            f"{one.kind} by {one.channel}: {one.words or 'it may not have arrived'}"
            for one in found
        ]
        return [Check(name="every reminder arrived", ok=not told, detail="; ".join(told) or "yes")]
