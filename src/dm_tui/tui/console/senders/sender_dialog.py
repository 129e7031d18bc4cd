"""One sender address: its purpose, and its removal, of which ten a month are allowed."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content

from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.setup.sender_deletions import MAX_MONTHLY_DELETIONS
from dm_tui.lines.passwords import new_password_lines
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.senders.setup_previews import sender_facts
from dm_tui.tui.console.shared.setup_status import name_in_full
from dm_tui.tui.dialogs.item_dialog import ItemDialog
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import lines, muted, text
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from dm_tui.services.setup.smtp_passwords import NewSmtpPassword


class SenderDialog(ItemDialog[None]):
    """An address cannot be changed: add another address and remove this one."""

    BINDINGS = [Binding("p", "password", "SMTP password", id="sender.password", show=False)]

    def __init__(self, direct_mail: DirectMail, sender: SenderAddress) -> None:
        super().__init__(direct_mail, "sender")
        self._sender = sender
        self._left = direct_mail.senders.deletions_left()

    def buttons(self) -> Iterable[Iterable[ActionButton]]:
        return (
            (
                ActionButton("Close", id="close"),
                ActionButton("Copy", id="copy"),
                ActionButton("SMTP password …", id="password"),
                ActionButton("Remove …", id="remove"),
            ),
        )

    def show(self) -> None:
        facts = sender_facts(self.direct_mail, self._sender, self.facts_width)
        self.query_one("#item-facts", TextBlock).update(lines(facts))
        for button in ("#password", "#remove"):
            self.query_one(button).disabled = self.busy

    def action_copy(self) -> None:
        """Copy the address."""
        self.copy(self._sender.address, "The address is")

    def action_password(self) -> None:
        """Ask, then give the address a new SMTP password."""
        address = self._sender.address
        question = Question(
            "new-password",
            f"A new SMTP password for {name_in_full(address)}?",
            [
                "Programs that use the old one can no longer send.",
                "",
                "The new one goes into the system's keyring, where dm-tui finds it. It is not shown.",
            ],
            AnswerButton("make-it", "Make it"),
            AnswerButton("keep-it", "Keep the old one"),
        )
        renew = partial(self.direct_mail.smtp_passwords.renew, address)
        self.ask(question, lambda: self.start("Setting the password", renew, self._paint_new_password))

    def _paint_new_password(self, password: "NewSmtpPassword") -> Content:
        vendor = self.direct_mail.facts.vendor_name
        done, *notes = new_password_lines(password.address, vendor, in_keyring=password.in_keyring)
        return lines([text((f"{MARKS.done} ", "$success"), done), *map(muted, notes)])

    def action_remove(self) -> None:
        """Ask, then remove the address."""
        address = self._sender.address
        question = Question(
            "remove-sender",
            f"Remove {name_in_full(address)}?",
            [
                "Nothing can be sent from it afterwards.",
                "",
                f"{self._left} of {MAX_MONTHLY_DELETIONS} deletions are left this month.",
            ],
            AnswerButton("remove-it", "Remove"),
            AnswerButton("keep-it", "Keep"),
        )
        self.ask_to_remove(
            question, lambda: self.direct_mail.senders.remove(address), f"{self._sender.readable} is removed."
        )
