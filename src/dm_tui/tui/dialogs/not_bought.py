"""Settling an outcome that nobody could find out: an explicit act, after a look at the console."""

from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.wording import not_bought_warning
from dm_tui.tui.dialogs.question import AnswerButton, Question


def not_bought_question(order: Order) -> Question:
    """Return the question; True means that the console shows no such order."""
    look, beware = not_bought_warning(order)
    return Question(
        "not-bought-question",
        "Does the console of Alibaba Cloud show no order?",
        [look, "", beware],
        AnswerButton("nothing-bought", "Nothing was bought"),
        AnswerButton("keep-looking", "Keep looking"),
    )
