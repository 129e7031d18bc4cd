"""The files to attach: for everyone, or with a column in the name another one for each row."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from dm_tui.tui.widgets.field import Field, example
from dm_tui.tui.widgets.text_block import TextBlock

MAX_TYPED_CHARS = 4_096
"""Characters of the names."""


class AttachField(Horizontal):
    """One line, optional; posts `FilesChanged`."""

    class FilesChanged(Message):
        """The names changed."""

    def __init__(self, begun: str) -> None:
        super().__init__(id="attached", classes="line")
        self._begun = begun

    def compose(self) -> ComposeResult:
        yield TextBlock("Attach", classes="named")
        yield Field(id="attach", placeholder=example("~/plan.pdf; bills/{Number}.pdf"), limit=MAX_TYPED_CHARS)

    def on_mount(self) -> None:
        self.query_one("#attach", Field).put(self._begun)

    @property
    def written(self) -> str:
        """The names as typed."""
        return self.query_one("#attach", Field).value.strip()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.FilesChanged())

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()
