"""A dry run reads the recipients for their digest only where a mailing to as many could be the same."""

from collections.abc import Iterator

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.services.mailing.sending import Sending
from tests.post import LETTER, people


def _nobody_reads() -> Iterator[Recipient]:
    pytest.fail("the recipients are read once more")
    yield


def test_without_a_mailing_that_could_be_the_same_nothing_is_read_again(sending: Sending) -> None:
    dry_run = sending.dry_run
    dry_run.require_no_same(LETTER, _nobody_reads(), 4, again=False)
    sending.create(LETTER, people(3))
    dry_run.require_no_same(LETTER, _nobody_reads(), 4, again=False)


def test_a_mailing_to_as_many_is_compared_with(sending: Sending) -> None:
    made = sending.create(LETTER, people(4))
    with pytest.raises(DirectMailError) as error:
        sending.dry_run.require_no_same(LETTER, people(4), 4, again=False)
    assert made.id in str(error.value)
    sending.dry_run.require_no_same(LETTER, people(4, start=1), 4, again=False)


def test_a_mailing_that_ended_and_was_seen_is_not_compared_with(sending: Sending) -> None:
    sending.run(sending.create(LETTER, people(4)).id)
    sending.dry_run.require_no_same(LETTER, _nobody_reads(), 4, again=False)
