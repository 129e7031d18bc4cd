"""What a value becomes in a cell of a list: one harmless line, shortened where it is too long."""

from dm_tui.domain.text import show_control_characters

MAX_CELL_CHARS = 60
"""Characters of a cell; opening the row shows the rest."""


def cell_text(value: str) -> str:
    """Return a value as the text of a cell."""
    line = show_control_characters(" ".join(value.split()))
    return line if len(line) <= MAX_CELL_CHARS else f"{line[: MAX_CELL_CHARS - 1]}…"
