"""A letter as a reader sees it, in lines."""

from datetime import datetime

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.mailing.letters import letter_wording as wording
from dm_tui.domain.mailing.letters.filled_letter import FilledLetter
from dm_tui.domain.mailing.letters.received_letter import OpenedLetter

MOST_LINES = 40
"""Lines of a letter that a dry run shows (our own choice)."""


def letter_date(at: datetime | None) -> str:
    """Return the date of a letter, or that it has none."""
    return show_instant(at) if at is not None else "no date"


def filled_letter_lines(letter: FilledLetter, *, other_html: bool) -> list[str]:
    """Return the letter of the first recipient before it is sent; `other_html` is shown to most readers."""
    text = letter.text.rstrip("\n").split("\n")
    lines = [wording.FIRST_LETTER, f"  To       {letter.recipient}", f"  Subject  {letter.subject}", ""]
    lines += [f"  {line}" for line in text[:MOST_LINES]]
    if len(text) > MOST_LINES:
        lines.append(f"  {wording.MORE_LINES.format(lines=show_count(len(text) - MOST_LINES, 'line'))}")
    lines += [f"  Attached: {file.name} ({file.type}, {file.size:,} bytes)" for file in letter.attachments]
    if letter.text_from_html:
        lines.append(wording.TEXT_FROM_HTML)
    elif other_html:
        lines.append(wording.HTML_BESIDE)
    return [*lines, ""]


def letter_lines(letter: OpenedLetter, *, every_field: bool = False) -> list[str]:
    """Return the head, what a reader sees, and the names of the attachments."""
    if every_field:
        lines = [f"{field.name}: {field.value}" for field in letter.headers]
    else:
        lines = [
            f"From     {letter.sender}",
            f"To       {letter.recipient}",
            f"Subject  {letter.subject}",
            f"Date     {letter_date(letter.at)}",
        ]
    lines += ["", *letter.text.rstrip("\n").split("\n")]
    if letter.attachments:
        lines += ["", f"Attached: {show_count(len(letter.attachments), 'file')}"]
        lines += [
            f"  {file.name or 'without a name'} ({file.type}, {file.size:,} bytes)"
            for file in letter.attachments
        ]
    return lines
