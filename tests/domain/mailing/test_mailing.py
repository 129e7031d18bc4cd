"""A mailing's steps: what is in hand is counted once, and charged as it was delivered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.chunk import Chunk, ChunkOutcomes, PostponedRecipient
from dm_tui.domain.mailing.chunk_charges import begin_chunk, conclude_chunk, settle_unknown
from dm_tui.domain.mailing.log_entry import LogEnd
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.resuming import may_resume
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.mailing.status_changes import (
    cancel_mailing,
    detach_mailing,
    finish_mailing,
    hold_back_mailing,
    pause_mailing,
    resume_mailing,
    stop_mailing,
)
from dm_tui.domain.usage.paying_sources import Allocation

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


def mailing(**fields: object) -> Mailing:
    values: dict[str, object] = {
        "id": "M1",
        "digest": "d",
        "created_at": NOW,
        "sender": "news@example.com",
        "subject": "News",
        "recipients": 1_000,
        "offset": 50,
        "log": LogEnd(),
    }
    return Mailing.model_validate(values | fields)


def chunk(charged: Allocation, at: datetime = NOW, **fields: object) -> Chunk:
    return Chunk.model_validate({"stop": 100, "end": 900, "charged": charged, "charged_at": at} | fields)


def outcomes(accepted: int = 0, unknown: int = 0, **fields: object) -> ChunkOutcomes:
    end = LogEnd(size=7, checksum=7)
    return ChunkOutcomes.model_validate({"accepted": accepted, "unknown": unknown, "log": end, **fields})


@given(free=st.integers(0, 60), by_plan=st.integers(0, 60), by_usage=st.integers(0, 60), data=st.data())
def test_a_chunk_stays_charged_for_what_left_or_may_have_left(
    free: int, by_plan: int, by_usage: int, data: st.DataObject
) -> None:
    charged = Allocation(free=free, plans={"P1": by_plan} if by_plan else {}, pay_as_you_go=by_usage)
    accepted = data.draw(st.integers(0, charged.emails))
    unknown = data.draw(st.integers(0, charged.emails - accepted))
    begun = begin_chunk(mailing(), chunk(charged))
    concluded, back = conclude_chunk(begun, outcomes(accepted, unknown))
    assert concluded.charged + back == charged
    assert concluded.charged.emails == accepted + unknown
    assert sum(doubt.charged.emails for doubt in concluded.doubtful) == concluded.unknown == unknown
    assert (concluded.chunk, concluded.position, concluded.offset) == (None, 100, 900)
    assert concluded.log.size == 7


@given(
    chunks=st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=8
    ),
    data=st.data(),
)
def test_what_is_settled_is_kept_or_given_back_once(
    chunks: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    present = mailing()
    for hours, (accepted, unknown, free) in enumerate(chunks):
        charged = Allocation(free=free, pay_as_you_go=max(0, accepted + unknown - free))
        at = NOW + timedelta(minutes=40 * hours)
        begun = begin_chunk(present, chunk(charged, at))
        kept = min(unknown, charged.emails)
        present, _ = conclude_chunk(begun, outcomes(charged.emails - kept, kept))
    before = present
    while present.unknown:
        delivered = data.draw(st.integers(0, present.unknown))
        lost = data.draw(st.integers(0 if delivered else 1, present.unknown - delivered))
        settled, back = settle_unknown(present, delivered, lost, LogEnd())
        assert sum(doubt.charged.emails for doubt in back) == lost
        assert present.charged.emails - settled.charged.emails == lost
        assert sum(chunk.charged.emails for chunk in settled.doubtful) == settled.unknown
        present = settled
    assert present.doubtful == ()
    assert present.charged.emails == present.accepted
    assert present.concluded == before.concluded


def test_doubts_of_one_hour_are_one() -> None:
    present = mailing()
    for minutes in (0, 20, 59, 61):
        at = NOW + timedelta(minutes=minutes)
        begun = begin_chunk(present, chunk(Allocation(free=5), at))
        present, _ = conclude_chunk(begun, outcomes(4, 1))
    assert [chunk.charged.free for chunk in present.doubtful] == [3, 1]


def test_more_than_was_charged_cannot_have_left() -> None:
    begun = begin_chunk(mailing(), chunk(Allocation(free=3)))
    with pytest.raises(ValueError, match="given back"):
        conclude_chunk(begun, outcomes(4))


def test_one_chunk_is_in_hand_at_a_time() -> None:
    begun = begin_chunk(mailing(), chunk(Allocation()))
    with pytest.raises(ValueError, match="cannot begin a chunk"):
        begin_chunk(begun, chunk(Allocation()))
    with pytest.raises(ValueError, match="cannot begin a chunk"):
        begin_chunk(pause_mailing(mailing()), chunk(Allocation()))
    with pytest.raises(ValueError, match="has no current chunk"):
        conclude_chunk(mailing(), outcomes())


def test_who_is_postponed_is_in_hand_or_waits() -> None:
    first, second = (PostponedRecipient(number=n, offset=n, tries=1) for n in (3, 4))
    present = mailing(postponed=(first, second))
    begun = begin_chunk(present, chunk(Allocation(), again=(first,)))
    assert begun.postponed == (second,)
    assert begun.deferred == 1
    again = first.model_copy(update={"tries": 2})
    concluded, _ = conclude_chunk(begun, outcomes(postponed=(again,)))
    assert concluded.postponed == (second, again)


def test_what_is_cancelled_postpones_nothing_and_is_closed_when_all_is_known() -> None:
    begun = begin_chunk(mailing(), chunk(Allocation(free=3)))
    cancelled = cancel_mailing(begun)
    assert not cancelled.closed
    postponed = (PostponedRecipient(number=1, offset=1),)
    concluded, _ = conclude_chunk(cancelled, outcomes(1, 1, postponed=postponed))
    assert (concluded.status, concluded.postponed) == (MailingStatus.CANCELLED, ())
    assert not concluded.closed
    assert settle_unknown(concluded, 1, 0, LogEnd())[0].closed
    assert resume_mailing(concluded) == pause_mailing(concluded) == concluded


def test_what_is_done_cannot_be_cancelled() -> None:
    with pytest.raises(DirectMailError) as refused:
        cancel_mailing(finish_mailing(mailing()))
    assert (refused.value.kind, refused.value.code) == (ErrorKind.REFUSED, "mailing-done")


def test_why_it_does_not_go_on_is_forgotten_when_it_does() -> None:
    held = hold_back_mailing(mailing(), "daily-quota", NOW)
    assert (held.status, held.reason, held.until) == (MailingStatus.HELD_BACK, "daily-quota", NOW)
    assert resume_mailing(held) == mailing()
    stopped = stop_mailing(mailing(), "connection", "gone", NOW)
    assert resume_mailing(stopped) == mailing(pauses=1)


def test_everybody_had_a_turn_when_nobody_waits() -> None:
    assert not mailing(position=999).all_recipients_attempted
    assert mailing(position=1_000).all_recipients_attempted
    waiting = (PostponedRecipient(number=1, offset=1),)
    assert not mailing(position=1_000, postponed=waiting).all_recipients_attempted


def test_what_comes_from_a_backup_is_never_sent_on() -> None:
    begun = begin_chunk(mailing(), chunk(Allocation(free=3)))
    detached = detach_mailing(begun)
    assert (detached.status, detached.unknown) == (MailingStatus.CANCELLED, 3)
    assert (detached.detached, detached.chunk, detached.charged.free) == (True, None, 3)
    assert settle_unknown(detached, 0, 3, detached.log)[0].closed
    done = finish_mailing(mailing(unknown=1))
    assert detach_mailing(done).status is MailingStatus.DONE
    assert detach_mailing(done).detached
    assert detach_mailing(finish_mailing(mailing())) == finish_mailing(mailing())


def test_everybody_without_an_outcome_waits_or_is_held_back() -> None:
    postponed = tuple(PostponedRecipient(number=n, offset=n, tries=n) for n in range(3))
    present = mailing(recipients=10, accepted=3, refused=1, unknown=1, position=8, postponed=postponed)
    assert (present.left, present.waiting, present.held_back) == (5, 5, 0)
    held = hold_back_mailing(present, "daily-quota", NOW)
    assert (held.left, held.waiting, held.held_back) == (5, 2, 3)
    assert not held.is_refused_for_now
    stopped = stop_mailing(present, "account", "slow down", NOW)
    assert (stopped.waiting, stopped.is_refused_for_now) == (5, True)
    assert not pause_mailing(present).is_refused_for_now
    assert (cancel_mailing(present).waiting, cancel_mailing(present).held_back) == (0, 0)


def test_the_time_a_server_names_ends_a_pause_and_what_does_not_pass_has_no_end() -> None:
    wait = timedelta(minutes=10)
    assert stop_mailing(mailing(), "account", "", NOW, wait=wait).until == NOW + wait
    assert stop_mailing(mailing(), "account", "", NOW).until == NOW + timedelta(minutes=5)
    assert stop_mailing(mailing(pauses=1), "account", "", NOW).until == NOW + timedelta(minutes=20)
    for_good = stop_mailing(mailing(), "sender", "not yours", NOW, wait=wait, passes=False)
    assert for_good.until is None
    assert not may_resume(for_good, NOW + timedelta(days=400))
    assert may_resume(stop_mailing(mailing(), "account", "", NOW, wait=wait), NOW + wait)
