"""What the service's console can, from the command line of a real account: each command once, from key to
answer.
"""

import sys
from datetime import UTC, datetime

import pytest

from dm_tui.providers.alibaba.api.call_permissions import permissions
from tests.alibaba.conftest import Command
from tests.alibaba.server import Guesses, Vendor
from tests.alibaba.server.bills import VendorBill
from tests.alibaba.server.reports import Counted
from tests.keyring_stand_in import FakeKeyring

SENDER = "news@mail.example.com"


@pytest.fixture
def dm_tui(live_command: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run one command on a real account with a sender address and an approved template."""
    monkeypatch.setitem(sys.modules, "keyring", FakeKeyring())
    mail = vendor.account.mail
    mail.senders.append({"MailAddressId": "1", "AccountName": SENDER, "Sendtype": "batch"})
    mail.templates.append(
        {
            "TemplateId": "7",
            "TemplateName": "welcome",
            "TemplateSubject": "Hello",
            "TemplateText": "<p>Hi</p>",
            "TemplateNickName": "News",
            "TemplateStatus": "2",
            "TemplateComment": "",
        }
    )

    return live_command


def test_bills(dm_tui: Command, vendor: Vendor) -> None:
    vendor.account.bills = [VendorBill("B7", f"{datetime.now(UTC):%Y-%m}", open=2.5, paid=None)]
    answer = dm_tui("bills", "--json").document()
    (bill,) = answer["bills"]
    assert (bill["id"], bill["status"], bill["open_amount"]["amount"]) == ("B7", "open", "2.50")
    assert (bill["emails"], [figure["what"] for figure in answer["unknown"]]) == (None, ["billed_emails"])
    assert "USD 2.50 of bill B7 is open" in dm_tui("bills").out
    assert len(dm_tui("export", "bills").out.splitlines()) == 2
    paying = dm_tui("bills", "pay", "B7")
    assert (paying.code, "you cannot pay them here" in paying.err) == (7, True)


def test_without_a_network_the_last_bills_are_shown_with_their_age(dm_tui: Command, vendor: Vendor) -> None:
    vendor.account.bills = [VendorBill("B7", f"{datetime.now(UTC):%Y-%m}")]
    dm_tui("bills")
    vendor.account.ram_user("ops", "bssapi:QueryBillOverview")
    vendor.go_away()
    ran = dm_tui("bills")
    assert ran.code == 0
    assert "B7" in ran.out


def test_plans_refund(dm_tui: Command, vendor: Vendor) -> None:
    vendor.account.order(50_000)
    (plan,) = vendor.account.plans
    dm_tui("status")
    refund = dm_tui("plans", "refund", plan.id, "--json").document()["refund"]
    assert (refund["amount"]["amount"], refund["refundable"]) == ("13.05", True)
    assert refund["page"].startswith("https://")


def test_senders_password(dm_tui: Command, vendor: Vendor) -> None:
    ran = dm_tui("senders", "password", SENDER)
    assert ran.code == 0
    secret = str(vendor.account.mail.senders[0]["Password"])
    assert secret not in f"{ran.out}{ran.err}"
    assert sys.modules["keyring"].passwords == {("dm-tui", SENDER): secret}


def test_statistics(dm_tui: Command, vendor: Vendor) -> None:
    vendor.account.mail.counted.append(Counted(SENDER, "spring", datetime.now(UTC).date(), 9, 8, opened=5))
    (line,) = dm_tui("statistics", "--json").document()["statistics"]
    assert (line["name"], line["sent"], line["opened"]) == (SENDER, 9, 5)
    vendor.account.ram_user("ops", "dm:GetTrackListByMailFromAndTagName")
    vendor.account.mail.tags.append("spring")
    answer = dm_tui("statistics", "--by", "tag", "--json").document()
    assert [line["opened"] for line in answer["statistics"]] == [None]
    assert [figure["what"] for figure in answer["unknown"]] == ["opens"]


def test_templates(dm_tui: Command, vendor: Vendor) -> None:
    answer = dm_tui("templates", "test", "welcome", "--from", SENDER, "--to", "me@example.org", "--json")
    assert answer.document()["mailing"] == ""
    assert [letter["Email"] for letter in vendor.account.mail.tests] == ["me@example.org"]
    changed = dm_tui("templates", "change", "welcome", "--subject", "Welcome")
    assert "until it is approved again" in changed.out
    assert vendor.account.mail.templates[0]["TemplateSubject"] == "Welcome"


@pytest.mark.parametrize(
    "action",
    [
        "bss:RefundQueryRemainAmount",
        "bssapi:QueryBillOverview",
        "bssapi:QuerySettleBill",
        "dm:GetTrackListByMailFromAndTagName",
        "dm:ModifyMailAddress",
        "dm:ModifyTemplate",
        "dm:QueryTagByParam",
        "dm:SendTestByTemplate",
    ],
)
def test_the_table_of_the_policy_has_what_they_need(action: str) -> None:
    assert action in permissions()


REFUSED = ("bssapi:QueryBillOverview", "bssapi:QuerySettleBill", "dm:SenderStatisticsByTagNameAndBatchID")


@pytest.mark.parametrize("guess", ["detailed", "bare", "older"])
@pytest.mark.parametrize(
    ("words", "key"), [(("bills",), "bills"), (("budget",), "month"), (("statistics",), "statistics")]
)
def test_what_may_not_be_read_is_not_known_and_the_rest_is_shown(
    dm_tui: Command, vendor: Vendor, guess: str, words: tuple[str, ...], key: str
) -> None:
    vendor.account.bills = [VendorBill("B7", f"{datetime.now(UTC):%Y-%m}")]
    vendor.account.guesses = Guesses(denial=guess)
    assert dm_tui("budget", "set", "50").code == 0
    vendor.account.ram_user("ops", *REFUSED)
    answer = dm_tui(*words, "--json").document()
    assert (answer[key]["spent"] if key == "month" else answer[key]) is None
    (unknown,) = answer["unknown"]
    assert any(action in unknown["why"] for action in REFUSED)
    ran = dm_tui(*words)
    assert (ran.code, "not known" in ran.out.lower()) == (0, True)
    if key == "month":
        assert answer["budget"]["limit"]["amount"] == "50.00"


def test_a_month_whose_bills_cannot_be_read_is_not_known_without_a_network_too(
    dm_tui: Command, vendor: Vendor
) -> None:
    dm_tui("status")
    vendor.go_away()
    ran = dm_tui("budget")
    assert ran.code == 0, ran.err
    assert "not known by pay-as-you-go: " in ran.out
    assert "cannot be reached" in ran.out


@pytest.mark.parametrize(
    ("what", "key", "action"),
    [
        ("orders", "elsewhere", "bss:DescribeOrderList"),
        ("usage", "statistics", "dm:SenderStatisticsByTagNameAndBatchID"),
        ("bills", "bills", "bssapi:QueryBillOverview"),
    ],
)
def test_an_export_of_what_may_not_be_read_is_no_empty_table(
    dm_tui: Command, vendor: Vendor, what: str, key: str, action: str
) -> None:
    vendor.account.ram_user("ops", action)
    ran = dm_tui("export", what)
    assert (ran.code, ran.out) == (3, "")
    assert action in ran.err
    answer = dm_tui("export", what, "--json").document()
    assert answer[key] is None
    assert action in answer["unknown"][0]["why"]


def test_a_plan_that_is_not_listed_where_plans_may_not_be_read_may_be_there(
    dm_tui: Command, vendor: Vendor
) -> None:
    vendor.account.ram_user("ops", "bss:DescribeInstances")
    ran = dm_tui("plans", "refund", "DMBAG-1")
    assert (ran.code, "Your plans are not known." in ran.err) == (3, True)


def test_statistics_before_activation_are_not_known(dm_tui: Command, vendor: Vendor) -> None:
    vendor.account.mail.active = False
    answer = dm_tui("statistics", "--json").document()
    assert (answer["statistics"], "not activated" in answer["unknown"][0]["why"]) == (None, True)
