"""Mail of unknown outcome is looked up at the service before anybody is asked. Only a find concludes."""

from datetime import timedelta

import pytest

from dm_tui.domain.mailing.letters.letter import make_letter
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.mail.transport import MailTrace
from dm_tui.services.account.region_choice import choose_region
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import OpenLive, SetUp
from tests.alibaba.ready_to_send import add_sender, add_template
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server.mail_account import Detail
from tests.conftest import Wait

SENDER = "news@mail.example.com"
LETTER, SEND = "SingleSendMail", "BatchSendMail"
DETAILS, TASKS = "SenderStatisticsDetailByParam", "QueryTaskByParam"
ANN, BOB = "ann@example.org", "bob@example.org"


@pytest.fixture
def ready(set_up: SetUp) -> DirectMail:
    """A sender address and an approved template; an email shows ten minutes after it was taken."""
    return set_up(prepare)


def prepare(live: DirectMail, vendor: Vendor) -> None:
    add_sender(live, vendor)
    add_template(live, vendor, "Hello {UserName}")
    late = timedelta(minutes=10)
    vendor.account.mail.details_late = vendor.account.mail.tasks_late = late


def send(
    direct_mail: DirectMail, *addresses: str, template: str = "", subject: str = "Hello {UserName}"
) -> Mailing:
    sender = direct_mail.senders.show(SENDER)
    content = (
        direct_mail.templates.show(template).content if template else MailContent(subject=subject, text="Hi")
    )
    letter = make_letter(sender, content).model_copy(update={"template": template})
    recipients = [Recipient(address=address, variables={"UserName": address[:3]}) for address in addresses]
    return direct_mail.sending.run(direct_mail.sending.create(letter, recipients).id)


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.TIME_OUT_AFTER, Fault.ERROR_AFTER])
def test_an_email_that_the_service_took_is_found_once_it_shows(
    ready: DirectMail, vendor: Vendor, wait: Wait, fault: Fault
) -> None:
    vendor.faults.at(LETTER, 1, fault)
    mailing = send(ready, ANN, BOB)
    assert (mailing.accepted, mailing.unknown) == (1, 1), "it does not show yet, which says nothing"
    assert vendor.faults.calls[DETAILS] == 1
    wait(timedelta(minutes=11))
    found = ready.sending.unknown.look_up(mailing.id)
    assert (found.accepted, found.refused, found.unknown, found.charged.emails) == (2, 0, 0, 2)
    assert vendor.faults.calls[LETTER] == 2, "nothing is sent to find it"


def test_an_email_that_never_shows_stays_unknown(ready: DirectMail, vendor: Vendor, wait: Wait) -> None:
    vendor.faults.at(LETTER, 1, Fault.RESET_BEFORE)
    mailing = send(ready, ANN)
    wait(timedelta(hours=5))
    assert ready.sending.unknown.look_up(mailing.id).unknown == 1
    settled = ready.sending.unknown.settle(mailing.id, None, delivered=False)
    assert (settled.unknown, settled.charged.emails) == (0, 0)


def test_what_you_record_does_not_deny_what_the_service_took(
    ready: DirectMail, vendor: Vendor, wait: Wait
) -> None:
    vendor.faults.at(LETTER, 1, Fault.RESET_AFTER)
    mailing = send(ready, ANN)
    wait(timedelta(minutes=11))
    settled = ready.sending.unknown.settle(mailing.id, None, delivered=False)
    assert (settled.accepted, settled.refused, settled.charged.emails) == (1, 0, 1)


def test_another_email_is_not_taken_for_it(ready: DirectMail, vendor: Vendor, wait: Wait) -> None:
    send(ready, ANN, subject="Another subject")
    wait(timedelta(minutes=1))
    vendor.faults.at(LETTER, 1, Fault.RESET_BEFORE)
    mailing = send(ready, ANN)
    at, details = ready.now(), vendor.account.mail.details
    details += [
        Detail(at - timedelta(minutes=3), SENDER, ANN, "Hello ann"),
        Detail(at + timedelta(hours=2), SENDER, ANN, "Hello ann"),
        Detail(at, "else@mail.example.com", ANN, "Hello ann"),
        Detail(at, SENDER, ANN, "Bye ann"),
    ]
    wait(timedelta(hours=6))
    assert ready.sending.unknown.look_up(mailing.id).unknown == 1
    details.append(Detail(at, SENDER, ANN, "Hello ann"))
    assert ready.sending.unknown.look_up(mailing.id).unknown == 0


