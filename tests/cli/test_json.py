"""Every command's `--json` has the names and shapes of the public contract, and nothing else on stdout."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
AMOUNT = re.compile(r"-?\d+\.\d{2,}", re.ASCII)
ORDER = {"id", "status", "spec", "quantity", "total", "created_at", "paid_at", "payment_method"}
PLAN = {"id", "order_id", "spec", "emails", "left", "purchased_at", "expires_at", "status"}

COMMANDS = (
    ("plans",),
    ("quote", "50k"),
    ("advise", "--monthly", "20k", "--spread", "10"),
    ("buy", "50k", "--accept-terms"),
    ("activate", "--accept-agreement"),
    ("verify", "cn-hangzhou"),
    ("status",),
    ("orders",),
    ("orders", "show", "ORDER"),
    ("orders", "settle", "ORDER"),
    ("access",),
    ("access", "as", "ops"),
    ("sandbox", "load", "busy"),
    ("sandbox", "advance", "1d"),
    ("sandbox", "reset"),
    ("domains",),
    ("domains", "add", "new.example.com"),
    ("senders",),
    ("templates",),
    ("mailings",),
    ("doctor",),
    ("paths",),
)


def money(value: Any) -> Decimal:
    assert set(value) == {"amount", "currency"}
    assert isinstance(value["amount"], str)
    assert value["currency"] == "USD"
    return Decimal(value["amount"])


def leaves(value: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for name, item in value.items() for leaf in leaves(item, f"{path}.{name}")]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item, path)]
    return [(path, value)]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("scenario", ["activated", "busy"])
def test_every_document_keeps_the_contracts_rules(
    dm_tui: Command, scenario: str, arguments: tuple[str, ...]
) -> None:
    dm_tui("sandbox", "load", scenario)
    if "ORDER" in arguments:
        dm_tui("buy", "50k", "--accept-terms")
        order = dm_tui("orders", "--json").document()["orders"][0]["id"]
        arguments = tuple(order if word == "ORDER" else word for word in arguments)
    ran = dm_tui(*arguments, "--json")
    document = ran.document()
    assert isinstance(document, dict)
    assert ran.err == ""
    for path, value in leaves(document):
        name = path.rpartition(".")[2]
        assert not isinstance(value, float), path
        if value is not None and (name.endswith("_at") or name in ("now", "at")):
            assert INSTANT.fullmatch(value), path
        if name in ("id", "order_id", "amount"):
            assert isinstance(value, str), path
        if name == "amount":
            assert AMOUNT.fullmatch(value), path


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_speaks_to_a_person_too(dm_tui: Command, arguments: tuple[str, ...]) -> None:
    dm_tui("sandbox", "load", "activated")
    dm_tui("buy", "50k", "--accept-terms")
    order = dm_tui("orders", "--json").document()["orders"][0]["id"]
    ran = dm_tui(*(order if word == "ORDER" else word for word in arguments))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip()
    assert not ran.out.startswith("{")


def test_plans_are_the_price_table(dm_tui: Command) -> None:
    document = dm_tui("plans", "--json").document()
    assert set(document) == {"plans", "pay_as_you_go", "prices_from", "unknown"}
    assert (document["prices_from"], document["unknown"]) == ("account", [])
    assert [
        (
            plan["spec"],
            plan["emails"],
            money(plan["price"]),
            money(plan["price_per_thousand"]),
            plan["validity_months"],
            plan["break_even_emails"],
        )
        for plan in document["plans"]
    ] == [
        ("50k", 50_000, Decimal("13.05"), Decimal("0.261"), 6, 45_000),
        ("500k", 500_000, Decimal("121.80"), Decimal("0.2436"), 6, 420_000),
        ("1m", 1_000_000, Decimal("230.55"), Decimal("0.23055"), 6, 795_000),
        ("5m", 5_000_000, Decimal("1123.75"), Decimal("0.22475"), 6, 3_875_000),
    ]
    assert money(document["pay_as_you_go"]["price_per_thousand"]) == Decimal("0.29")


@pytest.mark.usefixtures("on_a_fixed_day")
def test_quote_says_the_cost_and_every_warning(dm_tui: Command) -> None:
    document = dm_tui("quote", "500k", "-q", "2", "--json").document()
    assert (document["spec"], document["quantity"], document["emails"]) == ("500k", 2, 1_000_000)
    assert money(document["total"]) == Decimal("243.60")
    assert money(document["pay_as_you_go_total"]) == Decimal("290.00")
    assert money(document["saving"]) == Decimal("46.40")
    assert document["usable_emails"] == 360_000, "2,000 more are free"
    assert money(document["usable_pay_as_you_go_total"]) == Decimal("104.40")
    assert money(document["usable_saving"]) == Decimal("-139.20")
    assert document["break_even_emails"] == 840_000
    assert [warning["code"] for warning in document["warnings"]] == [
        "daily-quota",
        "break-even",
        "non-refundable",
        "not-activated",
    ]
    assert all(warning["message"] for warning in document["warnings"])


def test_a_dry_run_of_a_purchase_is_a_quote_and_buys_nothing(dm_tui: Command) -> None:
    dry_run = dm_tui("buy", "50k", "-q", "2", "--dry-run", "--json").document()
    assert dry_run.keys() == dm_tui("quote", "50k", "-q", "2", "--json").document().keys()
    assert dry_run["total"] == {"amount": "26.10", "currency": "USD"}
    assert dm_tui("orders", "--json").document()["orders"] == []


@pytest.mark.parametrize(
    ("scenario", "missing"),
    [
        ("fresh", ["activation"]),
        ("unverified", ["identity-verification", "activation"]),
        ("ram-user", ["permissions", "activation"]),
        ("activated", []),
    ],
)
def test_access_and_status_say_what_is_missing(dm_tui: Command, scenario: str, missing: list[str]) -> None:
    dm_tui("sandbox", "load", scenario)
    for command in ("access", "status"):
        checks = dm_tui(command, "--json").document()["prerequisites"]
        assert [check["kind"] for check in checks if check["met"] is False] == missing
        shown = dm_tui(command).out
        for check in checks:
            if check["met"] is False:
                assert f"{check['title']}: {check['detail']}" in shown
                assert check["hint"] in shown
    assert ("Nothing is missing." in dm_tui("access").out) is (missing == [])


def test_buy_answers_with_the_paid_order_and_its_plans(dm_tui: Command) -> None:
    document = dm_tui("buy", "50k", "-q", "2", "--accept-terms", "--json").document()
    order = document["order"]
    assert set(order) >= ORDER
    assert (order["status"], order["spec"], order["quantity"]) == ("paid", "50k", 2)
    assert order["payment_method"] == "balance"
    assert money(order["total"]) == Decimal("26.10")
    assert [set(plan) >= PLAN for plan in document["plans"]] == [True, True]
    assert {plan["order_id"] for plan in document["plans"]} == {order["id"]}
    assert dm_tui("orders", "show", order["id"], "--json").document() == document
    assert dm_tui("orders", "--json").document()["orders"] == [order]


def test_activate_answers_with_the_activation(dm_tui: Command) -> None:
    document = dm_tui("activate", "--accept-agreement", "--json").document()
    assert document["pay_as_you_go"]["active"] is True
    again = dm_tui("activate", "--accept-agreement", "--json").document()
    assert again == document


def test_verify_answers_for_every_region(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "unverified")
    document = dm_tui("verify", "us-east-1", "--json").document()
    assert document["verified"]["us-east-1"] is True
    assert document["verified"]["cn-hangzhou"] is False


def test_status_shows_everything_at_a_glance(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "expiring")
    document = dm_tui("status", "--json").document()
    assert document["provider"] == "sandbox"
    assert set(document["account"]) >= {"id", "identity", "region", "verified"}
    assert document["account"]["identity"] == {"kind": "account", "name": "owner"}
    usage = document["pay_as_you_go"]
    assert set(usage) >= {"active", "activated_at", "open_amount", "overdue"}
    assert money(usage["open_amount"]) == 0
    assert set(document["free_quota"]) >= {"left", "left_today"}
    assert set(document["daily_quota"]) >= {"limit", "used"}
    assert [set(plan) >= PLAN for plan in document["plans"]] == [True]
    assert money(document["balance"]) == Decimal("500.00")
    assert document["unread_messages"] >= 1


def test_access_names_what_is_missing(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "ram-user")
    document = dm_tui("access", "--json").document()
    assert document["identity"] == {"kind": "ram-user", "name": "ops"}
    assert document["missing"] == ["AliyunDirectMailFullAccess", "AliyunBSSOrderAccess"]
    document = dm_tui("access", "grant", "AliyunBSSOrderAccess", "--json").document()
    assert document["policies"] == ["AliyunBSSOrderAccess"]
    assert document["missing"] == ["AliyunDirectMailFullAccess"]
    assert dm_tui("access", "as", "buyer", "--json").document()["missing"] == []


@pytest.mark.usefixtures("on_a_fixed_day")
def test_advance_tells_now_and_what_happened(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "expiring")
    before = dm_tui("status", "--json").document()["now"]
    document = dm_tui("sandbox", "advance", "10d", "--json").document()
    assert document["now"] > before
    *reminders, expiry = document["events"]
    assert [event["what"][:8] for event in reminders] == ["reminder"] * len(reminders)
    assert len(reminders) == 4  # the newest that passed already, then 7, 3 and 1 days before
    assert expiry["what"].startswith("plan ")
    assert all(set(event) == {"at", "what"} for event in document["events"])


def test_doctor_exits_with_1_where_a_check_fails(dm_tui: Command, state_path: Path) -> None:
    dm_tui("sandbox", "load", "activated")
    assert dm_tui("doctor").code == dm_tui("doctor", "--json").code == 0
    state_path.chmod(0o644)
    ran = dm_tui("doctor")
    assert (ran.code, ran.err) == (1, "")
    assert "BAD  private" in ran.out
    assert dm_tui("doctor", "--json").code == 1


def test_doctor_lists_checks(dm_tui: Command) -> None:
    checks = dm_tui("doctor", "--json").document()["checks"]
    assert all(set(check) == {"name", "title", "ok", "detail"} for check in checks)
    assert all(check["ok"] for check in checks)
    assert all(re.fullmatch(r"[a-z0-9_-]+", check["name"]) for check in checks), "a code, not a sentence"
    titles = {check["name"]: check["title"] for check in checks}
    assert titles["paid-orders-have-plans"] == "every paid order has its plans"


def test_paths_say_where_files_lie(dm_tui: Command, state_path: object) -> None:
    assert dm_tui("paths", "--json").document()["state"] == str(state_path)
