"""A receipt has the facts of a purchase, and of an unpaid order its present state."""

from datetime import UTC, datetime

from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.order_after_payment import conclude_payment
from dm_tui.domain.purchase.order_payment import begin_payment
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.plan_expiry import expiry
from dm_tui.domain.purchase.receipt import receipt_lines

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


def ended(order: Order, result: PaymentResult, message: str = "") -> Order:
    begun = begin_payment(order, "card-4242", NOW)
    return conclude_payment(begun, begun.attempts[-1].id, result, message, NOW)


def test_a_receipt_names_order_price_payment_and_expiry(order: Order) -> None:
    paid = ended(order, PaymentResult.CHARGED)
    plan = ResourcePlan(
        id="DM260131-0001-P1",
        order_id=order.id,
        spec="50k",
        emails=50_000,
        price=order.unit_price,
        purchased_at=NOW,
        expires_at=expiry(NOW),
    )
    text = "\n".join(receipt_lines(paid, (plan,), "Singapore, ap-southeast-1"))
    for word in (order.id, "50,000", "USD 13.05", "ap-southeast-1", "card-4242", plan.id):
        assert word in text
    assert "31 July 2026, 09:00 UTC" in text
    assert "Lapses" not in text


def test_an_unpaid_order_says_when_it_lapses_and_what_the_bank_said(order: Order) -> None:
    declined = ended(order, PaymentResult.DECLINED, "The bank declined the card.")
    text = "\n".join(receipt_lines(declined, (), "ap-southeast-1"))
    assert "31 January 2026, 10:00 UTC" in text
    assert "The bank declined the card." in text
    assert "Paid" not in text