def test_mail_with_a_twin_is_not_looked_up(ready: DirectMail, vendor: Vendor, wait: Wait) -> None:
    send(ready, ANN)
    vendor.faults.at(LETTER, 1, Fault.RESET_BEFORE)
    mailing = send(ready, ANN)
    wait(timedelta(hours=1))
    assert ready.sending.unknown.look_up(mailing.id).unknown == 1
    assert vendor.faults.calls[DETAILS] == 0, "the answer could not tell which of the two it was"


def test_a_list_that_the_service_took_is_found_by_its_name(
    ready: DirectMail, vendor: Vendor, open_live: OpenLive, wait: Wait
) -> None:
    vendor.faults.at(SEND, 1, Fault.RESET_AFTER)
    addresses = [f"p{number}@example.org" for number in range(300)]
    mailing = send(ready, *addresses, template="welcome")
    assert mailing.unknown == 300
    wait(timedelta(minutes=11))
    again = open_live()
    found = again.sending.run(mailing.id)
    assert (found.accepted, found.unknown, found.charged.emails) == (300, 0, 300)
    assert vendor.faults.calls[TASKS] == 2, "one question for a list, however long it is"
    assert vendor.faults.calls[SEND] == 1


def test_a_list_that_never_left_stays_unknown(ready: DirectMail, vendor: Vendor, wait: Wait) -> None:
    send(ready, ANN, template="welcome")
    vendor.faults.at(SEND, 1, Fault.RESET_BEFORE)
    mailing = send(ready, BOB, template="welcome")
    wait(timedelta(hours=1))
    assert ready.sending.unknown.look_up(mailing.id).unknown == 1


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.THROTTLED, Fault.ERROR_BEFORE, Fault.HTML_BEFORE])
def test_a_service_that_does_not_tell_changes_nothing(
    ready: DirectMail, vendor: Vendor, wait: Wait, fault: Fault
) -> None:
    vendor.faults.at(LETTER, 1, Fault.RESET_AFTER)
    vendor.faults.every(DETAILS, fault)
    mailing = send(ready, ANN)
    wait(timedelta(minutes=11))
    assert ready.sending.unknown.look_up(mailing.id).unknown == 1
    vendor.faults.clear()
    assert ready.sending.unknown.look_up(mailing.id).unknown == 0


@pytest.mark.parametrize(
    ("fault", "recipient", "unknown"), [(Fault.RESET_BEFORE, ANN, 1), (Fault.RESET_AFTER, BOB, 0)]
)
def test_a_test_letter_to_the_same_recipient_is_not_taken_for_it(
    ready: DirectMail, vendor: Vendor, wait: Wait, fault: Fault, recipient: str, unknown: int
) -> None:
    vendor.faults.at(LETTER, 1, fault)
    mailing = send(ready, ANN)
    assert mailing.unknown == 1
    wait(timedelta(minutes=5))
    ready.letter_tests.send("welcome", SENDER, recipient)
    wait(timedelta(minutes=11))
    assert ready.sending.unknown.look_up(mailing.id).unknown == unknown


def test_mail_is_looked_for_in_the_region_that_sent_it(
    ready: DirectMail, vendor: Vendor, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each region has mail of its own, whichever is in use by now."""
    asked: list[str] = []

    def shows(client: Client, trace: MailTrace) -> bool:
        asked.append(client.region)
        return True

    vendor.faults.at(LETTER, 1, Fault.RESET_AFTER)
    mailing = send(ready, ANN)
    choose_region(ready.provider.account, "us-east-1")
    monkeypatch.setattr("dm_tui.providers.alibaba.sent_mail.has_sent", shows)
    assert ready.sending.unknown.look_up(mailing.id).accepted == 1
    assert asked == ["ap-southeast-1"]
    assert ready.prerequisites.account().region == "us-east-1"
