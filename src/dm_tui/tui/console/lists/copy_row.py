"""Copying a row of a list: its id, which commands and searches take."""

from typing import Any

from textual.app import App

from dm_tui.domain.text import clean_line
from dm_tui.tui.clipboard import copy


def copy_row(app: App[Any], id: str) -> None:
    """Copy the id of a row."""
    copy(app, id, f"{clean_line(id, 60)} is")
