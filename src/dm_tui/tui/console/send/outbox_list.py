"""The outbox as a list: the letters that arrived in the folder, the last one first."""

from collections.abc import Sequence
from functools import partial

from textual.content import Content

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.dates import show_span
from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.mailing.letters.letter_wording import PASSED_OVER
from dm_tui.domain.mailing.letters.received_letter import OpenedLetter, ReceivedLetter
from dm_tui.domain.model import Model
from dm_tui.domain.text import clean_line
from dm_tui.lines.letters import letter_date
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.outbox import LetterShape
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.shared.shown_chars import CHARS_BESIDE
from dm_tui.tui.screen_text import Part, fact, lines, muted, text


def outbox_list_spec(direct_mail: DirectMail) -> ListSpec:
    """Return the letters."""

    def rows() -> LazyList[Row]:
        letters = MappedList(direct_mail.outbox.letters(), _row)
        others = [
            Row(name, ("", "", PASSED_OVER.format(name=name), ""))
            for name in direct_mail.outbox.passed_over()
        ]
        return [*letters, *others] if others else letters

    def shapes() -> tuple[type[Model], Sequence[Model]]:
        return LetterShape, list(map(LetterShape.of, direct_mail.outbox.letters()))

    return ListSpec(
        "outbox",
        (
            Column("Date", spare=True),
            Column("To", flexible=True),
            Column("Subject", flexible=True),
            Column("Size", right=True, spare=2),
        ),
        rows,
        shapes,
        "No letters yet. What you send in the sandbox arrives here.",
        noun="letters",
        preview=partial(_preview, direct_mail),
    )


def letter_head(letter: OpenedLetter) -> list[Part]:
    """Return the subject of a letter, who it is from and to, and its files."""
    rows: list[Part] = [
        (clean_line(letter.subject, 120) or "No subject", "bold"),
        fact("From", clean_line(letter.sender, 120), 10),
        fact("To", clean_line(letter.recipient, 120), 10),
        fact("Date", letter_date(letter.at), 10),
    ]
    for file in letter.attachments[:5]:
        name = clean_line(file.name, 60) or "without a name"
        rows.append(fact("Attached", f"{name}, {file.size:,} bytes", 10))
    if (more := len(letter.attachments) - 5) > 0:
        rows.append(muted(f"and {more:,} more files"))
    return rows


def _preview(direct_mail: DirectMail, id: str, width: int) -> Content:
    letter = direct_mail.outbox.open(id)
    head = [text(row).truncate(width, ellipsis=True) for row in letter_head(letter)]
    return lines([*head, "", letter.text[:CHARS_BESIDE] or muted("It has no text to read.")])


def _row(letter: ReceivedLetter) -> Row:
    cells = (
        show_span(letter.at, "hour") if letter.at else NOT_KNOWN,
        letter.recipient,
        letter.subject,
        f"{letter.size:,}",
    )
    return Row(letter.id, cells, letter.size)
