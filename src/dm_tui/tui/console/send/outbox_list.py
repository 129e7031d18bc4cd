"""The outbox as a list: the letters that arrived in the folder, the last one first."""

from collections.abc import Sequence

from dm_tui.domain.lazy_list import LazyList, MappedList
from dm_tui.domain.mailing.letter_wording import PASSED_OVER
from dm_tui.domain.mailing.received_letter import ReceivedLetter
from dm_tui.domain.model import Model
from dm_tui.lines.letters import show_date
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.outbox import LetterShape
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row


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
        (Column("Date"), Column("To"), Column("Subject"), Column("Size", right=True)),
        rows,
        shapes,
        "No letters yet. What you send in the sandbox arrives here.",
        noun="letters",
    )


def _row(letter: ReceivedLetter) -> Row:
    cells = (show_date(letter.at), letter.recipient, letter.subject, f"{letter.size:,}")
    return Row(letter.id, cells, letter.size)
