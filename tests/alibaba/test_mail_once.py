"""Whatever the service answers: nobody receives a letter or the mail of a list twice, and no outcome is
invented.
"""

import os
from fnmatch import fnmatchcase
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter import Letter, make_letter
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.providers.alibaba import list_transport
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import SetUp
from tests.alibaba.ready_to_send import add_sender_and_template
from tests.alibaba.server import AnyAnswer, Deed, Form, Vendor
from tests.alibaba.server.refusals import EVERY_CALL, SENDING

SENDER = "news@mail.example.com"
LETTER, SEND, SAVE, MAKE = "SingleSendMail", "BatchSendMail", "SaveReceiverDetail", "CreateReceiver"
LIST_SIZE, PER_CALL = 25, 10
"""A list is filled in three calls, as one of 1,200 recipients is."""

LISTS = int(os.environ.get("DM_TUI_LISTS", "10"))
LETTERS = int(os.environ.get("DM_TUI_LETTERS", "25"))
"""How many answers to the calls of a list, and to those of a letter, are tried; a long run sets more."""

A_NO = (
    "NotApplicable",
    "NotAuthorized",
    "Forbidden*",
    "NoPermission*",
    "MissingParameter*",
    "Invalid*",
    "*NotFound*",
    "Throttling*",
    "EmailFormatError",
    "EmailLengthError",
)
"""The codes that certainly mean that nothing was done, as the vendor documents them."""

CODES = sorted(
    {refusal.code for refusal in (*EVERY_CALL, *SENDING)} | {"", "EmailFormatError", "QuotaExceed.Receiver"}
)
STATUSES = (200, 202, 301, 400, 403, 404, 409, 429, 500, 502, 503, 599)
ONE_RECIPIENT = (
    "InvalidToAddress",
    "EmailFormatError",
    "EmailLengthError",
    "InvalidSendMail.Spam",
    "InvalidReceiverName.Malformed",
)

numbers = count()


def is_certain(answer: AnyAnswer) -> bool:
    """Say whether documents and sense allow nothing to have been done before this answer."""
    told = answer.form in (Form.CODED, Form.UNSUCCESSFUL, Form.HUGE)
    return told and answer.status < 500 and any(fnmatchcase(answer.code, pattern) for pattern in A_NO)


@st.composite
def answers(draw: st.DrawFn) -> AnyAnswer:
    """Any status, code and body, before or after the deed; a certain no comes before it."""
    code = draw(st.sampled_from(CODES) | st.text(max_size=20))
    answer = AnyAnswer(draw(st.sampled_from(STATUSES)), code, draw(st.sampled_from(list(Form))))
    done = not is_certain(answer) and draw(st.booleans())
    return AnyAnswer(answer.status, code, answer.form, Deed.DONE if done else Deed.NOTHING)


class Account(NamedTuple):
    """An account that can send, and what the vendor says of it."""

    direct_mail: DirectMail
    vendor: Vendor

    def letter(self, template: str = "") -> Letter:
        content = self.direct_mail.templates.show("welcome").content
        letter = make_letter(self.direct_mail.senders.show(SENDER), content)
        return letter.model_copy(update={"template": template})

    def send(self, letter: Letter, recipients: list[Recipient], key: str) -> Mailing:
        """Give the same command, as a user who does not know what became of it does."""
        mailing = self.direct_mail.sending.create(letter, recipients, key=key)
        try:
            return self.direct_mail.sending.run(mailing.id)
        except DirectMailError:
            return self.direct_mail.sending.mailing(mailing.id)

    def received(self, recipients: list[Recipient]) -> list[str]:
        addresses = {recipient.address for recipient in recipients}
        sent = (mail["ToAddress"] for mail in self.vendor.account.mail.sent)
        return [address for address in sent if address in addresses]


