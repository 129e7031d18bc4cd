"""The console of an account of which little can be read: not known is neither done, nor to do."""

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import app
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.server import AnyAnswer, Vendor
from tests.tui.journey import User, sit_down

SitDown = Callable[..., AbstractAsyncContextManager[User]]

UNREAD = (
    "DescAccountSummary",
    "QueryDomainByParam",
    "QueryMailAddressByParam",
    "QueryTemplateByParam",
    "SenderStatisticsByTagNameAndBatchID",
    "QueryResourcePackageInstances",
)

SENDING_STEPS = ("domain", "sender address", "template (optional)", "first email")


@pytest.fixture(autouse=True)
def only_the_steps_that_are_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)


@pytest.fixture
def refusing(vendor: Vendor) -> Vendor:
    """A vendor that sold one plan and now refuses all reads but those of the identity and the prices."""
    vendor.account.order(50_000)
    _refuse(vendor)
    return vendor


def _refuse(vendor: Vendor) -> None:
    for call in UNREAD:
        vendor.faults.every(call, AnyAnswer(403, "Forbidden", message="User not authorized."))


@pytest.fixture
def console(open_live: OpenLive, live: DirectMail, vendor: Vendor) -> SitDown:
    """Sit down at the console of an account whose plan was read before everything was refused."""
    vendor.account.order(50_000)
    live.connect()
    _refuse(vendor)
    live.set_preferences(prompt_activation=False)
    return lambda size=(110, 32): sit_down(open_live(), size)


async def test_steps_that_are_not_known_are_neither_done_nor_next(console: SitDown) -> None:
    async with console() as user:
        await user.sees("console")
        await user.until(lambda: "? domain" in user.reads("#overview-text"), "what is not known")
        shown = user.reads("#overview-text")
        for step in ("sender address", "template (optional)", "first email"):
            assert f"? {step}" in shown
        assert "→ 5" not in shown


async def test_not_known_is_not_cannot(console: SitDown) -> None:
    async with console() as user:
        await user.sees("console")
        await user.presses("6")
        await user.until(
            lambda: "It is not known how much you can send today." in user.reads("#send-today"), "why"
        )
        await user.presses("n")
        await user.until(
            lambda: "Your sender addresses are not known." in "\n".join(user.rows()), "the refusal"
        )
        assert "Add a sender address first" not in "\n".join(user.rows())


def test_status_names_no_next_step_that_may_be_done(refusing: Vendor, live_command: Command) -> None:
    ran = live_command("status", "--json")
    steps = {step["title"]: step["done"] for step in json.loads(ran.out)["next_steps"]}
    assert [steps[step] for step in SENDING_STEPS] == [None] * 4
    assert "Next:" not in live_command("status").out


def test_status_names_the_next_step_of_an_account_that_was_read(
    vendor: Vendor, live_command: Command
) -> None:
    vendor.account.order(50_000)
    steps = {
        step["title"]: step["done"] for step in json.loads(live_command("status", "--json").out)["next_steps"]
    }
    assert [steps[step] for step in SENDING_STEPS] == [False] * 4
    assert "dm-tui domains add" in live_command("status").out


async def test_who_cannot_buy_opens_the_console_from_the_first_step(
    open_live: OpenLive, vendor: Vendor
) -> None:
    vendor.account.order(50_000)
    vendor.faults.every("GetResourcePackagePrice", AnyAnswer(400, "NotAuthorized", message="Not authorized."))
    async with sit_down(open_live(), (80, 24)) as user:
        await user.until(lambda: "No plan can be bought now" in user.reads("#total"), "what is missing")
        await user.until(lambda: "o Console" in user.rows()[-1], "the key")
        await user.presses("o")
        await user.sees("console")
        await user.until(lambda: "50,000 of 50,000" in "\n".join(user.rows()), "the plan")
    async with sit_down(open_live(), (80, 24)) as user:
        await user.sees("console")


async def test_direct_mail_is_activated_without_the_prices_of_plans(
    open_live: OpenLive, vendor: Vendor, live_command: Command
) -> None:
    vendor.faults.every("GetResourcePackagePrice", AnyAnswer(400, "NotAuthorized", message="Not authorized."))
    vendor.account.mail.active = False
    vendor.account.order(50_000)  # the account is verified, then
    async with sit_down(open_live(), (80, 24)) as user:
        await user.sees("prerequisites")
        await user.until(lambda: user.can_go_on, "the account read")
        assert "! Prices:" in user.reads("#checks")
        await user.goes_on()
        await user.sees("billing-model")
        assert "Missing:" in user.reads("#reason")
        assert "prices" in user.reads("#reason")
        await user.chooses("pay-as-you-go")
        await user.goes_on()
        await user.sees("activation")
    vendor.account.mail.active = True
    assert live_command("activate", "--accept-agreement").code == 0


async def test_a_permission_that_is_missing_has_no_tick_though_it_stops_no_purchase(
    live_command: Command, open_live: OpenLive, vendor: Vendor
) -> None:
    vendor.account.order(50_000)  # the account is verified, then
    vendor.account.ram_user("ops", "dm:QueryDomainByParam")
    async with sit_down(open_live(), (80, 40)) as user:
        await user.sees("prerequisites")
        await user.until(lambda: user.can_go_on, "the account read")
        said = user.reads("#checks")
        assert "! Permissions: RAM user ops lacks" in said
        assert "dm-tui access policy" in " ".join(said.split())
    lines = live_command("access").out.splitlines()
    assert any(line.startswith("partly   Permissions:") for line in lines)
    assert any("dm-tui access policy" in line for line in lines)
