"""The same command again, without a key: nobody is sent to twice while its mailing is open or its outcome is
unknown.
"""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.delivery.mailing_run import MailingRun
from dm_tui.services.mailing.sending import Sending
from tests.alibaba.conftest import Command, OpenLive, SetUp
from tests.alibaba.ready_to_send import add_sender_and_template
from tests.alibaba.server import AnyAnswer, Deed, Vendor

FROM = ("send", "--from", "news@mail.example.com")
LETTER = (*FROM, "--to", "ann@example.org", "--subject", "Hello", "--text", "Dear Ann")
LIST = (*FROM, "--to", "ann@example.org", "--template", "welcome", "--as-list")
DONE_UNSAID = AnyAnswer(400, "InternalError", deed=Deed.DONE)


class Killed(BaseException):
    """The program ends here."""


def kill(*_: object, **__: object) -> None:
    raise Killed


@pytest.fixture(autouse=True)
def ready(set_up: SetUp) -> None:
    set_up(prepare).close()


def prepare(live: DirectMail, vendor: Vendor) -> None:
    add_sender_and_template(live, vendor)
    live.connect()


def received(vendor: Vendor) -> int:
    return vendor.account.mail.received("ann@example.org")


@pytest.mark.parametrize(("command", "call"), [(LETTER, "SingleSendMail"), (LIST, "BatchSendMail")])
def test_what_is_unknown_is_settled_first(
    command: tuple[str, ...], call: str, live_command: Command, vendor: Vendor
) -> None:
    hide_details(vendor)
    vendor.faults.at(call, 1, DONE_UNSAID)
    assert live_command(*command).code == 5
    again, dry = live_command(*command, "--json"), live_command(*command, "--dry-run", "--json")
    assert (again.code, again.error()["code"]) == (5, "same-mailing-unknown")
    assert (dry.code, json.loads(dry.err)) == (again.code, json.loads(again.err))
    assert received(vendor) == 1
    assert live_command(*command, "--key", "another").code == 0
    assert received(vendor) == 2


def test_what_was_settled_may_be_sent_again(live_command: Command, vendor: Vendor) -> None:
    hide_details(vendor)
    vendor.faults.at("SingleSendMail", 1, AnyAnswer(400, "InternalError"))
    assert live_command(*LETTER).code == 5
    assert live_command(*LETTER).code == 5
    (mailing,) = (row["id"] for row in live_command("mailings", "--json").document()["mailings"])
    assert live_command("mailings", "settle", mailing, "--all", "--not-delivered").code == 0
    assert live_command(*LETTER).code == 0
    assert received(vendor) == 1


def test_what_was_interrupted_is_resumed(
    live_command: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(MailingRun, "send", kill)
        with pytest.raises(Killed):
            live_command(*LETTER)
    again, dry = live_command(*LETTER, "--json"), live_command(*LETTER, "--dry-run", "--json")
    assert (again.code, again.error()["code"]) == (7, "same-mailing-open")
    assert (dry.code, json.loads(dry.err)) == (again.code, json.loads(again.err))
    assert received(vendor) == 0
    (mailing,) = live_command("mailings", "--json").document()["mailings"]
    assert live_command("mailings", "resume", mailing["id"]).code == 0
    assert received(vendor) == 1


@pytest.fixture
def unreported(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Programs that are killed at their last instant: all is done, and nothing was shown."""
    with monkeypatch.context() as killed:
        killed.setattr(DirectMail, "save_reported", lambda self: None)
        yield killed


@pytest.mark.parametrize("command", [LETTER, LIST], ids=["letter", "list"])
def test_what_was_never_shown_is_refused_with_its_receipt_until_again(
    live_command: Command, vendor: Vendor, unreported: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    first = live_command(*command, "--json").document()
    unreported.undo()
    for _ in range(2):
        again, dry = live_command(*command, "--json"), live_command(*command, "--dry-run", "--json")
        assert (again.code, json.loads(again.err)["error"]["code"]) == (7, "already-sent")
        assert json.loads(again.out) == first, "the receipt"
        assert (dry.code, json.loads(dry.err)) == (again.code, json.loads(again.err))
    assert received(vendor) == 1
    assert live_command(*command, "--again").code == 0
    assert live_command(*command).code == 0, "that one was shown, and so is the first by now"
    assert received(vendor) == 3


def test_a_key_gives_the_receipt_of_what_was_never_shown(
    live_command: Command, vendor: Vendor, unreported: pytest.MonkeyPatch
) -> None:
    first = live_command(*LETTER, "--key", "march", "--json").document()
    unreported.undo()
    for _ in range(2):
        assert live_command(*LETTER, "--key", "march", "--json").document() == first
    assert live_command(*LETTER, "--key", "april").code == 0
    assert received(vendor) == 2


def test_who_resumed_it_and_saw_the_end_may_send_the_same_again(
    live_command: Command, vendor: Vendor, unreported: pytest.MonkeyPatch
) -> None:
    mailing = live_command(*LETTER, "--json").document()["mailing"]
    unreported.undo()
    assert live_command("mailings", "resume", mailing).code == 0
    assert live_command(*LETTER).code == 0
    assert received(vendor) == 2


def test_what_another_program_finished_without_a_word_was_seen_by_nobody(
    live_command: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, open_live: OpenLive
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(Sending, "run", kill)
        with pytest.raises(Killed):
            live_command(*LETTER)
    other = open_live()
    (mailing,) = other.sending.mailings()
    assert other.sending.run(mailing.id).accepted == 1
    other.save_reported()
    other.close()
    assert live_command(*LETTER).code == 7
    assert received(vendor) == 1


def test_what_nobody_received_may_be_sent_again(
    live_command: Command, vendor: Vendor, unreported: pytest.MonkeyPatch
) -> None:
    vendor.faults.at("SingleSendMail", 1, AnyAnswer(400, "InvalidToAddress"))
    assert live_command(*LETTER).code == 7
    unreported.undo()
    live_command("suppressed", "remove", "ann@example.org")
    assert live_command(*LETTER).code == 0
    assert received(vendor) == 1


def test_another_letter_or_another_recipient_is_another_mailing(
    live_command: Command, vendor: Vendor
) -> None:
    hide_details(vendor)
    vendor.faults.at("SingleSendMail", 1, DONE_UNSAID)
    assert live_command(*LETTER).code == 5
    assert live_command(*LETTER[:-1], "Dear Bea").code == 0


def hide_details(vendor: Vendor) -> None:
    """Let the service show nothing of what it took, so that no look-up settles it."""
    vendor.account.mail.details_late = vendor.account.mail.tasks_late = timedelta(hours=5)
