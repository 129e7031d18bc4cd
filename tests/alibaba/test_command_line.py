"""The command line on a real account: a dry run until the amount is given, troubles without a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from dm_tui.cli import ask_with_progress as asking
from dm_tui.cli import live_account as live
from dm_tui.domain.purchase import settled_by_user
from dm_tui.providers.alibaba.account import AlibabaAccount
from dm_tui.services import wait_with_progress as waiting
from dm_tui.services.direct_mail import DirectMail
from tests import preloaded
from tests.alibaba.conftest import Command
from tests.alibaba.server import AnyAnswer, Deed, Fault, Vendor
from tests.held import HELD

BUY = ("buy", "50k", "-q", "2", "--accept-terms")


@pytest.fixture
def dm_tui(live_command: Command) -> Command:
    return live_command


def bought(vendor: Vendor) -> int:
    return len(vendor.account.paid_orders)


def test_buying_is_a_dry_run_until_the_amount_is_given(dm_tui: Command, vendor: Vendor) -> None:
    ran = dm_tui(*BUY)
    assert ran.code == 3
    for said in ("Dry run", "USD 26.10", vendor.account.id, "--yes-spend 26.10"):
        assert said in ran.err
    assert bought(vendor) == 0
    assert json.loads(dm_tui("orders", "--json").out)["orders"] == []


@pytest.mark.parametrize("amount", ["26.1", "26.11", "13.05", "26,10", ""])
def test_another_amount_buys_nothing(dm_tui: Command, vendor: Vendor, amount: str) -> None:
    ran = dm_tui(*BUY, "--yes-spend", amount)
    if amount == "26.1":  # the same number
        assert (ran.code, bought(vendor)) == (0, 2)
    else:
        assert (ran.code, bought(vendor)) == (3, 0)
        assert "26.10" in ran.err


def test_the_amount_that_was_shown_buys(dm_tui: Command, vendor: Vendor) -> None:
    ran = dm_tui(*BUY, "--yes-spend", "26.10", "--json")
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    assert document["order"]["status"] == "paid"
    assert {plan["id"] for plan in document["plans"]} == {plan.id for plan in vendor.account.plans}
    assert bought(vendor) == 2
    status = json.loads(dm_tui("status", "--json").out)
    assert status["provider"] == "alibaba"
    assert len(status["plans"]) == 2


def test_a_key_buys_once(dm_tui: Command, vendor: Vendor) -> None:
    for _ in range(2):
        assert dm_tui(*BUY, "--yes-spend", "26.10", "--key", "march").code == 0
    assert bought(vendor) == 2


def test_what_was_and_was_not_bought_is_told_line_by_line(dm_tui: Command, vendor: Vendor) -> None:
    vendor.faults.at("CreateResourcePackage", 2, Fault.DENIED)
    ran = dm_tui("buy", "50k", "-q", "3", "--accept-terms", "--yes-spend", "39.15", "--json")
    assert ran.code == 4
    assert ran.error()["code"] == "partly-bought"
    assert "1 of 3 plans were bought for USD 13.05" in ran.error()["message"]
    (order,) = json.loads(dm_tui("orders", "--json").out)["orders"]
    assert (order["quantity"], order["bought"]) == (3, 1)
    assert order["paid_total"] == {"amount": "13.05", "currency": "USD"}
    (order,) = json.loads(dm_tui("orders", "--json").out)["orders"]
    assert order["status"] == "partly-paid"
    shown = dm_tui("orders", "show", order["id"]).out
    assert f"1 of 3       bought, order {vendor.account.orders[0].id}" in shown
    assert "2 of 3       not bought" in shown
    assert "3 of 3       not bought" in shown


def test_an_unknown_outcome_is_looked_for_and_found(dm_tui: Command, vendor: Vendor) -> None:
    vendor.faults.at("CreateResourcePackage", 1, Fault.LATE)
    ran = dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
    assert ran.code == 0, ran.err
    assert "not known yet" in ran.err
    assert bought(vendor) == 1


def test_an_outcome_that_stays_unknown_is_5_and_is_settled_by_hand(
    dm_tui: Command, vendor: Vendor, wait: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.faults.at("CreateResourcePackage", 1, Fault.RESET_BEFORE)
    ran = dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
    assert ran.code == 5
    (order,) = json.loads(dm_tui("orders", "--json").out)["orders"]
    assert order["id"] in ran.err
    assert dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05").code == 5
    assert dm_tui("orders", "settle", order["id"]).code == 5
    assert dm_tui("orders", "settle", order["id"], "--not-bought").code == 7
    monkeypatch.setattr(settled_by_user, "ORDER_APPEARS_WITHIN", timedelta(0))
    assert dm_tui("orders", "settle", order["id"], "--not-bought").code == 0
    assert dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05").code == 0
    assert bought(vendor) == 1


def test_a_price_that_changed_is_told(dm_tui: Command, vendor: Vendor) -> None:
    vendor.account.prices[50_000] *= 2
    ran = dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
    assert ran.code == 3
    assert "26.10" in ran.err


def test_plans_are_shown_with_their_age_without_a_network(
    dm_tui: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dm_tui("plans").code == 0
    assert dm_tui("status").code == 0
    vendor.go_away()
    ran = dm_tui("plans")
    assert (ran.code, "This was read" in ran.err) == (0, False), "half a minute old is young enough"
    monkeypatch.setattr(live, "FRESH_FOR", timedelta())
    ran = dm_tui("plans")
    assert (ran.code, "This was read" in ran.err) == (0, True), ran.err
    assert "13.05" in ran.out
    ran = dm_tui("status")
    assert (ran.code, "This was read" in ran.err) == (0, True)
    ran = dm_tui("quote", "50k")
    assert (ran.code, "This was read" in ran.err) == (0, True)
    assert dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05").code == 1


def test_activation_tells_the_address(dm_tui: Command, vendor: Vendor) -> None:
    vendor.account.mail.active = False
    assert dm_tui("verify", "ap-southeast-1").code == 0
    ran = dm_tui("activate", "--accept-agreement")
    assert (ran.code, "https://dm.console" in ran.err) == (3, True)
    vendor.account.mail.active = True
    assert dm_tui("activate", "--accept-agreement").code == 0


def test_access_says_who_pays_and_what_is_missing(dm_tui: Command, vendor: Vendor) -> None:
    vendor.account.ram_user("ops", "bss:DescribePrice")
    ran = dm_tui("access")
    assert ran.code == 0
    for said in (vendor.account.id, "environment variables", "bss:DescribePrice", "missing"):
        assert said in ran.out
    document = json.loads(dm_tui("access", "--json").out)
    assert document["missing"] == ["AliyunBSSOrderAccess", "bss:DescribePrice"]


@pytest.mark.parametrize(
    "arguments",
    [("sandbox", "load", "busy"), ("access", "grant", "AliyunBSSOrderAccess"), ("access", "as", "ops")],
)
def test_what_is_for_the_sandbox_is_refused(dm_tui: Command, arguments: tuple[str, ...]) -> None:
    ran = dm_tui(*arguments, "--json")
    assert ran.code == 7
    assert ran.error()["code"] == "sandbox-only"


# The program as a process of its own: the SDK reads the environment when it is imported.


@pytest.fixture
def process(on_the_wire: Vendor, tmp_path: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run the program with an environment of its own."""

    def started(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        env = {
            "HOME": str(tmp_path / "home"),
            "DM_TUI_STATE": str(tmp_path / "alibaba.json"),
            "DM_TUI_PROVIDER": "alibaba",
            "DM_TUI_ALIBABA_ENDPOINT": on_the_wire.endpoint,
            **environment,
        }
        return preloaded.run(*arguments, env=env, text=True)

    return started


KEY = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI-test-key",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "a-secret-that-must-never-be-seen",
}


