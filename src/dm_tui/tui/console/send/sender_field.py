"""The sender: one of the sender addresses."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import OptionList

from dm_tui.domain.setup.sender import SenderAddress, SenderKind
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.text_block import TextBlock


class SenderField(Horizontal):
    """Posts `SenderChanged` whenever another address is chosen.

    It begins with `begun`, or with the first address.
    """

    DEFAULT_CSS = """
    SenderField {
        height: auto; max-height: 3;
        & > #from {
            width: 1fr; height: auto; max-height: 3; text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """
    SCOPED_CSS = False

    class SenderChanged(Message):
        """Another sender is chosen."""

    def __init__(self, senders: Sequence[SenderAddress], begun: str) -> None:
        super().__init__(id="from-line")
        self._senders = {sender.address: sender for sender in senders}
        self._begun = begun

    def compose(self) -> ComposeResult:
        yield TextBlock("From", classes="named")
        yield Choices(id="from")

    def on_mount(self) -> None:
        rows = [
            Choice(address, text(f"{sender.readable}  ", (_about(sender), "$muted")))
            for address, sender in self._senders.items()
        ]
        self.query_one(Choices).show(rows, self._begun)

    @property
    def address(self) -> str:
        """The chosen address, "" if there is none."""
        return self.query_one(Choices).chosen or ""

    @property
    def words(self) -> str:
        """The chosen sender as a reader sees it."""
        chosen = self._senders.get(self.address)
        return (chosen.alias or chosen.readable) if chosen is not None else ""

    @property
    def sends_batches(self) -> bool:
        """Whether it is an address for mailings to many recipients."""
        chosen = self._senders.get(self.address)
        return chosen is None or chosen.kind is SenderKind.BATCH

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.post_message(self.SenderChanged())

    @on(OptionList.OptionSelected)
    def _entered(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.screen.focus_next()


def _about(sender: SenderAddress) -> str:
    return f"{sender.alias} {MARKS.dot} {sender.kind}" if sender.alias else str(sender.kind)
