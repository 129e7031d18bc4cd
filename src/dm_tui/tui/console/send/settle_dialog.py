"""Settling unknown deliveries: you record whether they were delivered."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import OptionList

from dm_tui.domain.mailing.log_entry import LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.text import clean_line
from dm_tui.tui.dialogs.dialog import Dialog
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.screen_text import Part, lines, muted, text
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.text_block import TextBlock

MAX_LISTED_ADDRESSES = 200
"""Addresses to choose from; settling them makes room for the next."""

_ALL = "all"


class Settlement(NamedTuple):
    """The outcome of one address or, with None, of all unknown addresses."""

    address: str | None
    delivered: bool


class SettleDialog(Dialog[Settlement]):
    """Returns the settlement, None when it is closed. Choosing an address settles nothing yet."""

    DEFAULT_CSS = """
    SettleDialog {
        & .dialog-box { padding: 0 2; }
        & Choices { margin: 1 0; max-height: 8; }
        & .dialog-actions { margin-top: 0; }
    }
    """
    prefix = "settle"
    BINDINGS = [
        Binding("d", "delivered", "Delivered", id="settle.delivered", show=False),
        Binding("n", "not_delivered", "Not delivered", id="settle.not-delivered", show=False),
    ]

    def __init__(self, mailing: Mailing, entries: Sequence[LogEntry]) -> None:
        super().__init__(id="settle")
        self._mailing = mailing
        self._entries = entries

    def body(self) -> ComposeResult:
        rows: list[Part] = [
            ("Were they delivered?", "bold"),
            "",
            "The connection was lost after the message was handed over and before the server "
            "answered. The server's log, or the recipient, knows.",
            muted("The charge for emails that were not delivered is reversed."),
        ]
        yield TextBlock(lines(rows))
        yield Choices(id="settle-whom")

    def actions(self) -> ComposeResult:
        yield ActionButton("Close", id="close")
        yield ActionButton("Delivered …", id="delivered")
        yield ActionButton("Not delivered …", id="not-delivered")

    def begin(self) -> None:
        """List the unknown recipients."""
        super().begin()
        count = self._mailing.unknown
        alone = count == 1 and bool(self._entries)
        rows = [] if alone else [Choice(_ALL, text(f"All {count:,}"))]
        rows += [
            Choice(
                f"one-{at}",
                text(f"{clean_line(entry.address, 60)}  ", (clean_line(entry.words, 60), "$muted")),
            )
            for at, entry in enumerate(self._entries[:MAX_LISTED_ADDRESSES])
        ]
        self.query_one(Choices).show(rows, None)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one("#delivered").focus()

    def action_delivered(self) -> None:
        """Return that they were delivered."""
        self._settle(delivered=True)

    def action_not_delivered(self) -> None:
        """Return that they were not."""
        self._settle(delivered=False)

    def _settle(self, *, delivered: bool) -> None:
        chosen = self.query_one(Choices).chosen or _ALL
        at = chosen.removeprefix("one-")
        address = self._entries[int(at)].address if at.isdigit() else None
        self.dismiss(Settlement(address, delivered))


def settle_question(settlement: Settlement, unknown: int) -> Question:
    """Return the question before the outcome is saved: it cannot be changed afterwards."""
    title = _settle_title(settlement, unknown)
    return Question(
        "settle-really",
        title,
        [
            "The charge stays." if settlement.delivered else "The charge is reversed.",
            "You cannot change this later. Nothing is sent again.",
        ],
        AnswerButton("settle-it", "Yes"),
        AnswerButton("leave-unknown", "Not now"),
    )


def _settle_title(settlement: Settlement, unknown: int) -> str:
    outcome = "delivered" if settlement.delivered else "not delivered"
    if settlement.address is not None:
        return f"{clean_line(settlement.address, 60)}: {outcome}?"
    if unknown == 1:
        return f"The unknown recipient: {outcome}?"
    return f"All {unknown:,} unknown recipients: {outcome}?"
