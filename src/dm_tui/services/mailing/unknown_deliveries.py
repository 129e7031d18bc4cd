"""Deliveries of unknown outcome: who they are, what the service says of them, and what you say of them."""

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.chunk_charges import settle_unknown
from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.wording import ADDRESS_NOT_UNKNOWN, NOTHING_UNKNOWN
from dm_tui.providers.protocol import AccountProvider
from dm_tui.services.mailing.delivery.crash_recovery import CrashRecovery
from dm_tui.services.mailing.find_mailing import lock_mailing, read_log_of, read_mailing, require_mailing
from dm_tui.services.mailing.unknown_at_service import UnknownLookup
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile


class UnknownDeliveries:
    """Settles them: by the service's word where it has one, else by yours. None is ever sent again."""

    def __init__(
        self,
        state: StateFile,
        account: AccountProvider,
        files: MailingFiles,
        recovery: CrashRecovery,
        lookup: UnknownLookup,
    ) -> None:
        self._state = state
        self._account = account
        self._files = files
        self._recovery = recovery
        self._lookup = lookup

    def of(self, mailing_id: str) -> tuple[LogEntry, ...]:
        """Return the recipients whose delivery is unknown and not settled yet."""
        unknown: dict[int, LogEntry] = {}
        for entry in read_log_of(self._files, read_mailing(self._state, mailing_id)):
            if entry.step is DeliveryStep.UNKNOWN:
                unknown[entry.number] = entry
            elif entry.step in (DeliveryStep.DELIVERED, DeliveryStep.NOT_DELIVERED):
                unknown.pop(entry.number, None)
        return tuple(unknown.values())

    def settle(self, mailing_id: str, address: str | None, *, delivered: bool) -> Mailing:
        """Record whether the unknown delivery to an address, or to all for None, arrived.

        The service is asked first, and what it took did arrive, whatever is recorded here. Emails that did
        not arrive are given back. Refuses when nothing is unknown.
        """
        with lock_mailing(self._state, self._files, mailing_id) as before:
            if before.detached:
                return self._settle_without_log(before, address, delivered=delivered)
            self._lookup.settle_known(self._recovery.catch_up(mailing_id)[0])
            mailing, log = self._recovery.catch_up(mailing_id)
            entries = [entry for entry in self.of(mailing_id) if address in (None, entry.address)]
            if not entries:
                if mailing.unknown < before.unknown:  # a program ended while it settled this
                    return mailing
                raise _nothing_to_settle(mailing_id, address)
            step = DeliveryStep.DELIVERED if delivered else DeliveryStep.NOT_DELIVERED
            now = self._account.now()
            log.write(*(LogEntry(number=entry.number, step=step, at=now) for entry in entries))
            return self._recovery.catch_up(mailing_id)[0]

    def look_up(self, mailing_id: str) -> Mailing:
        """Ask the service about the unknown deliveries of a mailing; return it with those it took settled.

        The service shows an email minutes after it took it: what it does not show stays unknown.
        """
        with lock_mailing(self._state, self._files, mailing_id) as mailing:
            if mailing.detached:
                return mailing
            return self._lookup.settle_known(self._recovery.catch_up(mailing_id)[0])

    def _settle_without_log(self, mailing: Mailing, address: str | None, *, delivered: bool) -> Mailing:
        """Settle all of a mailing whose log no longer counts and alone had the addresses."""
        if address is not None or not mailing.unknown:
            raise _nothing_to_settle(mailing.id, address)
        with self._state.transaction() as tables:
            present = require_mailing(tables, mailing.id)
            counts = (present.unknown, 0) if delivered else (0, present.unknown)
            settled, back = settle_unknown(present, *counts, present.log)
            self._recovery.give_back_doubts(tables, back)
            return tables.of(Mailing).put(settled)


def _nothing_to_settle(mailing_id: str, address: str | None) -> DirectMailError:
    if address is None:
        return NOTHING_UNKNOWN(mailing=mailing_id)
    return ADDRESS_NOT_UNKNOWN(mailing=mailing_id, address=address)
