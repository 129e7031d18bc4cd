"""A test letter of unknown outcome is looked up, and does not leave twice."""

from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.ready_to_send import add_sender
from tests.alibaba.server import Fault, Vendor
from tests.conftest import Wait

SENDER, ME, CALL = "news@mail.example.com", "me@example.org", "SendTestByTemplate"
DETAILS = "SenderStatisticsDetailByParam"


@pytest.fixture
def ready(live: DirectMail, vendor: Vendor) -> DirectMail:
    add_sender(live, vendor)
    live.templates.add("welcome", "Hello {UserName}", html="<p>Hi</p>")
    return live


def send(direct_mail: DirectMail, to: str = ME) -> None:
    direct_mail.letter_tests.send("welcome", SENDER, to)


def refusal(direct_mail: DirectMail) -> DirectMailError:
    with pytest.raises(DirectMailError) as refused:
        send(direct_mail)
    return refused.value


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.TIME_OUT_AFTER, Fault.ERROR_AFTER])
def test_one_that_the_service_shows_at_once_was_sent(ready: DirectMail, vendor: Vendor, fault: Fault) -> None:
    vendor.faults.at(CALL, 1, fault)
    send(ready)
    assert (len(vendor.account.mail.tests), vendor.faults.calls[DETAILS]) == (1, 1)


def test_one_that_does_not_show_yet_is_not_sent_again_at_once(
    ready: DirectMail, vendor: Vendor, wait: Wait
) -> None:
    vendor.account.mail.details_late = timedelta(minutes=10)
    vendor.faults.at(CALL, 1, Fault.ERROR_AFTER)
    assert refusal(ready).kind is ErrorKind.OUTCOME_UNKNOWN
    again = refusal(ready)
    assert (again.code, "No other one was sent" in again.message) == ("test-unknown", True)
    assert "UTC" in again.hint
    send(ready, "other@example.org")
    wait(timedelta(minutes=11))
    send(ready)
    assert [test["Email"] for test in vendor.account.mail.tests] == [ME, "other@example.org"]
    send(ready)
    assert len(vendor.account.mail.tests) == 3, "what is known to have left may be sent again"


def test_one_that_never_shows_may_be_sent_again_later(ready: DirectMail, vendor: Vendor, wait: Wait) -> None:
    vendor.faults.at(CALL, 1, Fault.RESET_BEFORE)
    refusal(ready)
    wait(timedelta(minutes=29))
    refusal(ready)
    assert not vendor.account.mail.tests
    wait(timedelta(minutes=2))
    send(ready)
    assert len(vendor.account.mail.tests) == 1


def test_another_test_letter_is_not_taken_for_it(ready: DirectMail, vendor: Vendor, wait: Wait) -> None:
    send(ready)
    wait(timedelta(minutes=1))
    vendor.faults.at(CALL, 1, Fault.RESET_BEFORE)
    assert refusal(ready).kind is ErrorKind.OUTCOME_UNKNOWN


def test_a_refused_one_may_be_sent_again_at_once(ready: DirectMail, vendor: Vendor) -> None:
    vendor.account.ram_user("ops", "dm:SendTestByTemplate")
    assert refusal(ready).kind is not ErrorKind.OUTCOME_UNKNOWN
    assert refusal(ready).code != "test-unknown"
