"""Settling an outcome that nobody could find out: an explicit act, after a look at the console."""

from dm_tui.domain.dates import show_instant
from dm_tui.domain.order import Order
from dm_tui.tui.dialogs.question import Answer, Question


def not_bought_question(order: Order) -> Question:
    """Return the question; True means that the console shows no such order."""
    attempt = order.last_attempt
    since = show_instant(attempt.started_at) if attempt is not None else "then"
    return Question(
        "not-bought-question",
        "Does the console of Alibaba Cloud show no order?",
        [
            f"Look there under Expenses and Costs, Orders: one plan {order.spec} for "
            f"{order.unit_price}, since {since}.",
            "",
            "If you say that nothing was bought and it was, you may pay for it twice.",
        ],
        Answer("nothing-bought", "Nothing was bought"),
        Answer("keep-looking", "Keep looking"),
    )
