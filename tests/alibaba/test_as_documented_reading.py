"""An account that answers badly: a part that is denied, broken or odd is not known, and the rest works."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from dm_tui.providers.alibaba.api.call_permissions import ACTIONS
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.server import AnyAnswer, Form, Guesses, Vendor, other_ways
from tests.alibaba.server.domains import domains
from tests.alibaba.server.templates import templates

FIGURES = {
    "QueryAccountBalance": "balance",
    "DescribeResourcePackageProduct": "on_sale",
    "GetResourcePackagePrice": "prices",
    "QueryResourcePackageInstances": "plans",
    "QueryOrders": "orders",
    "DescAccountSummary": "daily_quota",
    "SenderStatisticsByTagNameAndBatchID": "statistics",
    "QueryDomainByParam": "domains",
    "DescDomain": "records",
    "QueryMailAddressByParam": "senders",
    "QueryTemplateByParam": "templates",
    "DescTemplate": "templates",
}
"""Which figure of the public contract each read is for."""

DENIALS = {
    "403 NoPermission": AnyAnswer(403, "NoPermission"),
    "403 Forbidden.RAM": AnyAnswer(403, "Forbidden.RAM"),
    "400 as its pages have it": None,
}
BROKEN = {
    "500": AnyAnswer(500, "InternalError"),
    "400 of any code": AnyAnswer(400, "SomethingNobodyKnows"),
    "a web page": AnyAnswer(200, "", Form.HTML),
    "an empty object": AnyAnswer(200, "", Form.EMPTY_OBJECT),
    "a list": AnyAnswer(200, "", Form.LIST),
    "another shape": AnyAnswer(200, "", Form.OTHER_SHAPE),
    "Success: false": AnyAnswer(200, "SomethingNobodyKnows", Form.UNSUCCESSFUL),
}


def is_billing(action: str) -> bool:
    return ACTIONS[action].permission.startswith("bss")


class Part(NamedTuple):
    """One read that goes wrong in one way."""

    action: str
    way: str
    answer: AnyAnswer


PARTS = [
    Part(action, way, answer or AnyAnswer(400, "NotAuthorized" if is_billing(action) else "Forbidden"))
    for action, (way, answer) in itertools.product(FIGURES, {**DENIALS, **BROKEN}.items())
][::3]
"""Each read in three ways or four, and each way for four reads: `test_unknown` has every pair, below JSON."""


def fill(vendor: Vendor) -> None:
    """Own a plan, a domain and a template, so that every read is made."""
    domains(vendor.account, "CreateDomain", {"DomainName": "mail.example.com"})
    template = {"TemplateName": "welcome", "TemplateNickName": "News"}
    templates(vendor.account, "CreateTemplate", {**template, "TemplateSubject": "Hi", "TemplateText": "x"})
    vendor.account.order(50_000)


def status(command: Command) -> dict[str, Any]:
    ran = command("status", "--json")
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    return document


def unknown(document: dict[str, Any]) -> set[str]:
    return {part["what"] for part in document["unknown"]}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.action}, {part.way}")
def test_one_part_is_not_known_and_the_rest_goes_on(
    live_command: Command, vendor: Vendor, part: Part
) -> None:
    fill(vendor)
    vendor.faults.every(part.action, part.answer)
    document = status(live_command)
    assert document["account"]["id"] == vendor.account.id
    figures = {"DescAccountSummary": {"pay_as_you_go", "daily_quota", "free_quota"}}
    assert unknown(document) >= figures.get(part.action, {FIGURES[part.action]})


def test_a_balance_that_may_not_be_read_is_null(live_command: Command, vendor: Vendor) -> None:
    vendor.account.denied = {"bss:DescribeAcccount"}
    document = status(live_command)
    assert document["balance"] is None
    assert "balance" in unknown(document)
    assert "0.00" not in live_command("status").out


def test_quotas_that_may_not_be_read_are_null(live_command: Command, vendor: Vendor) -> None:
    vendor.account.denied = {"dm:DescAccountSummary"}
    document = status(live_command)
    assert document["pay_as_you_go"]["active"] is None
    assert document["daily_quota"] is None or document["daily_quota"]["limit"] is None
    assert "2,000" not in live_command("status").out


@pytest.mark.parametrize("denial", ["detailed", "bare", "older"])
def test_access_names_every_missing_permission(live_command: Command, vendor: Vendor, denial: str) -> None:
    vendor.account.guesses.denial = denial
    missing = {"bss:DescribeAcccount", "bss:DescribeOrderList", "bss:DescribePrice", "dm:QueryDomainByParam"}
    vendor.account.ram_user("ops", *missing)
    ran = live_command("access", "--json")
    assert ran.code == 0, ran.err
    assert missing <= set(json.loads(ran.out)["missing"])


@pytest.mark.parametrize("denial", ["detailed", "bare", "older"])
def test_a_user_without_any_permission_still_gets_an_answer(
    live_command: Command, vendor: Vendor, denial: str
) -> None:
    vendor.account.guesses.denial = denial
    fill(vendor)
    actions = [ACTIONS[action].permission for action in FIGURES]
    vendor.account.ram_user("ops", *actions)
    assert status(live_command)["account"]["identity"]["name"] == "ops"


@pytest.mark.parametrize(("name", "guesses"), other_ways("unknown_product"))
def test_a_product_without_plans_is_passed_over(
    open_live: OpenLive, vendor: Vendor, name: str, guesses: Guesses
) -> None:
    vendor.account.guesses = guesses
    vendor.account.product = "dm_intl_public"  # after the service's own code, which has the same name
    live = open_live()
    live.connect()
    assert [plan.spec for plan in live.purchases.catalogue().plans] == ["50k", "500k", "1m", "5m"]


# Numbers, units, times and what belongs to other products.


def plans_of(direct_mail: DirectMail) -> dict[str, tuple[int, int]]:
    history = direct_mail.overviews.plan_history()
    return {plan.id: (plan.emails, plan.emails - plan.used) for plan in history}


@pytest.mark.parametrize(
    ("unit", "per_unit", "left", "expected"),
    [
        ("", 1, 49_800, 49_800),
        ("封", 1, 49_800, 49_800),
        ("万封", 10_000, 49_800, 49_800),
        ("万封", 10_000, 49_805, 49_805),
        ("千封", 1_000, 49_500, 49_500),
    ],
)
def test_amounts_have_units_and_fractions(
    open_live: OpenLive, vendor: Vendor, unit: str, per_unit: int, left: int, expected: int
) -> None:
    vendor.account.plan_unit = (unit, per_unit)
    order = vendor.account.order(50_000)
    vendor.account.plans[0].left = left
    live = open_live()
    live.connect()
    assert plans_of(live) == {order.plan: (50_000, expected)}


@pytest.mark.parametrize("filtered", [True, False])
def test_plans_of_other_products_are_not_emails(open_live: OpenLive, vendor: Vendor, filtered: bool) -> None:
    vendor.account.guesses.lists_filter = filtered
    vendor.account.own_other_products()
    order = vendor.account.order(50_000)
    live = open_live()
    live.connect()
    assert set(plans_of(live)) == {order.plan}


@pytest.mark.parametrize("filtered", [True, False])
def test_orders_of_other_products_are_not_ours(live_command: Command, vendor: Vendor, filtered: bool) -> None:
    vendor.account.guesses.lists_filter = filtered
    vendor.account.own_other_products()
    order = vendor.account.order(50_000)
    live_command("status")
    shown = live_command("orders", "--json").out
    assert order.id in shown
    for other in vendor.account.orders[:-1]:
        assert other.id not in shown


def test_orders_under_the_code_of_the_service_are_ours(live_command: Command, vendor: Vendor) -> None:
    vendor.account.guesses.order_product = "service"
    order = vendor.account.order(50_000)
    live_command("status")
    assert order.id in live_command("orders", "--json").out


@pytest.mark.parametrize("without_utc", [False, True])
def test_a_time_with_a_z_is_of_beijing(open_live: OpenLive, vendor: Vendor, without_utc: bool) -> None:
    fill(vendor)
    made = vendor.account.clock()
    row = vendor.account.mail.domains[0]
    assert str(row["CreateTime"]).startswith((made + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M"))
    if without_utc:
        del row["UtcCreateTime"]
    live = open_live()
    live.connect()
    (domain,) = live.domains.list()
    assert domain.added_at == made.replace(second=0, microsecond=0)


# Rates.


def test_a_reading_does_not_look_up_dns(open_live: OpenLive, vendor: Vendor) -> None:
    fill(vendor)
    open_live().connect()
    assert vendor.account.mail.dns_lookups == 0


class Minute:
    """A clock that goes on by so many seconds with each command."""

    def __init__(self, pace: float) -> None:
        self.now, self.pace = 0.0, pace

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    "commands", [("status",) * 25, ("plans", "domains", "orders", "templates", "status") * 5]
)
def test_no_command_is_throttled_in_ordinary_use(
    live_command: Command, vendor: Vendor, commands: tuple[str, ...]
) -> None:
    fill(vendor)
    minute = Minute(2.0)
    vendor.rates.enforce(minute)
    for command in commands:
        ran = live_command(command)
        assert ran.code == 0, ran.err
        minute.now += minute.pace
    assert vendor.rates.refused == []


@pytest.mark.parametrize(
    ("command", "own"),
    [
        ("domains", {"QueryDomainByParam", "DescDomain"}),
        ("templates", {"QueryTemplateByParam", "DescTemplate"}),
        ("orders", {"QueryOrders", "GetOrderDetail", "QueryProductList", "DescribeResourcePackageProduct"}),
        (
            "plans",
            {
                "QueryProductList",
                "DescribeResourcePackageProduct",
                "GetResourcePackagePrice",
                "QueryResourcePackageInstances",
                "DescAccountSummary",
            },
        ),
    ],
)
def test_a_command_reads_only_its_part(
    live_command: Command, vendor: Vendor, command: str, own: set[str]
) -> None:
    fill(vendor)
    live_command(command)
    account = {"GetCallerIdentity", "QueryAccountBalance", "DescAccountSummary"}
    assert set(vendor.seen) <= own | account


def test_a_young_reading_serves_what_only_shows(live_command: Command, vendor: Vendor) -> None:
    live_command("status")
    before = vendor.faults.calls["DescAccountSummary"]
    live_command("status")
    assert vendor.faults.calls["DescAccountSummary"] == before


def test_the_verification_of_hangzhou_is_not_known(live_command: Command) -> None:
    assert status(live_command)["account"]["verified"]["cn-hangzhou"] is None


def test_the_date_of_a_template_is_read_from_the_name_that_the_service_gives_it(
    live_command: Command, vendor: Vendor
) -> None:
    """UtcCreatetime, in seconds (vendor's SDK)."""
    content = {"TemplateNickName": "N", "TemplateSubject": "S", "TemplateText": "T"}
    templates(vendor.account, "CreateTemplate", {"TemplateName": "a", **content})
    row = vendor.account.mail.templates[0]
    row["CreateTime"] = ""
    made = datetime.fromtimestamp(int(str(row["UtcCreatetime"])), UTC)
    (template,) = live_command("templates", "--json").document()["templates"]
    assert template["created_at"] == f"{made:%Y-%m-%dT%H:%M:%SZ}"
