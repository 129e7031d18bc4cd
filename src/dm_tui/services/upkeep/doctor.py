"""The checks of the doctor: the installation, and the books, whose orders, plans and charges must agree."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from itertools import takewhile

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.old_recipients import KEEP_RECIPIENTS_FOR, needs_recipients
from dm_tui.domain.model import Model
from dm_tui.domain.upkeep.wording import CHECK_TITLES, SAID_ABOVE
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.protocol import Shop
from dm_tui.services.account.provider_choice import require_known
from dm_tui.services.ledger.book_checks import find_violations
from dm_tui.services.mailing.log_totals import count_log
from dm_tui.services.mailing.transport_choice import SERVER_SETTING, parse_smtp_setting
from dm_tui.services.reminders.reminders import Reminders
from dm_tui.services.reminders.settings import SECTION as REMINDERS
from dm_tui.services.reminders.settings import check_reminder_section
from dm_tui.services.upkeep.crash_report import installed_version
from dm_tui.settings.chosen_theme import chosen_palette, weakness
from dm_tui.settings.file import SettingsFile
from dm_tui.settings.name_server import dns_server
from dm_tui.settings.places import settings_path
from dm_tui.settings.profiles import account_place, account_value
from dm_tui.settings.values import file_value, settings_file, text_value
from dm_tui.store.list_files import ListFiles
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile
from dm_tui.store.suppression_file import SuppressionFile


class Check(Model):
    """One check and its result; `name` stays when the words of `title` change, `detail` explains."""

    name: str
    title: str
    ok: bool
    detail: str


class Doctor:
    """Runs every check; changes nothing."""

    def __init__(
        self, state: StateFile, shop: Shop, facts: ProviderFacts, reminders: Reminders, now: Clock
    ) -> None:
        self._state = state
        self._shop = shop
        self._facts = facts
        self._reminders = reminders
        self._now = now

    def examine(self) -> tuple[Check, ...]:
        """Return every check, the failed ones with their violations; what fails several is named once."""
        checks = (
            *self._check_installation(),
            *_check_settings(),
            *self._check_file(),
            *self._check_books(),
            *self._check_mailings(),
            *self._check_suppressed(),
            *self._check_lists(),
            *self._check_reminders(),
        )
        first = {check.detail: check for check in reversed(checks) if not check.ok}
        return tuple(_refer_to(first.get(check.detail, check), check) for check in checks)

    def _check_installation(self) -> list[Check]:
        python = ".".join(str(part) for part in sys.version_info[:3])
        checks = [_check("python", sys.version_info >= (3, 11), python)]
        for package in ("textual", "pydantic", "tinydb", *self._facts.packages):
            version = installed_version(package)
            checks.append(_check(package, version is not None, version or "not installed"))
        term = os.environ.get("TERM", "")
        needed = os.isatty(1)  # a timer has no terminal, and needs none
        checks.append(_check("terminal", bool(term) or not needed, term or "TERM is not set"))
        return checks

    def _check_file(self) -> list[Check]:
        path = self._state.path
        try:
            with self._state.read():
                problems = self._state.notices
        except DirectMailError as error:
            problems = [str(error)]
        if problems:
            return [_check("state-file", False, " ".join(problems))]
        if not path.exists():
            return [_check("state-file", True, f"{path}: none yet")]
        private = path.stat().st_mode & 0o077 == 0
        access = "only you can read it" if private else f"others can read it: chmod 600 {path}"
        return [
            _check("state-file", True, f"{path}, {path.stat().st_size:,} bytes"),
            _check("private", private, access),
        ]

    def _check_books(self) -> list[Check]:
        try:
            with self._state.read() as tables:
                checks = find_violations(tables, self._shop)
                tables.verify_history()  # also what the checks above need not read
                self._state.require_readable(tables)
        except DirectMailError as error:
            return [_check("books", False, str(error))]
        return [_check_none(name, violations) for name, violations in checks.items()]

    def _check_mailings(self) -> list[Check]:
        """Compare mailings with their files; one that ended long ago may have none."""
        deliveries = MailingFiles(self._state)
        try:
            now = self._now()
            oldest = now - KEEP_RECIPIENTS_FOR
            with self._state.read() as tables:
                live = tables.of(Mailing).all()
                recent = takewhile(lambda mailing: mailing.created_at > oldest, tables.of(Mailing).history())
                mailings = {mailing.id: mailing for mailing in (*live, *recent)}.values()
        except (DirectMailError, ArithmeticError):  # so may a clock that no program of ours has moved
            return []  # the check of the books reports it
        differences = []
        for mailing in mailings:
            needed = needs_recipients(mailing, now)
            if needed or (not mailing.detached and deliveries.has_recipients(mailing.id)):
                try:
                    if mailing.ended:
                        deliveries.require_recipients(mailing.id)
                    deliveries.recipients(mailing.id).verify(mailing.digest)
                except DirectMailError as error:
                    differences.append(error.message)
            if mailing.detached or (mailing.closed and not needed and not deliveries.has_log(mailing.id)):
                continue
            try:
                count = count_log(deliveries, mailing)
            except DirectMailError as error:
                differences.append(error.message)
                continue
            if count != (mailing.accepted, mailing.refused, mailing.unknown):
                differences.append(f"{mailing.id}: the log says {count}")
        return [_check_none("mailing-logs", differences)] if mailings else []

    def _check_suppressed(self) -> list[Check]:
        try:
            listed = len(SuppressionFile(self._state))
        except DirectMailError as error:
            return [_check("suppressed", False, str(error))]
        return [_check("suppressed", True, show_count(listed, "address"))]

    def _check_lists(self) -> list[Check]:
        files = ListFiles(self._state)
        problems = []
        try:
            names = files.names()
        except DirectMailError as error:
            return [_check("lists", False, str(error))]
        for name in names:
            try:
                files.verify(name)
            except DirectMailError as error:
                problems.append(error.message)
        return [_check_none("lists", problems, " ")] if names else []

    def _check_reminders(self) -> list[Check]:
        try:
            self._reminders.choices.current()
            failures = self._reminders.failures()
        except DirectMailError as error:
            return [_check("reminders", False, str(error))]
        details = [
            f"{failure.kind} by {failure.channel}: {failure.words or 'it may not have arrived'}"
            for failure in failures
        ]
        return [_check_none("reminders", details, "; ")]


def _check_settings() -> list[Check]:
    """Check the settings file, the server and the theme that it names, and the profile in use."""
    path = settings_path()
    try:
        read = settings_file()
        account_value("provider")  # refuses a profile that there is not
        _check_accounts(read)
        dns_server()
        check_reminder_section(read.sections.get(REMINDERS, {}), path)
        if server := file_value(SERVER_SETTING):
            parse_smtp_setting(server)
        weak = weakness(chosen_palette(""))
    except DirectMailError as error:
        return [_check("settings", False, str(error))]
    there = str(path) if path.exists() else f"{path}: none yet"
    return [_check("settings", True, f"{there}. {weak}" if weak else there)]


def _check_accounts(read: SettingsFile) -> None:
    """Refuse a provider or a region that there is not, in the file, in its profiles and in variables."""
    for key in ("provider", "region"):
        require_known(key, text_value(f"account.{key}"), partial(account_place, key, ""))
        for name, values in read.profiles.items():
            require_known(key, values.get(key, ""), partial(account_place, key, name))


def _refer_to(first: Check, check: Check) -> Check:
    """Return a check, with a reference in the place of a detail that another check names already."""
    if check is first:
        return check
    return check.model_copy(update={"detail": SAID_ABOVE.format(title=first.title)})


def _check(name: str, ok: bool, detail: str) -> Check:
    return Check(name=name, title=CHECK_TITLES.get(name, name), ok=ok, detail=detail)


def _check_none(name: str, problems: Sequence[str], separator: str = ", ") -> Check:
    return _check(name, not problems, separator.join(problems) or "yes")
