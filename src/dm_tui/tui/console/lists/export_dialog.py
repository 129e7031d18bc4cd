"""Exporting a list: the format, then a private file that a spreadsheet or a program opens."""

import asyncio
from functools import partial
from typing import Any

from textual.app import App, ComposeResult

from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.export import csv_lines, json_lines
from dm_tui.tui.console.lists.list_spec import ListSpec
from dm_tui.tui.dialogs.dialog import Dialog
from dm_tui.tui.screen_text import Part, lines, muted
from dm_tui.tui.toasts import toast, toast_errors
from dm_tui.tui.widgets.action_button import ActionButton
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.workers import start_worker


class ExportDialog(Dialog[str]):
    """Returns `csv` or `json`, None when it is closed."""

    DEFAULT_CSS = "ExportDialog .dialog-box { width: 64; }"
    prefix = "export"
    safe = "csv"

    def __init__(self, name: str) -> None:
        super().__init__(id="export")
        self._name = name

    def body(self) -> ComposeResult:
        rows: list[Part] = [
            (f"Export all {self._name}?", "bold"),
            "",
            "CSV is for a spreadsheet, JSON for a program.",
            muted("The file is saved beside the state file; only you can read it."),
        ]
        yield TextBlock(lines(rows))

    def actions(self) -> ComposeResult:
        yield ActionButton("Close", id="close")
        yield ActionButton("CSV", id="csv", primary=True)
        yield ActionButton("JSON", id="json")

    async def press(self, button: str) -> None:
        self.dismiss(None if button == "close" else button)


async def export_list(app: App[Any], direct_mail: DirectMail, spec: ListSpec, kind: str) -> None:
    """Write everything the list has, in a thread, and say where the file is."""

    def write() -> str:
        shape, rows = spec.shapes()
        exported = csv_lines(shape, rows) if kind == "csv" else json_lines(spec.name, rows)
        name = f"{spec.name}-{direct_mail.now():%Y%m%d-%H%M%S}.{kind}"
        return str(direct_mail.save_text(name, exported))

    with toast_errors(app):
        try:
            path = await asyncio.to_thread(write)
        except OSError as error:
            toast(app, f"Not exported: {error.strerror or error}.", serious=True)
        else:
            toast(app, f"Exported to {path}")


def ask_to_export(app: App[Any], direct_mail: DirectMail, spec: ListSpec, name: str) -> None:
    """Ask for the format, then export the list in the background."""

    def export(kind: str | None) -> None:
        if kind is not None:
            start_worker(app, partial(export_list, app, direct_mail, spec, kind), group="export")

    app.push_screen(ExportDialog(name), export)