@pytest.fixture
def account(set_up: SetUp, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setattr(list_transport, "RECIPIENTS_PER_CALL", PER_CALL)
    return Account(set_up(prepare), vendor)


def prepare(live: DirectMail, vendor: Vendor) -> None:
    vendor.account.mail.daily_quota = 10**9
    live.connect()
    add_sender_and_template(live, vendor)


def people(size: int) -> list[Recipient]:
    batch = next(numbers)
    return [Recipient(address=f"p{number}.{batch}@example.org") for number in range(size)]


once = settings(
    max_examples=LETTERS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@once
@given(answer=answers(), number=st.integers(1, 3))
@example(answer=AnyAnswer(400, "InternalError", Form.CODED, Deed.DONE), number=1)
@example(answer=AnyAnswer(200, "InternalError", Form.UNSUCCESSFUL, Deed.DONE), number=2)
@example(answer=AnyAnswer(404, "SomethingNobodyKnows", Form.CODED, Deed.DONE), number=1)
@example(answer=AnyAnswer(200, "InternalError", Form.CODED, Deed.NOTHING), number=1)
def test_a_letter_is_received_once(account: Account, answer: AnyAnswer, number: int) -> None:
    recipients, key = people(3), f"key-{next(numbers)}"
    account.vendor.faults.at(LETTER, number, answer)
    for _ in range(3):
        mailing = account.send(account.letter(), recipients, key)
    account.vendor.faults.clear()
    received = account.received(recipients)
    assert len(received) == len(set(received))
    if answer.form is not Form.GENUINE:
        assert mailing.accepted <= len(received), "none is said to be sent that was not"
    assert mailing.accepted + mailing.unknown >= len(received), "none is said to be refused that was sent"


@settings(once, max_examples=LISTS)
@given(answer=answers(), action=st.sampled_from([SEND, SEND, SAVE, MAKE]), number=st.integers(1, 3))
@example(answer=AnyAnswer(400, "InternalError", Form.CODED, Deed.DONE), action=SEND, number=1)
@example(answer=AnyAnswer(200, "SomethingNobodyKnows", Form.UNSUCCESSFUL, Deed.DONE), action=SEND, number=1)
@example(answer=AnyAnswer(200, "", Form.EMPTY_OBJECT, Deed.NOTHING), action=SEND, number=1)
@example(answer=AnyAnswer(400, "InternalError", Form.CODED, Deed.DONE), action=SAVE, number=2)
@example(answer=AnyAnswer(200, "InternalError", Form.CODED, Deed.NOTHING), action=SAVE, number=1)
@example(answer=AnyAnswer(500, "Throttling", Form.CODED, Deed.DONE), action=SAVE, number=1)
def test_the_mail_of_a_list_is_received_once(
    account: Account, answer: AnyAnswer, action: str, number: int
) -> None:
    recipients, key = people(LIST_SIZE), f"key-{next(numbers)}"
    account.vendor.account.mail.lists.clear()
    account.vendor.faults.at(action, number if action == SAVE else 1, answer)
    for _ in range(3):
        mailing = account.send(account.letter("welcome"), recipients, key)
    account.vendor.faults.clear()
    received = account.received(recipients)
    assert len(received) == len(set(received))
    if answer.form is not Form.GENUINE:
        assert mailing.accepted <= len(received)
    assert mailing.accepted + mailing.unknown >= len(received)


@pytest.mark.usefixtures("one_after_another")
@pytest.mark.parametrize("code", ONE_RECIPIENT)
def test_the_fault_of_one_recipient_is_named_and_the_others_get_theirs(account: Account, code: str) -> None:
    recipients = people(12)  # a doubtful refusal is this one's own where others are accepted after it
    account.vendor.account.mail.refusals[recipients[1].address] = (400, code)
    mailing = account.send(account.letter(), recipients, f"key-{code}")
    assert (mailing.accepted, mailing.refused, mailing.unknown) == (11, 1, 0)
    (refused,) = account.direct_mail.sending.refused_entries(mailing.id)
    assert refused.address not in account.received(recipients)
    assert code in refused.words


@pytest.mark.parametrize(
    "code", ["InvalidReplyAddress", "InvalidFromAlias.Malformed", "InvalidSubject.Malformed", "InvalidBody"]
)
def test_the_fault_of_a_letter_is_never_a_recipient_s(account: Account, code: str) -> None:
    recipients = people(3)
    account.vendor.faults.every(LETTER, AnyAnswer(400, code))
    mailing = account.send(account.letter(), recipients, f"key-{code}")
    assert (mailing.refused, mailing.unknown, mailing.status) == (0, 0, "paused")
    assert code in mailing.words
    account.vendor.faults.clear()
    assert account.send(account.letter(), recipients, f"key-{code}").accepted == 3


def test_a_spam_filter_that_refuses_everyone_pauses(account: Account) -> None:
    account.vendor.account.guesses.spam_means = "the account"
    account.vendor.account.mail.daily_quota = 0
    recipients = people(10)
    mailing = account.send(account.letter(), recipients, "key-spam")
    assert mailing.status == "paused"
    assert (mailing.accepted, mailing.refused, mailing.unknown) == (0, 0, 0)
    account.vendor.account.mail.daily_quota = 10**9
    done = account.send(account.letter(), recipients, "key-spam")
    assert done.accepted == len(recipients)


@pytest.mark.usefixtures("one_after_another")
def test_single_recipients_whom_the_filter_refuses_are_passed_over(account: Account) -> None:
    recipients = people(12)
    for recipient in recipients[::3]:
        account.vendor.account.mail.refusals[recipient.address] = (400, "InvalidSendMail.Spam")
    mailing = account.send(account.letter(), recipients, "key-some-spam")
    assert (mailing.accepted, mailing.refused) == (8, 4)
