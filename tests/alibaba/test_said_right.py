"""Sentences on a real account that were wrong: each says what is so, and advises what can be done."""

import pytest

from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command
from tests.alibaba.ready_to_send import NAME, add_sender
from tests.alibaba.server import AnyAnswer, Fault, Form, Vendor
from tests.alibaba.server.account import now


@pytest.mark.parametrize("status", [1, 4, 8])
def test_an_account_that_cannot_send_is_not_told_to_buy(
    live_command: Command, vendor: Vendor, status: int
) -> None:
    vendor.account.mail.status = status
    assert "Buy one" not in live_command("status").out
    vendor.account.mail.status = 0


def test_an_account_that_can_is(live_command: Command) -> None:
    assert "Buy one" in live_command("status").out


@pytest.mark.parametrize("form", [Form.OTHER_SHAPE, Form.EMPTY_OBJECT, Form.LIST, Form.NULL])
def test_an_odd_answer_is_no_sign_in_page(live_command: Command, vendor: Vendor, form: Form) -> None:
    vendor.account.order(50_000)
    live_command("status")
    vendor.faults.every("InquiryPriceRefundInstance", AnyAnswer(200, form=form))
    ran = live_command("plans", "refund", vendor.account.plans[0].id)
    assert "sign in" not in ran.err + ran.out


def test_a_web_page_may_be_one(live_command: Command, vendor: Vendor) -> None:
    vendor.account.order(50_000)
    live_command("status")
    vendor.faults.every("InquiryPriceRefundInstance", Fault.HTML_BEFORE)
    assert "asks you to sign in" in live_command("plans", "refund", vendor.account.plans[0].id).err


def test_a_quote_says_that_the_balance_is_not_known(live_command: Command, vendor: Vendor) -> None:
    vendor.account.ram_user("ops", "bss:DescribeAcccount")
    ran = live_command("quote", "50k")
    assert ran.code == 0
    assert "Not known: balance. These credentials lack the permission bss:DescribeAcccount." in ran.out


def test_a_quote_of_which_all_is_known_says_nothing_of_that(live_command: Command) -> None:
    assert "Not known" not in live_command("quote", "50k").out


def test_an_amount_that_goes_over_is_not_rounded_to_the_budget(
    live: DirectMail, live_command: Command, vendor: Vendor
) -> None:
    add_sender(live, vendor)
    vendor.account.mail.free_left = vendor.account.mail.free_left_today = 0
    vendor.account.clock = now
    live_command("status")
    live_command("budget", "set", "0")
    letter = ("--subject", "Hi", "--text", "Hello")
    ran = live_command("send", "--from", f"news@{NAME}", "--to", "a@example.com", *letter, "--dry-run")
    assert ran.code == 7
    assert "USD 0.00029 with this mailing, of USD 0.00" in ran.out