def test_without_credentials_it_is_said_where_they_are_looked_for(process: Any) -> None:
    ran = process("access")
    assert ran.returncode == 3
    assert "No credentials" in ran.stderr
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("only", list(KEY))
def test_half_a_key_is_named(process: Any, only: str) -> None:
    ran = process("access", **{only: KEY[only]})
    (other,) = set(KEY) - {only}
    assert ran.returncode == 3
    assert f"{only} is set without {other}" in ran.stderr
    assert KEY[only] not in ran.stderr


def test_a_session_of_the_aliyun_cli_that_expired_is_named(process: Any, tmp_path: Path) -> None:
    directory = tmp_path / "home" / ".aliyun"
    directory.mkdir(parents=True)
    profile = {
        "name": "work",
        "mode": "CloudSSO",
        "cloud_sso_sign_in_url": "https://signin.example.com/start/login",
        "cloud_sso_account_id": "1",
        "cloud_sso_access_config": "ac-1",
        "access_token": "an-old-token",
        "cloud_sso_access_token_expire": 1_700_000_000,
    }
    (directory / "config.json").write_text(json.dumps({"current": "work", "profiles": [profile]}))
    ran = process("access")
    assert ran.returncode == 3
    assert "session of the aliyun CLI has expired" in ran.stderr
    assert "an-old-token" not in ran.stderr


