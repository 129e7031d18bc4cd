"""One address that gets no mail: why, since when, who put it on the list, and taking it off."""

from collections.abc import Iterable

from dm_tui.domain.mailing.suppressed import SuppressedAddress
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.send.suppressed_list import entry_facts
from dm_tui.tui.dialogs.item_dialog import ItemDialog
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.screen_text import lines
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock


class SuppressedDialog(ItemDialog[None]):
    """Facts of one entry, of your list or `at_service`."""

    def __init__(
        self, direct_mail: DirectMail, entry: SuppressedAddress, *, at_service: bool = False
    ) -> None:
        super().__init__(direct_mail, "suppressed")
        self._entry, self._at_service = entry, at_service

    def buttons(self) -> Iterable[Iterable[ActionButton]]:
        return (
            (
                ActionButton("Close", id="close"),
                ActionButton("Copy", id="copy"),
                ActionButton("Take off the list …", id="remove"),
            ),
        )

    def show(self) -> None:
        self.query_one("#item-facts", TextBlock).update(lines(entry_facts(self._entry, self.facts_width)))
        self.query_one("#remove").disabled = self.busy

    def action_copy(self) -> None:
        """Copy the address."""
        self.copy(self._entry.address, "The address is")

    def action_remove(self) -> None:
        """Ask, then take the address off the list."""
        address = self._entry.address
        at_service = self._at_service
        follows = (
            "The service sends it mail again." if at_service else "Mailings are sent to it again, and billed."
        )
        question = Question(
            "remove-suppressed",
            f"Take {address} off the service's list?" if at_service else f"Take {address} off the list?",
            [follows, "", f"It is there as {self._entry.reason}."],
            AnswerButton("remove-it", "Take off"),
            AnswerButton("keep-it", "Keep"),
        )
        after = f"{address} is off the service's list." if at_service else f"{address} gets mail again."
        self.ask_to_remove(question, lambda: self._take_off(address), after, "Taking off")

    def _take_off(self, address: str) -> str:
        if self._at_service:
            return self.direct_mail.suppressed.lift_at_service(address)
        return self.direct_mail.suppressed.remove([address])[0].address
