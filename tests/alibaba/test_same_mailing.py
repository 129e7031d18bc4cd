"""The same command again, without a key: nobody is sent to twice while its mailing is open or its outcome is
unknown.
"""

import json
from datetime import timedelta

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.mailing_run import MailingRun
from tests.alibaba.conftest import Command
from tests.alibaba.ready_to_send import add_sender, add_template
from tests.alibaba.server import AnyAnswer, Deed, Vendor

FROM = ("send", "--from", "news@mail.example.com")
LETTER = (*FROM, "--to", "ann@example.org", "--subject", "Hello", "--text", "Dear Ann")
LIST = (*FROM, "--to", "ann@example.org", "--template", "welcome", "--as-list")
DONE_UNSAID = AnyAnswer(400, "InternalError", deed=Deed.DONE)


class Killed(BaseException):
    """The program ends here."""


@pytest.fixture(autouse=True)
def ready(live: DirectMail, vendor: Vendor) -> None:
    add_sender(live, vendor)
    add_template(live, vendor)
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
    def kill(*_: object) -> None:
        raise Killed

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
