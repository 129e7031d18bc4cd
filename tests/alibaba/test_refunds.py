"""What a refund of a never-used plan would bring: asked, told with its place, reminded of, and never
requested.
"""

from datetime import timedelta

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import usd
from dm_tui.lines.refunds import refund_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase.json_shapes import RefundShape
from tests.alibaba.server import Fault, Vendor
from tests.conftest import Wait


@pytest.fixture
def plan(live: DirectMail, vendor: Vendor) -> str:
    vendor.account.order(50_000)
    live.connect()
    return vendor.account.plans[0].id


def test_the_vendor_says_what_a_refund_would_bring_and_where_to_ask(live: DirectMail, plan: str) -> None:
    offer = live.refunds.ask(plan)
    assert (offer.amount, offer.refundable) == (usd("13.05"), True)
    answer, warning, where = refund_lines(offer, "Alibaba Cloud", live.refunds.page)
    assert "USD 13.05" in answer
    assert "cannot be undone" in warning
    assert "refund/refund" in where


@pytest.mark.parametrize("spoil", ["used", "unsupported", "expired"])
def test_a_no_of_the_vendor_is_told_in_its_words(
    live: DirectMail, vendor: Vendor, plan: str, spoil: str
) -> None:
    if spoil == "used":
        vendor.account.plans[0].left -= 1
    elif spoil == "expired":
        vendor.account.plans[0].expires = vendor.account.clock()
    else:
        vendor.account.refunds.supported = False
    offer = live.refunds.ask(plan)
    assert (offer.amount, offer.refundable) == (None, False)
    assert "not refundable, says Alibaba Cloud" in refund_lines(offer, "Alibaba Cloud", "x")[0]


@pytest.mark.parametrize("amount", [None, "soon", -1, {}])
def test_an_answer_without_an_amount_is_not_known(
    live: DirectMail, vendor: Vendor, plan: str, amount: object
) -> None:
    vendor.account.refunds.amount = amount
    offer = live.refunds.ask(plan)
    shape = RefundShape.of(offer, live.refunds.page)
    assert (shape.amount, shape.refundable) == (None, None)
    assert shape.reason == "The answer does not say what a refund would bring."
    assert "not known" in refund_lines(offer, "Alibaba Cloud", "x")[0]


def test_a_missing_permission_is_named(live: DirectMail, vendor: Vendor, plan: str) -> None:
    vendor.account.ram_user("ops", "bss:RefundQueryRemainAmount")
    with pytest.raises(DirectMailError) as refused:
        live.refunds.ask(plan)
    assert "bss:RefundQueryRemainAmount" in refused.value.message


def test_no_refund_is_ever_requested(live: DirectMail, vendor: Vendor, plan: str) -> None:
    live.refunds.ask(plan)
    assert "RefundInstance" not in vendor.seen


def reminder(live: DirectMail) -> str:
    live.process_due()
    return next(message.body for message in live.overviews.messages() if "expires" in message.subject)


def test_the_reminder_of_a_never_used_plan_names_the_refund(
    live: DirectMail, vendor: Vendor, plan: str
) -> None:
    vendor.account.plans[0].expires = vendor.account.clock() + timedelta(days=5)
    live.connect()
    body = reminder(live)
    assert "giving it back before it expires would bring USD 13.05" in body
    assert f"under Resource Unsubscription at {live.refunds.page}" in body
    assert f"dm-tui plans refund {plan} shows it" in body


def test_a_reminder_without_an_answer_says_how_to_find_out(
    live: DirectMail, vendor: Vendor, plan: str
) -> None:
    vendor.account.plans[0].expires = vendor.account.clock() + timedelta(days=5)
    live.connect()
    vendor.faults.every("InquiryPriceRefundInstance", Fault.HTML_BEFORE)
    body = reminder(live)
    assert "would bring" not in body
    assert f"whether giving it back brings anything, and where to ask: dm-tui plans refund {plan}" in body


def test_a_used_plan_is_reminded_of_without_a_refund(live: DirectMail, vendor: Vendor, plan: str) -> None:
    vendor.account.plans[0].expires = vendor.account.clock() + timedelta(days=5)
    vendor.account.plans[0].left -= 1
    live.connect()
    assert "giving it back" not in reminder(live)
    assert vendor.faults.calls["InquiryPriceRefundInstance"] == 0


def test_the_vendor_is_asked_once_a_day(live: DirectMail, vendor: Vendor, plan: str, wait: Wait) -> None:
    vendor.account.plans[0].expires = vendor.account.clock() + timedelta(days=5)
    live.connect()
    live.process_due()
    live.process_due()
    assert vendor.faults.calls["InquiryPriceRefundInstance"] == 1
    wait(timedelta(days=1))
    live.process_due()
    assert vendor.faults.calls["InquiryPriceRefundInstance"] == 2


def test_half_a_year_before_its_end_nobody_is_asked(live: DirectMail, vendor: Vendor, plan: str) -> None:
    live.process_due()
    assert vendor.faults.calls["InquiryPriceRefundInstance"] == 0
