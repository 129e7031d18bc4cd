"""What cannot be read is not known, in words and in JSON.

The rest works, and no other figure stands in its place.
"""

import json
from typing import Any

import pytest

from dm_tui.domain.account.unknown_figures import Figure
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server import direct_mail as direct_mail_service
from tests.alibaba.server.answers import AnyAnswer, Form
from tests.alibaba.turns import in_turns

READS = {
    "QueryAccountBalance": {Figure.BALANCE},
    "DescribeResourcePackageProduct": {Figure.ON_SALE, Figure.PRICES},
    "GetResourcePackagePrice": {Figure.PRICES},
    "QueryResourcePackageInstances": {Figure.PLANS},
    "QueryOrders": {Figure.ORDERS},
    "DescAccountSummary": {Figure.PAY_AS_YOU_GO, Figure.DAILY_QUOTA, Figure.FREE_QUOTA, Figure.STANDING},
    "SenderStatisticsByTagNameAndBatchID": {Figure.STATISTICS, Figure.SENT_TODAY},
    "QueryDomainByParam": {Figure.DOMAINS},
    "DescDomain": {Figure.RECORDS},
    "QueryMailAddressByParam": {Figure.SENDERS},
    "QueryTemplateByParam": {Figure.TEMPLATES},
}
"""What is not known without each read."""

DENIALS = (
    AnyAnswer(400, "NotAuthorized", message="This API is not authorized for caller."),
    AnyAnswer(403, "Forbidden", message="User not authorized to operate on the specified resource."),
    AnyAnswer(400, "Forbidden.RAM", message="User not authorized to operate on the specified resource."),
    AnyAnswer(403, "NoPermission", message="You are not authorized to do this action."),
    AnyAnswer(403, "SomethingElse", message="No."),
)

TROUBLES = (
    *DENIALS,
    Fault.ERROR_BEFORE,
    Fault.HTML_BEFORE,
    Fault.TRUNCATED,
    Fault.RESET_BEFORE,
    Fault.TIME_OUT_BEFORE,
    Fault.THROTTLED,
    Fault.NOT_A_SUCCESS,
    AnyAnswer(200, form=Form.OTHER_SHAPE),
    AnyAnswer(200, form=Form.LIST),
    AnyAnswer(200, form=Form.EMPTY),
    AnyAnswer(500, form=Form.HUGE),
)


@pytest.fixture
def furnished(vendor: Vendor) -> Vendor:
    """An account that has one of everything."""
    vendor.account.order(50_000)
    direct_mail_service.answer(vendor.account, "CreateDomain", {"DomainName": "mail.example.com"})
    return vendor


@pytest.mark.parametrize(("action", "trouble"), in_turns(list(READS), TROUBLES, 5), ids=str)
def test_a_read_that_fails_leaves_the_rest(
    furnished: Vendor, open_live: OpenLive, action: str, trouble: Any
) -> None:
    furnished.faults.every(action, trouble)
    direct_mail = open_live()
    direct_mail.connect()
    unknown = {figure.what for figure in direct_mail.overviews.overview().unknown}
    assert unknown == READS[action]
    assert all(figure.why for figure in direct_mail.overviews.overview().unknown)


@pytest.mark.parametrize("words", [("quote", "50k"), ("buy", "50k", "--dry-run")], ids=" ".join)
def test_a_quote_without_the_daily_quota_says_why_beside_its_null(
    live_command: Command, vendor: Vendor, words: tuple[str, ...]
) -> None:
    vendor.account.order(50_000)
    vendor.account.denied = {"dm:DescAccountSummary"}
    assert live_command("plans").code == 0  # the plan shows that the account is verified
    quote = json.loads(live_command(*words, "--json").out)
    assert quote["usable_emails"] is None
    assert any(part["what"] == "daily_quota" and part["why"] for part in quote["unknown"])


def test_a_quote_without_the_plans_you_own_says_so_and_has_no_saving(
    live_command: Command, vendor: Vendor
) -> None:
    vendor.account.order(50_000)
    vendor.faults.every("QueryResourcePackageInstances", DENIALS[0])
    quote = json.loads(live_command("quote", "50k", "--json").out)
    assert (quote["owned_emails"], quote["usable_emails"], quote["usable_saving"]) == (None, None, None)
    assert any(part["what"] == "plans" and part["why"] for part in quote["unknown"])
    assert "plans that you own, which could not be read" in live_command("quote", "50k").out


def test_a_quote_without_the_free_quota_has_no_saving_and_says_why(
    live_command: Command, vendor: Vendor
) -> None:
    mail = vendor.account.mail
    mail.daily_quota = 250  # a new account's free quota decides whether a plan saves
    mail.free_left = mail.free_left_today = None  # type: ignore[assignment]
    ran = live_command("quote", "50k", "--json").document()
    assert [ran[name] for name in ("usable_emails", "usable_saving", "free_left")] == [None] * 3
    assert Figure.FREE_QUOTA in {figure["what"] for figure in ran["unknown"]}
    assert "your free quota, which could not be read" in live_command("quote", "50k").out
