"""Settling a payment of unknown outcome by your word: an explicit act, after a look at the console."""

from collections.abc import Callable

from textual.app import App, ComposeResult

from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_wording import (
    IS_IT_THIS,
    OTHER_PURCHASE_WARNING,
    describe_sightings,
    not_bought_warning,
)
from dm_tui.tui.dialogs.dialog import Dialog
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.screen_text import lines
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock


def ask_what_was_bought(
    app: App[None], order: Order, vendor: str, order_page: str, settle: Callable[[str | None], None]
) -> None:
    """Ask, then settle: with the id of what was bought, "" for another purchase, None if nothing was.

    Nothing is settled where you leave it open.
    """
    if order.sightings:
        app.push_screen(SightingsDialog(order), lambda id: None if id is None else settle(id))
    else:
        question = not_bought_question(order, vendor, order_page)
        app.push_screen(question, lambda really: settle(None) if really else None)


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


class SightingsDialog(Dialog[str]):
    """What is there now that was not there before the payment: is it what the payment bought?

    Returns the id of what was bought, "" if all is another purchase, None if it stays open.
    """

    prefix = box_id = "sightings"
    safe = "leave-open"

    def __init__(self, order: Order) -> None:
        super().__init__(id="sightings-question")
        plans = [sighting for sighting in order.sightings if sighting.is_plan]
        self._choices = {
            f"is-it-{number}": sighting.id for number, sighting in enumerate(plans or order.sightings, 1)
        }
        self._order = order

    def body(self) -> ComposeResult:
        title = IS_IT_THIS.format(order=self._order.id)
        seen = describe_sightings(self._order.sightings)
        yield TextBlock(lines([(title, "bold"), "", seen, "", OTHER_PURCHASE_WARNING]))

    def actions(self) -> ComposeResult:
        yield ActionButton("Leave it open", id=self.safe)
        yield ActionButton("Another purchase", id="another")
        for button, sighting in self._choices.items():
            label = "It is this one" if len(self._choices) == 1 else f"It is {sighting}"
            yield ActionButton(label, id=button, primary=True)

    async def press(self, button: str) -> None:
        self.dismiss(None if button == self.safe else self._choices.get(button, ""))
