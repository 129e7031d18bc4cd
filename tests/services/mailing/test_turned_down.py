"""What a server says of the sender, the session or the account refuses no recipient, and one bad recipient
stops nobody else.
"""

import pytest

from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.providers.mail.transport import Deferred
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.sending import Sending
from tests.post import LETTER, PostOffice, people, sending_by
from tests.services.books import sent

LIMIT = Deferred(words="451 4.7.1 rate limit exceeded, try again in 10 minutes", lost=True, shared=True)


@pytest.fixture(params=[1, 4])
def connections(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def pool(direct_mail: DirectMail, office: PostOffice, connections: int) -> Sending:
    """An account with pay-as-you-go that sends over these connections."""
    direct_mail.sandbox.load("activated")
    return sending_by(direct_mail, office, connections)


def test_a_session_that_is_full_is_followed_by_another(pool: Sending, office: PostOffice) -> None:
    for number in (10, 20, 30):
        office.will(f"r{number}@example.com", LIMIT)
    done = pool.run(pool.create(LETTER, people(40)).id)
    assert (done.status, done.accepted, done.refused) == (MailingStatus.DONE, 40, 0)
    assert office.twice() == {}


def test_a_server_that_takes_no_more_pauses_a_mailing_and_refuses_nobody(
    direct_mail: DirectMail, pool: Sending, office: PostOffice, connections: int
) -> None:
    for number in range(10, 40):
        office.will(f"r{number}@example.com", *[LIMIT] * 2)
    made = pool.create(LETTER, people(40))
    paused = pool.run(made.id)
    assert (paused.status, paused.refused, paused.unknown) == (MailingStatus.PAUSED, 0, 0)
    assert paused.accepted == 10 if connections == 1 else paused.accepted <= 10
    assert LIMIT.words in paused.words
    assert paused.charged == sent(direct_mail)
    assert paused.charged.emails == paused.accepted
    while (paused := pool.run(made.id)).status is MailingStatus.PAUSED:
        assert paused.refused == 0
    assert (paused.status, paused.accepted) == (MailingStatus.DONE, 40)
    assert office.twice() == {}


def test_one_who_is_always_turned_down_stops_nobody_else(sending: Sending, office: PostOffice) -> None:
    office.will("r3@example.com", *[LIMIT] * 50)
    made = sending.create(LETTER, people(200))
    for _ in range(2):
        paused = sending.run(made.id)
        assert (paused.status, paused.accepted) == (MailingStatus.PAUSED, 199)
        assert [one.number for one in paused.postponed] == [3]
