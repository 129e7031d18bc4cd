"""A mailing and its states: the rules that let no one be sent to twice and nothing be charged twice.

sending ─ begin_chunk ─▶ sending, with a current chunk ─ conclude_chunk ─▶ sending
   ├─▶ paused ─ resume_mailing ─▶ sending      by hand, or because the connection is lost again and again
   ├─▶ held-back ─ resume_mailing ─▶ sending   nothing pays for the next email now
   ├─▶ cancelled
   └─▶ done

A chunk is charged in the transaction that records it; emails that did not leave are given back in the
transaction that concludes it. Every recipient before `position` has an outcome in the mailing's log or is
postponed.

Recipients are charged in chunks, not one by one, because each charge is a durable transaction; and before
they are sent to, not after, because a crash may then cost at most a chunk that recovery gives back, never a
free email.
"""

from datetime import datetime
from typing import ClassVar

from dm_tui.domain.account.unknown_figures import UnknownFigure
from dm_tui.domain.mailing.chunk import Chunk, PostponedRecipient
from dm_tui.domain.mailing.log_entry import LogEnd
from dm_tui.domain.mailing.schedule import AT_ONCE, Schedule
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.mailing.unknown_charge import UnknownCharge
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line
from dm_tui.domain.usage.paying_sources import Allocation

BY_HAND, DEFERRED, CONNECTION, PROGRAM_ENDED = "by-hand", "deferred", "connection", "program-ended"
"""Why a mailing is paused, besides the scope of a fault."""

SCHEDULE = "schedule"
"""Why a mailing is held back whose time has not come, or is over for today."""


class Mailing(Model):
    """One letter to many recipients, sent chunk by chunk.

    `key` is the caller's own name for it, `digest` that of letter and recipients: the same key never sends
    something else. `position` and `offset` are those of the first recipient in no chunk yet. `put_on_list`
    are the addresses that this mailing put on the list of suppressed ones, as no such mailbox. `left_out`
    counts, by reason, the refused ones that were on the list of suppressed addresses. `charged` covers
    delivered emails and `doubtful` ones; where there are `unread_sources`, nobody knows which source paid.
    `reason` (a word) and `words` say why it stopped, `until` when it may resume; `pauses` counts how often a
    server stopped it since it took an email. One that resumes `by_itself` was resumed by no hand. A
    `detached` one was restored from a backup: its log may be that of another past. It is `unreported` until
    the program that the user asked to send it has shown what became of it.
    """

    TABLE: ClassVar[str] = "mailings"

    id: str
    key: Line | None = None
    digest: str
    created_at: datetime
    sender: str
    subject: Line
    batch: bool = False
    tag: Line = ""
    recipients: int
    status: MailingStatus = MailingStatus.SENDING
    reason: str = ""
    words: Line = ""
    until: datetime | None = None
    pauses: int = 0
    schedule: Schedule = AT_ONCE
    by_itself: bool = False
    position: int = 0
    offset: int
    chunk: Chunk | None = None
    postponed: tuple[PostponedRecipient, ...] = ()
    accepted: int = 0
    refused: int = 0
    unknown: int = 0
    left_out: dict[str, int] = {}
    put_on_list: int = 0
    charged: Allocation = Allocation()
    unread_sources: tuple[UnknownFigure, ...] = ()
    doubtful: tuple[UnknownCharge, ...] = ()
    log: LogEnd
    detached: bool = False
    unreported: bool = False

    @property
    def unknown_payers(self) -> tuple[UnknownFigure, ...]:
        """Why it is not known which source paid; nothing where it is known, or nothing was charged."""
        charged = self.charged.emails + (self.chunk.charged.emails if self.chunk is not None else 0)
        return self.unread_sources if charged else ()

    @property
    def ended(self) -> bool:
        """Whether it will send no more."""
        return self.status in (MailingStatus.CANCELLED, MailingStatus.DONE)

    @property
    def closed(self) -> bool:
        """Whether nothing about it can change: it ended, and every outcome is known."""
        return self.ended and self.chunk is None and not self.unknown

    @property
    def concluded(self) -> int:
        """Recipients with an outcome, unknown ones included."""
        return self.accepted + self.refused + self.unknown

    @property
    def deferred(self) -> int:
        """Recipients the server deferred, which will be tried again."""
        return sum(recipient.tries > 0 for recipient in self.postponed)

    @property
    def left(self) -> int:
        """Recipients without an outcome who may still be sent to."""
        return 0 if self.ended else self.recipients - self.concluded

    @property
    def held_back(self) -> int:
        """Recipients whom a quota, a window or a schedule of one's own holds back."""
        return self.left - self.waiting

    @property
    def waiting(self) -> int:
        """All others without an outcome: those a server put off, or whose turn comes."""
        return min(self.deferred, self.left) if self.status is MailingStatus.HELD_BACK else self.left

    @property
    def is_paused_by_hand(self) -> bool:
        """Whether it waits until you resume it."""
        return self.status is MailingStatus.PAUSED and self.reason == BY_HAND

    @property
    def is_refused_for_now(self) -> bool:
        """Whether somebody waits because a server or the service takes no mail now."""
        return self.status is MailingStatus.PAUSED and self.reason not in (BY_HAND, PROGRAM_ENDED)

    @property
    def all_recipients_attempted(self) -> bool:
        """Whether no one is left to send to."""
        return self.position >= self.recipients and not self.postponed and self.chunk is None
