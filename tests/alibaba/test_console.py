"""The console on a real account: what the service says, how old it is, and that a slow or absent vendor is no
wall.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, timedelta
from decimal import Decimal

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import app
from tests.alibaba.conftest import OpenLive
from tests.alibaba.ready_to_send import add_sender, add_template
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server.bills import VendorBill
from tests.alibaba.server.reports import Counted
from tests.conftest import Wait
from tests.tui.journey import User, sit_down

SitDown = Callable[..., AbstractAsyncContextManager[User]]


@pytest.fixture(autouse=True)
def only_the_steps_that_are_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)


@pytest.fixture
def console(open_live: OpenLive, vendor: Vendor, live: DirectMail) -> SitDown:
    """Sit down at the console of an account that owns a plan."""
    vendor.account.order(50_000)
    live.connect()
    live.set_preferences(prompt_activation=False)
    return lambda size=(110, 32): sit_down(open_live(), size)


async def test_usage_is_what_the_service_counted(console: SitDown, vendor: Vendor, live: DirectMail) -> None:
    vendor.account.mail.count(date(2026, 1, 30), requestCount=500, successCount=480, faildCount=7)
    live.connect()
    async with console() as user:
        await user.sees("console")
        await user.presses("3", "left")
        await user.until(lambda: "delivered 480" in "\n".join(user.rows()), "the day, in words")
        await user.presses("v")
        await user.until(lambda: "480" in "\n".join(user.rows()), "what was delivered")
        shown = "\n".join(user.rows())
        assert "2026-01-30" in shown
        assert "Counted by Alibaba Cloud since 2025-11-03, whoever sent it" in shown
        assert "read just now" in shown
        await user.presses("d")
        await user.until(lambda: "2026-01-30" not in "\n".join(user.rows()), "by month")


async def test_what_was_read_is_shown_when_the_reading_ends(
    console: SitDown, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dm_tui.tui.console.screen.LOOK_AGAIN_SECONDS", 3600.0)
    vendor.account.balance = Decimal("4321.09")
    async with console() as user:
        await user.sees("console")
        await user.until(lambda: "4,321.09" in "\n".join(user.rows()), "the balance that was read")


@pytest.mark.usefixtures("reads_in_threads")
async def test_how_long_it_is_being_read_is_told_and_everything_works_meanwhile(
    console: SitDown, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dm_tui.providers.alibaba.api.client.READ_SECONDS", 8.0)
    vendor.faults.at("QueryAccountBalance", 1, Fault.TIME_OUT_BEFORE)
    async with console() as user:
        await user.sees("console")
        await user.until(lambda: "reading 1 s" in user.rows()[0], "the elapsed time")
        await user.presses("9")
        await user.until(lambda: "● Access" in "\n".join(user.rows()), "another tab, where the cursor can be")
        await user.presses("v")
        await user.until(lambda: "● Settings" in "\n".join(user.rows()), "its other view")
        await user.presses("v")
        await user.until(lambda: "the account owner" in "\n".join(user.rows()), "its first view")
        await user.settles()
        assert "the account owner" in "\n".join(user.rows())  # left there


async def test_without_a_network_it_says_how_old_it_is_and_why(
    console: SitDown, vendor: Vendor, wait: Wait
) -> None:
    wait(timedelta(minutes=7))
    vendor.go_away()
    async with console() as user:
        await user.sees("console")
        await user.until(lambda: "cannot be reached" in user.reads("#overview-text"), "the reason")
        assert "7 minutes ago; the last try failed" in user.reads("#overview-text")
        assert "50,000 of 50,000" in user.reads("#overview-text")


async def test_the_bills_are_the_vendors_with_what_is_open(
    console: SitDown, vendor: Vendor, live: DirectMail
) -> None:
    month = f"{live.now():%Y-%m}"
    vendor.account.bills = [VendorBill("B7", month, open=2.5, paid=None), VendorBill("B6", month)]
    async with console((80, 24)) as user:
        await user.sees("console")
        await user.presses("4")
        await user.until(lambda: "USD 2.50 of bill B7 is open" in "\n".join(user.rows()), "the open amount")
        await user.until(lambda: "charged" in "\n".join(user.rows()), "the list")
        await user.presses("enter")
        await user.until(lambda: "Details and payment" in "\n".join(user.rows()), "the bill")


async def test_bills_that_cannot_be_read_say_why(console: SitDown, vendor: Vendor) -> None:
    vendor.account.ram_user("ops", "bssapi:QueryBillOverview")
    async with console((80, 24)) as user:
        await user.sees("console")
        await user.presses("4")
        await user.until(lambda: "bssapi:QueryBillOverview" in "\n".join(user.rows()), "the permission")


async def test_a_template_is_sent_to_a_whole_list_where_that_is_ticked(
    console: SitDown, vendor: Vendor, live: DirectMail
) -> None:
    add_sender(live, vendor)
    add_template(live, vendor)
    async with console() as user:
        await user.sees("console")
        await user.presses("6", "n")
        await user.sees("compose")
        await user.reaches("#to")
        await user.pastes("ann@example.org, bob@example.org")
        await user.presses("f3", "f9")
        await user.sees("review")
        await user.reaches("#as-list")
        await user.presses("space")
        await user.clicks("#send")
        await user.until(lambda: "100 %" in "\n".join(user.rows()), "all sent")
    assert vendor.faults.calls["BatchSendMail"] == 1
    assert vendor.faults.calls["SingleSendMail"] == 0
    assert len(vendor.account.mail.sent) == 2


async def test_a_plan_bought_elsewhere_has_no_price(console: SitDown) -> None:
    """Neither today's price nor zero: no answer says what it cost."""
    async with console() as user:
        await user.sees("console")
        await user.presses("2")
        await user.until(lambda: "DMBAG-intl" in "\n".join(user.rows()), "the plan")
        await user.presses("enter")
        await user.until(lambda: "made elsewhere" in "\n".join(user.rows()), "what is known")
        shown = "\n".join(user.rows())
        assert "50,000 emails, worth an unknown sum" in shown
        assert "for an unknown sum" in shown
        assert "13.05" not in shown


