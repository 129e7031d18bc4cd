"""What is there now that was not there before a payment: you say whether it is what the payment bought."""

from textual.app import ComposeResult
from textual.widgets import Static

from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.payment_wording import IS_IT_THIS, OTHER_PURCHASE_WARNING, describe_sightings
from dm_tui.tui.dialogs.dialog import Dialog
from dm_tui.tui.paint import lines
from dm_tui.tui.widgets.action_button import ActionButton


class SightingsDialog(Dialog[str]):
    """Returns the id of what was bought, "" if all is another purchase, None if it stays open."""

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
        yield Static(lines([(title, "bold"), "", seen, "", OTHER_PURCHASE_WARNING]), markup=False)

    def actions(self) -> ComposeResult:
        yield ActionButton("Leave it open", id=self.safe)
        yield ActionButton("Another purchase", id="another")
        for button, sighting in self._choices.items():
            label = "It is this one" if len(self._choices) == 1 else f"It is {sighting}"
            yield ActionButton(label, id=button, primary=True)

    async def press(self, button: str) -> None:
        self.dismiss(None if button == self.safe else self._choices.get(button, ""))
