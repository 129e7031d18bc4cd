"""One record for each reminder and channel: what is written before a message leaves decides what happens
after.
"""

from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.domain.mailing.message_id import require_message_id
from dm_tui.domain.money import usd
from dm_tui.domain.reminders.record import (
    ReminderRecord,
    ReminderTargetState,
    claim_delivery,
    conclude_delivery,
    newest_thresholds,
    record_id,
    schedule_retry,
    with_recipients,
)
from dm_tui.domain.reminders.reminder import Reminder
from dm_tui.domain.reminders.settings import Channel, ReminderKind
from dm_tui.domain.retry_pause import MAX_RETRY_DELAY

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


def delivery(
    channel: Channel = Channel.EMAIL, threshold: int = 7, about: str = "o", **more: object
) -> ReminderRecord:
    reminder = Reminder(kind=ReminderKind.EXPIRY, about=about, threshold=threshold, at=NOW, amount=usd(1))
    made = ReminderRecord(id=record_id(reminder, channel), reminder=reminder, channel=channel)
    return made.model_copy(update=more)


TWO = with_recipients(delivery(), ("a@x.com", "b@x.com"))


def states(one: ReminderRecord) -> list[str]:
    return [target.state.value for target in one.targets]


def test_an_internal_message_waits_for_nothing() -> None:
    assert not delivery(Channel.INTERNAL).waiting
    assert delivery(Channel.EMAIL).waiting
    assert TWO.waiting


def test_each_recipient_has_an_outcome_of_its_own() -> None:
    one = conclude_delivery(claim_delivery(TWO, "a@x.com", "host"), "a@x.com", ReminderTargetState.SENT)
    assert states(one) == ["sent", "waiting"]
    assert one.waiting
    both = conclude_delivery(
        claim_delivery(one, "b@x.com", "host"), "b@x.com", ReminderTargetState.REFUSED, "no such"
    )
    assert (states(both), both.waiting) == (["sent", "refused"], False)


def test_word_of_what_was_not_claimed_changes_nothing() -> None:
    for address in ("a@x.com", "nobody@x.com"):
        assert conclude_delivery(TWO, address, ReminderTargetState.SENT) == TWO
    sent = conclude_delivery(claim_delivery(TWO, "a@x.com", "host"), "a@x.com", ReminderTargetState.SENT)
    assert conclude_delivery(sent, "a@x.com", ReminderTargetState.UNKNOWN) == sent


def test_every_try_has_an_id_of_its_own_that_can_name_a_file() -> None:
    ids = set()
    for about in ("DM260131-0001", "../../etc/passwd", "ü" * 300, ""):
        one = with_recipients(delivery(about=about), ("a@x.com", "b@x.com"))
        for _ in range(2):
            for address in ("a@x.com", "b@x.com"):
                one = claim_delivery(one, address, "host")
                target = next(it for it in one.targets if it.address == address)
                ids.add(require_message_id(target.message_id))
                one = conclude_delivery(one, address, ReminderTargetState.WAITING, "busy")
    assert len(ids) == 16


def test_a_try_that_failed_waits_longer_each_time_up_to_a_day() -> None:
    one, pauses = TWO, []
    for _ in range(7):
        one = schedule_retry(one, NOW, "busy")
        assert one.next_try_at is not None
        pauses.append((one.next_try_at - NOW) / timedelta(minutes=1))
    assert pauses == [5, 20, 80, 320, 1_280, 1_440, 1_440]
    assert not one.may_retry(NOW + MAX_RETRY_DELAY - timedelta(seconds=1))
    assert one.may_retry(NOW + MAX_RETRY_DELAY)


def test_a_pause_begun_by_a_clock_that_was_wrong_is_no_pause() -> None:
    one = schedule_retry(TWO, NOW + timedelta(days=900), "busy")
    assert one.may_retry(NOW)


def test_new_addresses_get_what_still_waits_and_nobody_gets_it_twice() -> None:
    one = conclude_delivery(claim_delivery(TWO, "a@x.com", "host"), "a@x.com", ReminderTargetState.SENT)
    found = with_recipients(one, ("a@x.com", "c@x.com"))
    assert [(it.address, it.state.value) for it in found.targets] == [
        ("a@x.com", "sent"),
        ("c@x.com", "waiting"),
    ]


def test_of_what_was_said_the_newest_threshold_counts() -> None:
    found = newest_thresholds([delivery(threshold=7), delivery(threshold=30), delivery(Channel.SMS, 15)])
    assert found == {
        (ReminderKind.EXPIRY, "o", Channel.EMAIL): 7,
        (ReminderKind.EXPIRY, "o", Channel.SMS): 15,
    }


@pytest.mark.parametrize(
    ("more", "closed"),
    [
        ({}, False),
        ({"over": True}, True),
        ({"over": True, "promised": True}, False),
        ({"over": True, "promised": True, "tries": 1}, True),
    ],
)
def test_what_is_over_is_archived_unless_it_is_still_promised(more: dict[str, object], closed: bool) -> None:
    assert delivery(**more).closed is closed  # type: ignore[arg-type]  # names of fields
    claimed = claim_delivery(TWO, "a@x.com", "host").model_copy(update=more)
    assert not claimed.closed
