"""Begins and concludes the chunks of a mailing, each in the transaction that charges or returns emails.

Charging each email was rejected: a transaction waits for the disk, which may take longer than the delivery.
Charging the whole mailing at once was rejected, too: a crash would leave all of it in doubt, and a quota or a
plan that changes meanwhile would not count. A chunk is as many as the service takes in one call.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from dm_tui import work_log
from dm_tui.domain.mailing.chunk import CHUNK_SIZE, Chunk, ChunkOutcomes, PostponedRecipient
from dm_tui.domain.mailing.chunk_charges import begin_chunk, conclude_chunk
from dm_tui.domain.mailing.log_entry import LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.retries import MAX_WAITING
from dm_tui.domain.mailing.status_changes import finish_mailing, hold_back_mailing
from dm_tui.domain.mailing.suppressed import SuppressionReason, address_key
from dm_tui.domain.mailing.suppressed_wording import NO_LONGER_LISTED
from dm_tui.domain.mailing.unknown_payers import unknown_payers
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.domain.usage.quota_wait import held_back_until
from dm_tui.providers.mail.transport import Refused
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.mailing.delivery.log_entries import PendingRecipient, entry_for
from dm_tui.services.mailing.suppressed_while_sending import find_suppressed, move_old_entries
from dm_tui.services.usage.metering import charge_emails, give_back, note_unread_sources
from dm_tui.services.usage.quota_left import current_meter
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.recipients_file import RecipientLine
from dm_tui.store.state import Tables


class ChunkAccounting:
    """The steps of a mailing that change the state file.

    A chunk has at most `size` recipients, as many as the schedule of its mailing allows for 0.
    """

    def __init__(self, account: AccountProvider, shop: Shop, files: MailingFiles, size: int = 0) -> None:
        self._size = size
        self._account = account
        self._shop = shop
        self._files = files

    def begin(
        self, tables: Tables, mailing: Mailing, due: Callable[[PostponedRecipient], bool]
    ) -> tuple[Mailing, tuple[PendingRecipient, ...]]:
        """Return the mailing with its next chunk, charged, and the members of that chunk.

        Without a chunk the mailing is done, or held back because nothing pays for the next email, or everyone
        left waits until `due`.
        """
        now, size = self._account.now(), self._size or mailing.schedule.most_at_once(CHUNK_SIZE)
        again = tuple(islice(filter(due, mailing.postponed), size))
        waiting = len(mailing.postponed) - len(again)
        room = size - len(again) if waiting < MAX_WAITING else 0
        listed = list(self._next_lines(mailing, room))
        members = [self._read_postponed(mailing, recipient) for recipient in again] + list(
            map(_pending, listed)
        )
        left_out = self._find_left_out(tables, members, now)
        members = [member for member in members if member.number not in left_out]
        if not members and not left_out:
            return (finish_mailing(mailing) if mailing.all_recipients_attempted else mailing), ()
        charged = charge_emails(tables, self._shop.catalogue(), len(members), now)
        if members and not charged.emails:
            meter = current_meter(tables, self._shop.catalogue(), now)
            until = held_back_until(charged.reason, meter, now)
            work_log.note("money", step="held-back", id=mailing.id, outcome=charged.reason)
            return hold_back_mailing(mailing, charged.reason, until), ()
        if charged.emails < len(members):  # the rest go back into the file
            members = members[: charged.emails]
            listed = [line for line in listed if line.number <= members[-1].number]
            kept = {member.number for member in members} | left_out.keys()
            again = tuple(recipient for recipient in again if recipient.number in kept)
            taken = {line.number for line in listed} | {recipient.number for recipient in again}
            left_out = {number: reason for number, reason in left_out.items() if number in taken}
        work_log.note(
            "money",
            step="emails-charged",
            id=mailing.id,
            emails=charged.emails,
            free=charged.free,
            plans=sum(charged.plans.values()),
            metered=charged.pay_as_you_go,
        )
        chunk = Chunk(
            again=again,
            stop=listed[-1].number + 1 if listed else mailing.position,
            end=listed[-1].end if listed else mailing.offset,
            known_invalid=tuple(left_out),
            reasons=tuple(left_out.values()),
            charged=Allocation() + charged,
            charged_at=now,
        )
        unread = unknown_payers(charged, self._account.current().unknown)
        note_unread_sources(tables, unread, now)
        return begin_chunk(mailing, chunk, unread), tuple(members)

    def conclude(self, tables: Tables, mailing: Mailing, outcomes: ChunkOutcomes) -> Mailing:
        """Return the mailing without its chunk; emails that did not leave are given back."""
        concluded, back = conclude_chunk(mailing, outcomes)
        if mailing.chunk is not None:
            give_back(tables, back, mailing.chunk.charged_at, self._account.now())
        return concluded

    def current_members(self, mailing: Mailing) -> tuple[PendingRecipient, ...]:
        """Return the members of the current chunk, read from the file, without those that are left out."""
        left_out = mailing.chunk.left_out if mailing.chunk is not None else {}
        return tuple(member for member in self._all_of_chunk(mailing) if member.number not in left_out)

    def left_out_entries(self, mailing: Mailing) -> list[LogEntry]:
        """Return the log entries of the recipients in the current chunk that get no mail, with the reason."""
        left_out = mailing.chunk.left_out if mailing.chunk is not None else {}
        if not left_out:
            return []
        members = [member for member in self._all_of_chunk(mailing) if member.number in left_out]
        return [entry_for(member, Refused(code=0, words=self._why_left_out(member))) for member in members]

    def _all_of_chunk(self, mailing: Mailing) -> Iterator[PendingRecipient]:
        if (chunk := mailing.chunk) is not None:
            for postponed in chunk.again:
                yield self._read_postponed(mailing, postponed)
            yield from map(_pending, self._next_lines(mailing, chunk.stop - mailing.position))

    def _find_left_out(
        self, tables: Tables, members: Iterable[PendingRecipient], now: datetime
    ) -> dict[int, SuppressionReason]:
        """Return which members get no mail, and why, by their numbers."""
        file, left_out = self._files.suppressed, {}
        move_old_entries(tables, file, now)
        for member in members:
            if (entry := find_suppressed(tables, file, member.recipient.address, now)) is not None:
                left_out[member.number] = entry.reason
        return left_out

    def _why_left_out(self, member: PendingRecipient) -> str:
        """Return why a member gets no mail, in general words where the list no longer has it."""
        entry = self._files.suppressed.find(address_key(member.recipient.address))
        return entry.sentence if entry is not None else NO_LONGER_LISTED

    def _next_lines(self, mailing: Mailing, count: int) -> Iterator[RecipientLine]:
        if count <= 0 or mailing.position >= mailing.recipients:
            return iter(())
        return islice(self._files.recipients(mailing.id).lines(mailing.position, mailing.offset), count)

    def _read_postponed(self, mailing: Mailing, postponed: PostponedRecipient) -> PendingRecipient:
        line = next(self._files.recipients(mailing.id).lines(postponed.number, postponed.offset))
        return _pending(line)._replace(tries=postponed.tries)


def _pending(line: RecipientLine) -> PendingRecipient:
    return PendingRecipient(line.number, line.offset, 0, line.recipient)
