"""A null in an answer about a real account has its reason beside it, in `unknown` (public contract)."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.account.unknown_figures import Figure
from tests.alibaba.conftest import Command
from tests.alibaba.server import Vendor
from tests.alibaba.server.account import CHINA, now
from tests.alibaba.test_as_documented_fields import command, hurried_vendor  # noqa: F401
from tests.alibaba.test_odd_answers import COMMANDS, leaves, settle

REASONS = {
    "tax": Figure.TAX,
    "charged_total": Figure.CHARGED,
    "worth": Figure.PLAN_PRICES,
    "emails": Figure.BILLED_EMAILS,
    "submitted_at": Figure.REVIEW_DATES,
    "reviewed_at": Figure.REVIEW_DATES,
    "verified": Figure.VERIFICATION,
    **dict.fromkeys(
        (
            "price_per_thousand",
            "pay_as_you_go_total",
            "saving",
            "usable_pay_as_you_go_total",
            "usable_saving",
            "break_even_emails",
        ),
        Figure.PAY_AS_YOU_GO_PRICE,
    ),
}
"""What explains a null by its name: the account of this test is read whole."""

NOTHING_TO_TELL = {
    "guide_price",  # stands in for a price that is not known
    "verified_at",  # of a domain that is not verified
    "charged_at",  # of a bill that is open
    "runs_out_at",  # of a plan that is not used up
    "activated_at",  # no figure; the vendor tells that it is active
    "open_amount",  # the vendor meters and bills
    "next_bill_at",
    "last_bill",
    "cn-hangzhou",  # a prerequisite says that no call tells
    "met",  # a prerequisite says in its own words why nobody knows
    "done",
    "paid_at",
    "payment_method",
    "key",
    "sold_as",
    "break_even_monthly",
    "break_even",
    "chance_percent",
}


@pytest.mark.parametrize("site", ["international", CHINA])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_each_null_of_a_reading_has_its_reason(
    hurried_vendor: Vendor,  # noqa: F811
    words: tuple[str, ...],
    site: str,
) -> None:
    vendor = hurried_vendor
    settle(vendor)
    if site == CHINA:
        vendor.account.site, vendor.account.currency = CHINA, "CNY"
    with tempfile.TemporaryDirectory() as directory:
        said = command(vendor, Path(directory) / "state.json", *words, "--json")
    if said.code == 0:
        require_reasons(json.loads(said.out))
    else:
        assert site == CHINA, said.err


def require_reasons(document: dict[str, Any]) -> None:
    forecast: Any = document.get("forecast", {})
    parts: Any = (*document.get("unknown", ()), *forecast.get("unknown", ()))
    explained = {str(each["what"]) for each in parts}
    for path, value in leaves(document):
        if value is None and path[-1] not in NOTHING_TO_TELL:
            assert REASONS[str(path[-1])] in explained, f"{path} is null without a reason"


@pytest.mark.parametrize("told", [True, False])
def test_each_null_of_an_order_has_its_reason(live_command: Command, vendor: Vendor, *, told: bool) -> None:
    vendor.account.guesses.list_has_amounts = told
    if not told:
        vendor.changes.change("GetOrderDetail", ("Data", "OrderList", "Order", "Tax"), None)
    document = live_command("buy", "50k", "--accept-terms", "--yes-spend", "13.05", "--json").document()
    require_reasons(document)
    assert (document["order"]["tax"] is None) is not told
    for words in (("orders", "show", document["order"]["id"]), ("orders",)):
        shown = live_command(*words, "--json").document()
        require_reasons(shown)
        assert bool(shown["unknown"]) is not told


def test_what_a_plan_cost_that_was_bought_elsewhere_is_no_figure(
    live_command: Command, vendor: Vendor
) -> None:
    """Neither today's price nor the guide's nor USD 0.00 stands in for it."""
    account = vendor.account
    account.clock = lambda: now() - timedelta(days=1)
    account.order(50_000)
    account.clock = now
    account.mail.count(now().date(), requestCount=7)
    plans = live_command("status", "--json").document()["forecast"]["plans"]
    assert [plan["worth"] for plan in plans] == [None]
    assert "worth" not in live_command("status").out
