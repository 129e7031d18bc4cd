"""A part that breaks costs seconds, is named in its own words, and stops nothing that does not need it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from dm_tui.cli import live_account
from dm_tui.domain.account.unknown_figures import Figure, ReadingPart
from dm_tui.providers.alibaba.reading.part_result import PartResult, take_result
from tests.alibaba.conftest import Command
from tests.alibaba.server import AnyAnswer, Fault, Vendor
from tests.alibaba.test_as_documented_reading import fill, status, unknown

BROKEN = AnyAnswer(500, "InternalError")

SHOWING = (
    "status",
    "plans",
    "domains",
    "senders",
    "templates",
    "usage",
    "orders",
    "access",
    "quote 50k",
    "advise --monthly 60k",
)
"""The commands that only show the account."""


@pytest.fixture
def furnished(vendor: Vendor) -> Vendor:
    """An account that has a domain, a template and a plan."""
    fill(vendor)
    return vendor


@pytest.mark.parametrize("answer", [BROKEN, Fault.TIME_OUT_BEFORE, Fault.RESET_BEFORE], ids=str)
def test_a_balance_that_breaks_does_not_hide_the_site(
    live_command: Command, furnished: Vendor, answer: Any
) -> None:
    furnished.faults.every("QueryAccountBalance", answer)
    document = status(live_command)
    assert unknown(document) == {"balance"}
    assert [plan["spec"] for plan in document["plans"]] == ["50k"]


def test_no_call_of_the_first_reading_ends_the_program(live_command: Command, furnished: Vendor) -> None:
    for call in ("QueryAccountBalance", "QueryOrders", "QueryResourcePackageInstances"):
        furnished.faults.every(call, BROKEN)
    assert unknown(status(live_command)) >= {"balance", "plans", "orders"}


@pytest.mark.parametrize("failure", [KeyError("x"), TypeError("x"), AttributeError("x"), RecursionError("x")])
def test_a_part_that_fails_in_a_way_nobody_thought_of_is_not_known(failure: Exception) -> None:
    def wait(seconds: float = 0) -> PartResult:
        raise failure

    result = take_result(ReadingPart.BALANCE, wait)
    assert [figure.what for figure in result.unknown] == [Figure.BALANCE]
    assert result.failure is failure


@pytest.mark.parametrize(
    "call", ["DescribeResourcePackageProduct", "DescAccountSummary", "QueryDomainByParam"]
)
def test_a_read_that_is_answered_with_a_fault_is_tried_twice(
    live_command: Command, furnished: Vendor, call: str
) -> None:
    furnished.faults.every(call, BROKEN)
    document = status(live_command)
    assert furnished.faults.calls[call] == 2
    assert any("answered InternalError (HTTP 500)" in part["why"] for part in document["unknown"])


def test_what_is_not_known_ends_with_one_full_stop(live_command: Command, furnished: Vendor) -> None:
    for call in ("QueryProductList", "GetResourcePackagePrice", "DescAccountSummary"):
        furnished.faults.every(call, BROKEN)
    for words in (("status",), ("plans",), ("buy", "50k", "--accept-terms"), ("access",)):
        ran = live_command(*words)
        assert ".." not in ran.out + ran.err, words
        assert ".;" not in ran.out + ran.err, words


@pytest.mark.parametrize("words", SHOWING)
def test_what_only_shows_works_from_the_last_reading_while_the_identity_is_not_confirmed(
    live_command: Command, furnished: Vendor, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    assert live_command("access").code == 0  # it reads all parts
    furnished.faults.every("GetCallerIdentity", BROKEN)
    monkeypatch.setattr(live_account, "FRESH_FOR", timedelta(0))
    ran = live_command(*words.split())
    assert ran.code == 0, ran.err
    assert "was read" in ran.err


def test_nothing_is_paid_while_the_identity_is_not_confirmed(
    live_command: Command, furnished: Vendor
) -> None:
    assert live_command("buy", "50k", "--accept-terms").code == 3  # a dry run, which tells the price
    paid = furnished.faults.calls["CreateResourcePackage"]
    furnished.faults.every("GetCallerIdentity", BROKEN)
    ran = live_command("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
    assert ran.code not in (0, 3)
    assert furnished.faults.calls["CreateResourcePackage"] == paid
    assert "InternalError" in ran.err
    assert json.loads(live_command("status", "--json").out)["plans"]


@pytest.fixture
def international(furnished: Vendor) -> Vendor:
    """The account at a vendor that sells plans under a product that no page names."""
    furnished.account.product = "dm_bag_intl"
    return furnished


@pytest.mark.parametrize("answer", [AnyAnswer(400, "NotAuthorized"), BROKEN], ids=str)
def test_a_list_of_products_that_cannot_be_read_is_not_nothing_on_sale(
    live_command: Command, international: Vendor, answer: AnyAnswer
) -> None:
    international.faults.every("QueryProductList", answer)
    document = status(live_command)
    assert document["plans"] is None
    assert unknown(document) >= {"plans"}
    assert json.loads(live_command("orders", "--json").out)["elsewhere"] is None
    for words in (("status",), ("plans",), ("buy", "50k", "--accept-terms")):
        ran = live_command(*words)
        said = " ".join((ran.out + ran.err).split())
        assert "DM_TUI_ALIBABA_PRODUCT" in said, words
        assert "offers this account no plan" not in said
        assert "No plans yet" not in said
    if answer is not BROKEN:
        assert "bss:DescribeProduct" in json.loads(live_command("access", "--json").out)["missing"]


def test_a_product_that_is_named_by_hand_needs_no_list(
    live_command: Command, international: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    international.faults.every("QueryProductList", BROKEN)
    monkeypatch.setenv("DM_TUI_ALIBABA_PRODUCT", "dm_bag_intl")
    assert [plan["spec"] for plan in status(live_command)["plans"]] == ["50k"]


def test_plans_are_owned_although_what_is_on_sale_cannot_be_read(
    live_command: Command, international: Vendor
) -> None:
    international.faults.every("DescribeResourcePackageProduct", BROKEN)
    document = status(live_command)
    assert [plan["spec"] for plan in document["plans"]] == ["50k"]
    assert len(json.loads(live_command("orders", "--json").out)["elsewhere"]) == 1


ADVISE = ("advise", "--monthly", "60k")


def test_no_purchase_is_recommended_where_the_owned_plans_are_not_known(
    live_command: Command, furnished: Vendor
) -> None:
    furnished.account.denied = {"bss:DescribeInstances"}
    ran = live_command(*ADVISE)
    assert ran.code == 3
    assert "Your plans are not known" in ran.err
    assert "bss:DescribeInstances" in ran.err
    assert "Recommended" not in ran.out + ran.err


def test_no_purchase_is_recommended_where_the_quota_is_not_known_and_not_given(
    live_command: Command, furnished: Vendor
) -> None:
    furnished.faults.every("DescAccountSummary", BROKEN)
    ran = live_command(*ADVISE)
    assert ran.code == 3
    assert "--daily-quota" in ran.err
    assert live_command(*ADVISE, "--daily-quota", "2000").code == 0
    assert live_command(*ADVISE, "--daily-quota", "none").code == 0


def test_an_account_that_is_not_activated_is_advised_and_told_that_no_quota_counts(
    live_command: Command, vendor: Vendor
) -> None:
    vendor.account.mail.active = False
    ran = live_command(*ADVISE)
    assert ran.code == 0
    assert ran.out.startswith("! Your daily quota could not be read")


@pytest.mark.parametrize(
    "call", ["GetResourcePackagePrice", "DescribeResourcePackageProduct", "QueryProductList"]
)
def test_prices_of_the_guide_are_named_before_what_they_recommend(
    live_command: Command, furnished: Vendor, call: str
) -> None:
    furnished.account.product = "dm_bag_intl"
    furnished.faults.every(call, AnyAnswer(400, "NotAuthorized"))
    if call == "QueryProductList":
        assert live_command(*ADVISE).code == 3  # the owned plans are not known either
        return
    assert "prices of the purchase guide" in live_command(*ADVISE).out.splitlines()[0]
    document = json.loads(live_command(*ADVISE, "--json").out)
    assert document["prices_from"] == "guide"
    assert "prices" in unknown(document)


def test_sizes_that_are_sold_as_several_things_are_listed_with_the_reason(
    live_command: Command, vendor: Vendor
) -> None:
    second = vendor.account.sell_a_second_type()
    ran = live_command("plans")
    assert ran.code == 0
    assert "50k, 500k, 1m, 5m: sold as several things" in ran.out
    assert second.name in ran.out
    document = json.loads(live_command("plans", "--json").out)
    assert [(plan["spec"], plan["price"]) for plan in document["plans"]] == [
        (spec, None) for spec in ("50k", "500k", "1m", "5m")
    ]
    assert unknown(document) == {"prices"}
    ran = live_command(*ADVISE)
    assert (ran.code, "nothing can be recommended" in ran.err) == (3, True)


@pytest.mark.parametrize("answer", [AnyAnswer(403, "Forbidden"), BROKEN], ids=str)
def test_domains_keep_their_status_where_their_records_cannot_be_read(
    live_command: Command, furnished: Vendor, answer: AnyAnswer
) -> None:
    furnished.account.mail.domains[0]["DomainStatus"] = "0"
    furnished.faults.every("DescDomain", answer)
    document = json.loads(live_command("domains", "--json").out)
    shown = [(row["name"], row["verified"], row["records"]) for row in document["domains"]]
    assert shown == [("mail.example.com", True, None)]
    assert unknown(document) == {"records", "verified_since"}
    ran = live_command("domains")
    assert "verified" in ran.out
    assert "not verified" not in ran.out
    assert "Not known: DNS records." in ran.out
    ran = live_command("domains", "show", "mail.example.com")
    assert (ran.code, "Not known: DNS records." in ran.out, "Publish them" in ran.out) == (0, True, False)
    assert live_command("domains", "verify", "mail.example.com", "--dns").code != 0
    assert "domains add" not in live_command("status").out


def test_records_that_were_read_before_stay_where_they_cannot_be_read_now(
    live_command: Command, furnished: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_account, "FRESH_FOR", timedelta(0))
    before = json.loads(live_command("domains", "--json").out)["domains"]
    furnished.faults.every("DescDomain", BROKEN)
    document = json.loads(live_command("domains", "--json").out)
    assert document["domains"][0]["records"] == before[0]["records"]
    assert unknown(document) == {"records"}


def test_what_was_sent_is_not_known_of_an_account_that_is_not_activated(
    live_command: Command, vendor: Vendor
) -> None:
    vendor.account.mail.active = False
    assert status(live_command)["recent"] is None
    document = json.loads(live_command("usage", "--json").out)
    assert (document["statistics"], unknown(document)) == (None, {"statistics"})
    ran = live_command("usage")
    assert "Direct Mail is not activated." in ran.out
    assert "No mail" not in ran.out


def test_an_answer_without_a_price_says_so(live_command: Command, vendor: Vendor) -> None:
    vendor.changes.change("GetResourcePackagePrice", ("Data", "TradePrice"), None)
    ran = live_command("plans")
    assert "Alibaba Cloud's answer has no price." in ran.out
    assert "None" not in ran.out
