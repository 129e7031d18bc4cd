"""A deed that changes a figure ends the reading of it, however young: what was read before is not shown."""

from datetime import timedelta

import pytest

from dm_tui.cli import requirements
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command
from tests.alibaba.ready_to_send import NAME, add_sender, add_template
from tests.alibaba.server import AnyAnswer, Fault, Vendor
from tests.alibaba.server.account import now
from tests.alibaba.server.reports import Counted
from tests.alibaba.server.sending import today

SENDER = f"news@{NAME}"
SEND = ("send", "--from", SENDER, "--to", "ada@example.com", "--subject", "Hi", "--text", "Hello")
TEST = ("templates", "test", "welcome", "--from", SENDER, "--to", "ada@example.com")
BUY = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05")


@pytest.fixture
def ready(live: DirectMail, vendor: Vendor, live_command: Command) -> Command:
    add_sender(live, vendor)
    add_template(live, vendor)
    vendor.account.clock = now
    live_command("status")
    return live_command


def sent(command: Command) -> int:
    return sum(day["sent"] for day in command("usage", "--json").document()["statistics"])


@pytest.mark.parametrize("fault", [None, Fault.RESET_AFTER])
def test_what_was_sent_is_counted_at_once(ready: Command, vendor: Vendor, fault: Fault | None) -> None:
    assert sent(ready) == 0
    if fault is not None:
        vendor.faults.at("SingleSendMail", 1, fault)
    ready(*SEND)
    assert sent(ready) == 1
    asked = vendor.faults.calls["SenderStatisticsByTagNameAndBatchID"]
    assert sent(ready) == 1
    assert vendor.faults.calls["SenderStatisticsByTagNameAndBatchID"] == asked, "that reading is young again"


def test_so_is_a_test_letter(ready: Command, vendor: Vendor) -> None:
    assert sent(ready) == 0
    assert ready(*TEST).code == 0
    vendor.account.mail.count(today(vendor.account), requestCount=1)
    assert sent(ready) == 1


@pytest.mark.parametrize("deed", [SEND, TEST], ids=["send", "test"])
def test_a_report_is_made_again_after_mail(ready: Command, vendor: Vendor, deed: tuple[str, ...]) -> None:
    assert ready("statistics", "--json").document()["statistics"] == []
    assert ready(*deed).code == 0
    vendor.account.mail.counted.append(Counted(SENDER, "", today(vendor.account), 1, 1))
    (line,) = ready("statistics", "--json").document()["statistics"]
    assert line["sent"] == 1


def test_a_purchase_of_unknown_outcome_ends_what_was_read_of_plans_and_balance(
    ready: Command, vendor: Vendor
) -> None:
    vendor.account.plans_late = vendor.account.orders_late = 12
    vendor.faults.at("CreateResourcePackage", 1, Fault.RESET_AFTER)
    assert ready(*BUY).code == 5
    for plan in vendor.account.plans:
        plan.hidden = 0
    shown = ready("status", "--json").document()
    assert [plan["emails"] for plan in shown["plans"]] == [50_000]
    assert shown["balance"]["amount"] == "1221.45"


@pytest.mark.parametrize(
    "words", [SEND, TEST, ("domains", "add", "other.example.com"), (*SEND, "--tag", "fresh")], ids=str
)
def test_an_account_that_was_deactivated_is_told_so_from_the_first_refusal_on(
    ready: Command, vendor: Vendor, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requirements, "JUST_READ", timedelta(0))
    vendor.account.mail.active = False
    ran = ready(*words)
    assert "Direct Mail is not activated" in ran.err
    shown = ready("status", "--json").document()
    assert shown["pay_as_you_go"]["active"] is False
    again = ready(*words)
    assert (again.code, "Activation is not complete" in again.err) == (3, True)
    vendor.account.mail.active = True
    assert "Activation is not complete" not in ready(*words).err


def test_an_account_that_may_not_send_any_more_is_read_again(ready: Command, vendor: Vendor) -> None:
    vendor.account.mail.status = 1
    vendor.faults.at("SingleSendMail", 1, AnyAnswer(400, "InvalidUser.Frozen"))
    ready(*SEND)
    assert "frozen" in ready("status").out


@pytest.mark.parametrize("status", [1, 2, 4, 8], ids=["frozen", "overdue", "restricted", "deleted"])
def test_an_account_that_may_send_again_does(ready: Command, vendor: Vendor, status: int) -> None:
    vendor.account.mail.status = status
    vendor.faults.at("SingleSendMail", 1, AnyAnswer(400, "InvalidUser.Frozen"))
    ready(*SEND)
    ready("status")
    for letter in (("--subject", "One"), ("--subject", "Two")):
        assert ready(*SEND, *letter).code == 7
    vendor.account.mail.status = 0
    ran = ready(*SEND, "--subject", "Three")
    assert ran.code == 0, ran.err


def test_a_mailing_of_an_account_that_may_send_again_goes_on(ready: Command, vendor: Vendor) -> None:
    vendor.account.mail.status = 1
    vendor.faults.every("SingleSendMail", AnyAnswer(400, "InvalidUser.Frozen"))
    assert ready(*SEND).code == 7
    ready("status")
    (mailing,) = ready("mailings", "--json").document()["mailings"]
    assert "not sending for this account" in ready("mailings", "resume", mailing["id"]).err
    vendor.account.mail.status = 0
    vendor.faults.clear()
    ran = ready("mailings", "resume", mailing["id"])
    assert ran.code == 0, ran.err
