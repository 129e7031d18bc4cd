"""How a file of recipients was read: how many, in which encoding, with which separator and columns."""

from textual.content import Content

from dm_tui.domain.counts import show_count
from dm_tui.domain.mailing.recipients.recipients_wording import GUESSED_ENCODING
from dm_tui.services.mailing.audience import Audience, RecipientFile
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, text, warning

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def guess_lines(source: RecipientFile, width: int) -> list[Part]:
    """Return how a guessed encoding makes the file read; there is nothing to say of a certain one."""
    if not source.guessed:
        return []
    words = GUESSED_ENCODING.format(encoding=source.encoding)
    return [warning(words, width=width), *(text(row).truncate(width, ellipsis=True) for row in source.rows)]


def file_summary(audience: Audience) -> Content:
    """Return the number of recipients in a file, and how the file was read."""
    source = audience.source
    if source is None:
        return text("")
    columns, dot = source.columns, MARKS.dot
    parts = [show_count(len(audience.addresses), "recipient"), source.encoding]
    if columns.width > 1:
        parts.append(_SEPARATORS.get(source.separator, source.separator))
    number = f"no header, column {columns.address + 1}"
    used = [f"“{columns.address_name}”" if columns.header else number]
    parts.append(", ".join(used + [f"{{{name}}}" for name in columns.variables]))
    if columns.ignored:
        shown = ", ".join(columns.ignored[:3]) + (" …" if len(columns.ignored) > 3 else "")
        parts.append(f"ignored: {shown}")
    return text((f"{MARKS.done} ", "$success"), f" {dot} ".join(filter(None, parts)))
