"""What a chunk of a mailing is charged: all of it when it begins, and what stays charged when it ends."""

from collections.abc import Iterable

from dm_tui.domain.account.unknown_figures import UnknownFigure
from dm_tui.domain.mailing.chunk import Chunk, ChunkOutcomes
from dm_tui.domain.mailing.log_entry import LogEnd
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.mailing.suppressed import add_counts
from dm_tui.domain.mailing.unknown_charge import UnknownCharge, add_unknown_charge, split_last_charged
from dm_tui.domain.usage.paying_sources import Allocation


def begin_chunk(mailing: Mailing, chunk: Chunk, unread_sources: Iterable[UnknownFigure] = ()) -> Mailing:
    """Return the mailing with its next chunk, which is charged in the same transaction.

    `unread_sources` are those that may have paid and could not be read.
    """
    if mailing.chunk is not None or mailing.status is not MailingStatus.SENDING:
        raise ValueError(f"mailing {mailing.id} cannot begin a chunk")
    again = {recipient.number for recipient in chunk.again}
    postponed = tuple(recipient for recipient in mailing.postponed if recipient.number not in again)
    reasons = {figure.what: figure for figure in (*unread_sources, *mailing.unread_sources)}
    update = {"chunk": chunk, "postponed": postponed, "unread_sources": tuple(reasons.values())}
    return mailing.model_copy(update=update)


def conclude_chunk(mailing: Mailing, outcomes: ChunkOutcomes) -> tuple[Mailing, Allocation]:
    """Return the mailing without its chunk, and the part of the charge to give back.

    Accepted and unknown emails stay charged. A cancelled mailing postpones nothing. If no recipient of a new
    chunk has an outcome, all of them go back into the file, as if the chunk had never begun.
    """
    chunk = mailing.chunk
    if chunk is None:
        raise ValueError(f"mailing {mailing.id} has no current chunk")
    stays = outcomes.accepted + outcomes.unknown
    back = chunk.charged.last(chunk.charged.emails - stays)
    charged = chunk.charged - back
    doubtful = mailing.doubtful
    if outcomes.unknown:
        doubt = UnknownCharge(charged=charged.last(outcomes.unknown), charged_at=chunk.charged_at)
        doubtful = add_unknown_charge(doubtful, doubt)
    cancelled = mailing.status is MailingStatus.CANCELLED
    outcome = stays or outcomes.refused or any(recipient.tries for recipient in outcomes.postponed)
    put_back = bool(outcomes.postponed) and not (outcome or chunk.again or cancelled)
    postponed = mailing.postponed if put_back else (*mailing.postponed, *outcomes.postponed)
    concluded = mailing.model_copy(
        update={
            "chunk": None,
            "position": mailing.position if put_back else chunk.stop,
            "offset": mailing.offset if put_back else chunk.end,
            "postponed": () if cancelled else postponed,
            "accepted": mailing.accepted + outcomes.accepted,
            "refused": mailing.refused + outcomes.refused,
            "unknown": mailing.unknown + outcomes.unknown,
            "left_out": mailing.left_out
            if put_back
            else add_counts(mailing.left_out, chunk.left_out.values()),
            "charged": mailing.charged + charged,
            "doubtful": doubtful,
            "log": outcomes.log,
            "pauses": 0 if outcomes.accepted else mailing.pauses,
        }
    )
    return concluded, back


def settle_unknown(
    mailing: Mailing, delivered: int, not_delivered: int, log: LogEnd
) -> tuple[Mailing, tuple[UnknownCharge, ...]]:
    """Return the mailing with so many of its unknown recipients settled, and the charges to give back.

    The emails that were charged last are settled first.
    """
    _, doubtful = split_last_charged(mailing.doubtful, delivered)
    back, doubtful = split_last_charged(doubtful, not_delivered)
    charged = mailing.charged
    for doubt in back:
        charged = charged - doubt.charged
    settled = mailing.model_copy(
        update={
            "accepted": mailing.accepted + delivered,
            "refused": mailing.refused + not_delivered,
            "unknown": mailing.unknown - delivered - not_delivered,
            "charged": charged,
            "doubtful": doubtful,
            "log": log,
        }
    )
    return settled, back
