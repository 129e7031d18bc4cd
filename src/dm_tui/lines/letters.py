"""A letter as a reader sees it, in lines."""

from datetime import datetime

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.mailing.received_letter import OpenedLetter


def show_date(at: datetime | None) -> str:
    """Return the date of a letter, or that it has none."""
    return show_instant(at) if at is not None else "no date"


def letter_lines(letter: OpenedLetter, *, every_field: bool = False) -> list[str]:
    """Return the head, what a reader sees, and the names of the attachments."""
    if every_field:
        lines = [f"{field.name}: {field.value}" for field in letter.headers]
    else:
        lines = [
            f"From     {letter.sender}",
            f"To       {letter.recipient}",
            f"Subject  {letter.subject}",
            f"Date     {show_date(letter.at)}",
        ]
    lines += ["", *letter.text.rstrip("\n").split("\n")]
    if letter.attachments:
        lines += ["", f"Attached: {show_count(len(letter.attachments), 'file')}"]
        lines += [
            f"  {file.name or 'without a name'} ({file.type}, {file.size:,} bytes)"
            for file in letter.attachments
        ]
    return lines
