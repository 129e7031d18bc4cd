"""Settling an unknown outcome by your word: an explicit act, after a look at the vendor's console."""

from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_wording import not_bought_warning
from dm_tui.tui.dialogs.question import AnswerButton, Question


def not_bought_question(order: Order, vendor: str, order_page: str) -> Question:
    """Return the question; True means that the console shows no such order."""
    look, beware = not_bought_warning(order, order_page)
    return Question(
        "not-bought-question",
        f"Does the console of {vendor} show no order?",
        [look, "", beware],
        AnswerButton("nothing-bought", "Nothing was bought"),
        AnswerButton("keep-looking", "Keep looking"),
    )