def test_temporary_credentials_that_expired_are_named(process: Any, vendor: Vendor) -> None:
    vendor.account.expired_tokens = {"an-old-token"}
    ran = process("access", **KEY, ALIBABA_CLOUD_SECURITY_TOKEN="an-old-token")
    assert ran.returncode == 3
    assert "expired" in ran.stderr
    assert "an-old-token" not in ran.stderr + ran.stdout


def test_a_profile_of_the_aliyun_cli_is_found(process: Any, tmp_path: Path) -> None:
    directory = tmp_path / "home" / ".aliyun"
    directory.mkdir(parents=True)
    profile = {
        "name": "work",
        "mode": "AK",
        "access_key_id": KEY["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        "access_key_secret": KEY["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    }
    (directory / "config.json").write_text(json.dumps({"current": "work", "profiles": [profile]}))
    ran = process("access")
    assert ran.returncode == 0, ran.stderr
    assert "the profile of the aliyun CLI" in ran.stdout


def test_the_profile_that_is_set_signs_whatever_the_shell_has(process: Any, tmp_path: Path) -> None:
    directory, settings = tmp_path / "home" / ".aliyun", tmp_path / "home" / ".config" / "dm-tui"
    for made in (directory, settings):
        made.mkdir(parents=True)
    profile = {"name": "work", "mode": "AK", "access_key_id": "LTAI-of-work", "access_key_secret": "s"}
    (directory / "config.json").write_text(json.dumps({"current": "other", "profiles": [profile]}))
    (settings / "settings.toml").write_text(
        "".join(
            f"[profiles.{name}]\nprovider = 'alibaba'\ncredentials = '{name}'\n" for name in ("work", "gone")
        )
    )
    ran = process("access", **KEY, DM_TUI_PROFILE="work")
    assert "does not know this access key" in ran.stderr, "the key of the shell would have been known"
    ran = process("access", **KEY, DM_TUI_PROFILE="gone")
    assert ran.returncode == 3
    assert "No others were tried" in ran.stderr
    (directory / "config.json").write_text(
        json.dumps(
            {
                "profiles": [
                    profile
                    | {
                        "access_key_id": KEY["ALIBABA_CLOUD_ACCESS_KEY_ID"],
                        "access_key_secret": KEY["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
                    }
                ]
            }
        )
    )
    ran = process("access", DM_TUI_PROFILE="work")
    assert ran.returncode == 0, ran.stderr
    assert "the profile of the aliyun CLI, profile work" in ran.stdout


@pytest.mark.parametrize(
    "host", ["example.com:80", "127.0.0.1.example.com:80", "10.0.0.1:80", "127.0.0.1:80,evil:80"]
)
def test_a_stand_in_elsewhere_is_refused(dm_tui: Command, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """Nobody who sets a variable gets requests signed for a server of his own."""
    monkeypatch.setenv("DM_TUI_ALIBABA_ENDPOINT", host)
    ran = dm_tui("access")
    assert (ran.code, "this computer only" in ran.err) == (2, True)


def test_a_command_that_asks_nothing_loads_no_sdk(process: Any, tmp_path: Path) -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "from dm_tui.cli.main import run\nimport sys\n"
            "run(['--provider', 'alibaba', 'messages'])\n"
            "print([name for name in sys.modules if 'alibabacloud' in name or 'darabonba' in name])",
        ],
        env={"PATH": os.environ["PATH"], "DM_TUI_STATE": str(tmp_path / "alibaba.json")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("on_a_terminal", [True, False])
@pytest.mark.usefixtures("reads_in_threads")
def test_the_seconds_of_a_slow_vendor_are_told_on_a_terminal_only(
    dm_tui: Command, monkeypatch: pytest.MonkeyPatch, on_a_terminal: bool
) -> None:
    looked, connect = Event(), DirectMail.connect

    def once_waited_for(direct_mail: DirectMail, *parts_and_age: Any, **more: Any) -> None:
        assert looked.wait(HELD)
        connect(direct_mail, *parts_and_age, **more)

    def say(said: str) -> None:
        told.append(said)
        looked.set()

    told: list[str] = []
    monkeypatch.setattr(waiting, "PROGRESS_EVERY", 0.01)
    monkeypatch.setattr(DirectMail, "connect", once_waited_for)
    monkeypatch.setattr(asking, "warn", say)
    monkeypatch.setattr(asking, "_say_nothing", lambda _: looked.set())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: on_a_terminal)
    assert dm_tui("status", "--json").document()["provider"] == "alibaba"
    assert ("Still waiting for Alibaba Cloud" in "".join(told)) is on_a_terminal


def test_what_was_printed_is_no_repeated_purchase(dm_tui: Command, vendor: Vendor) -> None:
    for _ in range(2):
        assert dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05").code == 0
    assert bought(vendor) == 2


def test_what_was_never_printed_is_refused_with_its_receipt_until_again(
    dm_tui: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(DirectMail, "save_reported", lambda self: None)
        assert dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05").code == 0
    for _ in range(2):
        again = dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05", "--json")
        assert (again.code, json.loads(again.err)["error"]["code"]) == (7, "already-bought")
        assert json.loads(again.out)["order"]["status"] == "paid"
    assert bought(vendor) == 1
    assert dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05", "--again").code == 0
    assert bought(vendor) == 2


@pytest.mark.parametrize("key", [(), ("--key", "march")])
def test_after_a_refusal_that_charged_all_the_same_you_are_asked_and_nothing_more_is_bought(
    dm_tui: Command, vendor: Vendor, key: tuple[str, ...]
) -> None:
    buy = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05", *key)
    vendor.faults.at("CreateResourcePackage", 1, AnyAnswer(400, "InvalidParameter", deed=Deed.DONE))
    assert dm_tui(*buy).code == 4
    for _ in range(2):
        asked = dm_tui(*buy)
        assert asked.code == 5
        assert vendor.account.plans[0].id in asked.err
    assert bought(vendor) == 1
    (order, *_) = json.loads(dm_tui("orders", "--json").out)["orders"][::-1]
    assert dm_tui("orders", "settle", order["id"], "--is-it", "NOT-SHOWN").code == 2
    assert dm_tui("orders", "settle", order["id"], "--is-it", vendor.account.plans[0].id).code == 0
    assert json.loads(dm_tui("orders", "show", order["id"], "--json").out)["order"]["status"] == "paid"
    assert bought(vendor) == 1


def test_what_is_there_may_be_another_purchase(dm_tui: Command, vendor: Vendor) -> None:
    buy = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05", "--key", "march")
    vendor.faults.at("CreateResourcePackage", 1, Fault.DENIED)
    assert dm_tui(*buy).code == 3
    vendor.account.order(50_000)
    assert dm_tui(*buy).code == 5
    (order,) = json.loads(dm_tui("orders", "--json").out)["orders"]
    dm_tui("orders", "settle", order["id"], "--not-it")
    assert dm_tui(*buy).code == 0
    assert bought(vendor) == 2


def test_an_order_that_was_said_to_be_partly_bought_is_no_repeated_purchase(
    dm_tui: Command, vendor: Vendor
) -> None:
    vendor.faults.at("CreateResourcePackage", 2, Fault.DENIED)
    assert dm_tui(*BUY, "--yes-spend", "26.10").code == 4
    assert dm_tui(*BUY, "--yes-spend", "26.10").code == 0
    assert bought(vendor) == 3


@pytest.mark.parametrize("named", ["plan", "order"])
def test_what_you_say_it_is_is_booked_at_what_was_charged(
    dm_tui: Command, vendor: Vendor, named: str
) -> None:
    vendor.account.coupon, vendor.account.tax_percent = Decimal(5), Decimal(10)
    vendor.faults.at("CreateResourcePackage", 1, Fault.RESET_AFTER)
    assert dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05").code == 5
    (order,) = json.loads(dm_tui("orders", "--json").out)["orders"]
    (sold,) = vendor.account.paid_orders
    settled = dm_tui("orders", "settle", order["id"], "--is-it", sold.plan if named == "plan" else sold.id)
    assert settled.code == 0, settled.err
    receipt = " ".join(settled.out.split())
    assert "Total USD 13.05" in receipt
    assert "Charged USD 8.86, USD 0.81 of it tax" in receipt
    shown = json.loads(dm_tui("orders", "show", order["id"], "--json").out)["order"]
    assert [shown[name]["amount"] for name in ("total", "paid_total", "charged_total", "tax")] == [
        "13.05",
        "8.86",
        "8.86",
        "0.81",
    ]
    assert dm_tui("doctor").code == 0, dm_tui("doctor").out


@pytest.mark.parametrize(
    ("status", "code"), [(400, "NotAuthorized"), (403, "NoPermission"), (400, "Forbidden.UserVerification")]
)
def test_a_purchase_that_is_not_allowed_names_what_lists_the_lack(
    dm_tui: Command, vendor: Vendor, status: int, code: str
) -> None:
    vendor.faults.every("CreateResourcePackage", AnyAnswer(status, code, deed=Deed.NOTHING))
    ran = dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05", "--json")
    error = json.loads(ran.err.splitlines()[-1])["error"]
    assert (ran.code, error["code"]) == (3, "payment-not-allowed")
    assert "dm-tui access" in error["hint"]
    assert bought(vendor) == 0


def test_an_order_that_is_cancelled_was_not_bought(dm_tui: Command, vendor: Vendor) -> None:
    buy = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
    vendor.faults.at("CreateResourcePackage", 1, Fault.UNPAID)
    assert dm_tui(*buy).code == 5
    vendor.account.orders[0].cancelled = True
    (order,) = json.loads(dm_tui("orders", "--json").out)["orders"]
    settled = dm_tui("orders", "settle", order["id"], "--json")
    assert (settled.code, json.loads(settled.out)["order"]["status"]) == (0, "unpaid")
    assert dm_tui(*buy).code == 0
    assert bought(vendor) == 1


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_new_plan_forbids_that_the_order_was_not_bought(
    dm_tui: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, cancelled: bool
) -> None:
    vendor.faults.at("CreateResourcePackage", 1, Fault.UNPAID)
    assert dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05").code == 5
    vendor.account.order(50_000)
    vendor.account.orders[0].cancelled = True
    if not cancelled:
        del vendor.account.orders[0]
    (order,) = json.loads(dm_tui("orders", "--json").out)["orders"]
    pass_an_hour(monkeypatch)
    for choice in ((), ("--not-bought",)):
        asked = dm_tui("orders", "settle", order["id"], *choice)
        assert (asked.code, vendor.account.plans[0].id in asked.err) == (5, True)


@pytest.mark.parametrize("unknown_order", ["empty", "refused"])
def test_an_order_that_is_shown_no_more_is_yours_to_settle_once_it_has_lapsed(
    dm_tui: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, unknown_order: str
) -> None:
    vendor.account.guesses = replace(vendor.account.guesses, unknown_order=unknown_order)
    vendor.faults.at("CreateResourcePackage", 1, Fault.UNPAID)
    assert dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05").code == 5
    vendor.account.orders.clear()
    (order,) = json.loads(dm_tui("orders", "--json").out)["orders"]
    unknown = dm_tui("orders", "settle", order["id"])
    assert (unknown.code, "no longer" in unknown.err) == (5, True)
    early = dm_tui("orders", "settle", order["id"], "--not-bought")
    assert (early.code, "lapses only after an hour" in early.err) == (7, True)
    pass_an_hour(monkeypatch)
    assert dm_tui("orders", "settle", order["id"]).code == 5, "it is for you to decide"
    assert dm_tui("orders", "settle", order["id"], "--not-bought").code == 0


def pass_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    later = lambda self: datetime.now(UTC) + timedelta(minutes=61)  # noqa: E731
    monkeypatch.setattr(AlibabaAccount, "now", later)
