"""Writing a list to a private file that a spreadsheet or a program opens."""

import asyncio
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.export import csv_lines, json_lines
from dm_tui.tui.console.lists.list_spec import ListSpec
from dm_tui.tui.paint import lines, muted
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton


class ExportDialog(ModalScreen[str | None]):
    """Returns `csv` or `json`, None when it is closed."""

    BINDINGS = [Binding("escape", "close", "Close", show=False)]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ExportDialog {
        align: center middle;
        & #export-box {
            width: 64; max-width: 96%; height: auto; max-height: 96%; padding: 1 2;
            background: $surface; border: round $accent; overflow-y: auto;
        }
        & #export-kinds { height: 1; margin-top: 1; }
        & #export-kinds > ActionButton { margin-right: 2; }
    }
    """

    def __init__(self, name: str) -> None:
        super().__init__(id="export")
        self._name = name

    def compose(self) -> ComposeResult:
        """Yield the formats."""
        with Vertical(id="export-box"):
            yield Static(
                lines(
                    [
                        (f"Export all {self._name}?", "bold"),
                        "",
                        "CSV is for a spreadsheet, JSON for a program.",
                        muted("The file is written beside the state file; only you can read it."),
                    ]
                ),
                markup=False,
            )
            with Horizontal(id="export-kinds"):
                yield ActionButton("CSV", id="csv", primary=True)
                yield ActionButton("JSON", id="json", primary=True)
                yield ActionButton("Close", id="close")

    def on_mount(self) -> None:
        """Focus the first format: nothing is lost by it."""
        self.query_one("#csv").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if self.is_current:
            self.dismiss(event.button.id if event.button.id in ("csv", "json") else None)

    def action_close(self) -> None:
        """Close it."""
        if self.is_current:
            self.dismiss(None)


async def export_list(app: App[Any], direct_mail: DirectMail, sheet: ListSpec, kind: str) -> None:
    """Write everything the sheet has, in a thread, and say where it is."""

    def write() -> str:
        shape, rows = sheet.shapes()
        written = csv_lines(shape, rows) if kind == "csv" else json_lines(sheet.name, rows)
        return str(
            direct_mail.save_text(f"{sheet.name}-{direct_mail.now():%Y%m%d-%H%M%S}.{kind}", written)
        )

    with toast_errors(app):
        try:
            path = await asyncio.to_thread(write)
        except OSError as error:
            toast(app, f"Not exported: {error.strerror or error}.", serious=True)
        else:
            toast(app, f"Exported as {path}")
