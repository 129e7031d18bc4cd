"""The question before an unpaid order is cancelled."""

from dm_tui.domain.purchase.order import Order
from dm_tui.tui.dialogs.question import AnswerButton, Question


def cancel_question(order: Order) -> Question:
    """Return the question; keeping the order is the safe answer."""
    return Question(
        "cancel-order",
        f"Cancel order {order.id}?",
        [f"{order.quantity} × {order.spec} for {order.total}. Nothing was charged."],
        AnswerButton("cancel-it", "Cancel order"),
        AnswerButton("keep-it", "Keep order"),
    )