async def test_an_order_made_elsewhere_is_in_the_list_and_opens(console: SitDown, vendor: Vendor) -> None:
    (order,) = vendor.account.orders
    async with console() as user:
        await user.sees("console")
        await user.presses("2", "v")
        await user.until(lambda: "made elsewhere" in "\n".join(user.rows()), "the order")
        await user.presses("enter")
        await user.until(lambda: f"Order {order.id}" in "\n".join(user.rows()), "what is known")
        shown = "\n".join(user.rows())
        assert "outside this program" in shown
        assert "read just now" in shown


async def test_the_account_tab_tells_how_the_account_stands_and_offers_nothing_it_cannot_do(
    console: SitDown, vendor: Vendor, live: DirectMail
) -> None:
    vendor.account.identity_type = "AssumedRoleUser"
    vendor.account.arn = f"acs:sts::{vendor.account.id}:assumed-role/deploy/ci"
    vendor.account.denied = {"bss:DescribePrice", "dm:QueryDomainByParam"}
    vendor.account.mail.status = 4
    live.connect()
    async with console((110, 50)) as user:
        await user.sees("console")
        await user.presses("9")
        await user.until(lambda: "RAM role deploy" in user.reads("#access-text"), "who signs")
        await user.until(lambda: "the service itself" in "\n".join(user.rows()), "what it leaves by")
        said = user.reads("#access-text")
        for told in (
            "international site, by environment variables",
            "restricted",
            "level 3 of 10",
            "0 of 2,000 used today",
            "60,000 a month",
            "2,000 left, 200 today",
            "bss:DescribePrice is missing",
            "AliyunBSSOrderAccess is missing",
            "account's settings at Alibaba Cloud",
        ):
            assert told in said, told
        shown = "\n".join(user.rows())
        assert "Complete" not in shown
        assert "Grant" not in shown


async def test_mail_by_sender_has_its_opens(console: SitDown, vendor: Vendor) -> None:
    address = "news@mail.example.com"
    vendor.account.mail.senders.append({"MailAddressId": "1", "AccountName": address, "Sendtype": "batch"})
    vendor.account.mail.counted.append(Counted(address, "", date(2026, 1, 30), 321, 300, opened=123))
    async with console((80, 24)) as user:
        await user.sees("console")
        await user.presses("3", "v", "v")
        await user.until(lambda: "321" in "\n".join(user.rows()), "the counts")
        assert "123" in "\n".join(user.rows())
        assert "Counted by Alibaba Cloud" in "\n".join(user.rows())
        await user.presses("9")
        await user.until(lambda: user.focused == "access-text", "the account, though nothing is chosen there")
        assert any("● Access" in row for row in user.rows())
        await user.presses("tab")
        assert any("● Settings" in row for row in user.rows())
        await user.presses("shift+tab")
        assert any("● Access" in row for row in user.rows())
