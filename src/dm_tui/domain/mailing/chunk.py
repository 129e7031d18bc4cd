"""A chunk of a mailing: the recipients that are charged together, and their outcomes."""

from datetime import datetime
from itertools import chain, repeat

from dm_tui.domain.mailing.log_entry import LogEnd
from dm_tui.domain.mailing.suppressed import SuppressionReason
from dm_tui.domain.model import Model
from dm_tui.domain.usage.paying_sources import Allocation

CHUNK_SIZE = 100
"""Recipients charged together: as many as the service takes in one call (limits)."""


class PostponedRecipient(Model):
    """A recipient to retry: its number, its offset in the file, and how often it was deferred.

    It is not tried again before it is `due`.
    """

    number: int
    offset: int
    tries: int = 0
    due: datetime | None = None


class Chunk(Model):
    """The current recipients: charged together, not concluded yet.

    They are those of `again` and the new ones before number `stop`, whose offset in the file is `end`. Those
    that are `known_invalid` get no mail: they are refused without being sent to or charged, each for the
    reason in its place of `reasons`; before there were reasons all were invalid.
    """

    again: tuple[PostponedRecipient, ...] = ()
    stop: int
    end: int
    known_invalid: tuple[int, ...] = ()
    reasons: tuple[SuppressionReason, ...] = ()
    charged: Allocation
    charged_at: datetime

    @property
    def left_out(self) -> dict[int, SuppressionReason]:
        """Why each recipient that is left out gets no mail, by its number."""
        reasons = chain(self.reasons, repeat(SuppressionReason.INVALID))
        return dict(zip(self.known_invalid, reasons, strict=False))


class ChunkOutcomes(Model):
    """The outcomes of a chunk, and how far the log has them.

    Recipients that were not begun are postponed, too.
    """

    accepted: int = 0
    refused: int = 0
    unknown: int = 0
    postponed: tuple[PostponedRecipient, ...] = ()
    log: LogEnd
