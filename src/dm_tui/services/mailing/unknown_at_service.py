"""Asking the service what became of deliveries of unknown outcome, before you are asked.

Only what the service certainly took is settled. It shows mail late, so what it does not show stays unknown.
"""

from contextlib import suppress
from datetime import datetime

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_test import TWIN_PERIOD, LetterTests
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipient_outcome import SERVICE_MEMORY
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.providers.mail.transport import MailTrace
from dm_tui.providers.protocol import AccountProvider, Outbound
from dm_tui.services.mailing.delivery.crash_recovery import CrashRecovery
from dm_tui.store.delivery_log import empty_log_end
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile, Tables

MAX_LOOK_UPS = 200
"""Questions asked at once: well below the 500 in 60 seconds that the service answers (quota page)."""


class UnknownLookup:
    """Settles what the service says. The caller holds the mailing."""

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        outbound: Outbound,
        files: MailingFiles,
        recovery: CrashRecovery,
    ) -> None:
        self._state = state
        self._account = account
        self._outbound = outbound
        self._files = files
        self._recovery = recovery

    def settle_known(self, mailing: Mailing) -> Mailing:
        """Return a mailing whose log is caught up, with the deliveries that the service took settled."""
        if not mailing.unknown or mailing.detached:
            return mailing
        taken = self._numbers_taken(mailing)
        if not taken:
            return mailing
        _, log = self._recovery.catch_up(mailing.id)
        log.write(
            *(
                LogEntry(number=number, step=DeliveryStep.DELIVERED, at=self._account.now())
                for number in taken
            )
        )
        return self._recovery.catch_up(mailing.id)[0]

    def _numbers_taken(self, mailing: Mailing) -> list[int]:
        """Return the numbers of the recipients whose mail the service took, as far as it can be asked."""
        answers: dict[MailTrace, bool] = {}
        taken = []
        with suppress(DirectMailError):  # no network, say: then it stays unknown
            for number, trace in self._traces(mailing).items():
                if trace not in answers:
                    if len(answers) == MAX_LOOK_UPS:
                        break
                    answers[trace] = self._outbound.has_sent(trace)
                if answers[trace]:
                    taken.append(number)
        return taken

    def _traces(self, mailing: Mailing) -> dict[int, MailTrace]:
        """Return the trace of each unknown delivery that has one of its own, by the recipient's number."""
        lists: dict[int, str] = {}
        unknown: dict[int, LogEntry] = {}
        for entry, _ in self._files.log(mailing.id, empty_log_end(mailing.id), mailing.log):
            if entry.step is DeliveryStep.BEGUN:
                lists[entry.number] = entry.words
            elif entry.step is DeliveryStep.UNKNOWN:
                unknown[entry.number] = entry
            else:
                unknown.pop(entry.number, None)
        traces = {}
        oldest, sender, subject = self._account.now() - SERVICE_MEMORY, mailing.sender, mailing.subject
        with self._state.read() as tables:
            has_twin = has_twin_mailing(tables, sender, subject, mailing.created_at, but=mailing.id)
            tests = tables.single(LetterTests)
            region = region_of_sender(tables, sender)
        for number, entry in unknown.items():
            begun_at = entry.at or mailing.created_at
            if list := lists.get(number, ""):
                traces[number] = MailTrace(sender, "", "", mailing.created_at, list, region)
            elif begun_at > oldest and not (
                has_twin or tests.has_twin(sender, entry.address, subject, begun_at)
            ):
                traces[number] = MailTrace(sender, entry.address, subject, begun_at, region=region)
        return traces


def region_of_sender(tables: Tables, address: str) -> str:
    """Return the region in which a sender address sends, empty where it is not there any more."""
    sender = tables.of(SenderAddress).get(address)
    return "" if sender is None else sender.region


def has_twin_mailing(tables: Tables, sender: str, subject: str, at: datetime, but: str = "") -> bool:
    """Say whether the service may show mail of another mailing, `but` one, as mail of this instant."""
    for mailing in tables.of(Mailing).history():
        if mailing.created_at < at - TWIN_PERIOD:
            return False
        if mailing.id != but and (mailing.sender, mailing.subject) == (sender, subject):
            return True
    return False
