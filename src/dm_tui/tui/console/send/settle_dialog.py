"""Saying what became of those of whom nobody knows whether they were sent to."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static

from dm_tui.domain.mailing.mailing import LogEntry, Mailing
from dm_tui.domain.text import clean_line
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.paint import lines, muted, text
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices

MAX_LISTED_ADDRESSES = 200
"""Addresses that can be chosen one by one; settled ones make room for the next."""

_ALL = "all"


class Settlement(NamedTuple):
    """What is said, of one address or, with None, of all that are unknown."""

    address: str | None
    delivered: bool


class SettleDialog(ModalScreen[Settlement | None]):
    """Returns what is said, None when nothing is. Choosing says nothing yet; Close has the focus."""

    BINDINGS = [Binding("escape", "close", "Close", show=False)]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    SettleDialog {
        align: center middle;
        & #settle-box {
            width: 72; max-width: 96%; height: auto; max-height: 96%; padding: 0 2;
            background: $surface; border: round $accent; overflow-y: auto;
            scrollbar-size-vertical: 1;
        }
        & Choices { margin: 1 0; max-height: 8; }
        & #settle-actions { height: 1; }
        & #settle-actions > ActionButton { margin-right: 2; }
    }
    """

    def __init__(self, mailing: Mailing, entries: Sequence[LogEntry]) -> None:
        super().__init__(id="settle")
        self._mailing = mailing
        self._entries = entries

    def compose(self) -> ComposeResult:
        """Yield what it is about, who is unknown, and the answers."""
        with Vertical(id="settle-box"):
            yield Static(
                lines(
                    [
                        ("Did they get it?", "bold"),
                        "",
                        "The connection ended after the message was handed over and before the "
                        "server answered. Its log, or the recipient, can tell.",
                        muted("What was not delivered is given back to what paid for it."),
                    ]
                ),
                markup=False,
            )
            yield Choices(id="settle-whom")
            with Horizontal(id="settle-actions"):
                yield ActionButton("Close", id="close")
                yield ActionButton("Delivered …", id="delivered")
                yield ActionButton("Not delivered …", id="not-delivered")

    def on_mount(self) -> None:
        """List who is unknown; focus the safe button."""
        count = self._mailing.unknown
        alone = count == 1 and bool(self._entries)
        rows = [] if alone else [Choice(_ALL, text(f"All {count:,} of them"))]
        rows += [
            Choice(
                f"one-{at}",
                text(f"{clean_line(one.address, 60)}  ", (clean_line(one.words, 60), "$muted")),
            )
            for at, one in enumerate(self._entries[:MAX_LISTED_ADDRESSES])
        ]
        self.query_one(Choices).show(rows, None)
        self.query_one("#close").focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one("#delivered").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if not self.is_current:
            return
        if event.button.id == "close":
            self.dismiss(None)
            return
        chosen = self.query_one(Choices).chosen or _ALL
        at = chosen.removeprefix("one-")
        address = self._entries[int(at)].address if at.isdigit() else None
        self.dismiss(Settlement(address, event.button.id == "delivered"))

    def action_close(self) -> None:
        """Say nothing."""
        if self.is_current:
            self.dismiss(None)


def settle_question(settlement: Settlement, unknown: int) -> Question:
    """Return the question before it is kept: it cannot be taken back."""
    who = settlement.address or ("The one unknown" if unknown == 1 else f"All {unknown:,} unknown")
    title = f"{clean_line(who, 60)}: {'delivered' if settlement.delivered else 'not delivered'}?"
    return Question(
        "settle-really",
        title,
        [
            "The charge stands." if settlement.delivered else "The charge is given back.",
            "This cannot be changed afterwards, and nobody is sent to again.",
        ],
        AnswerButton("settle-it", "Yes"),
        AnswerButton("leave-unknown", "Not now"),
    )
