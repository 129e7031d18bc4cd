"""The outbox: the letters that arrived in the folder, as a list and one by one."""

from argparse import Namespace

from dm_tui.cli.answer_limits import MOST_LISTED, MOST_NAMED
from dm_tui.cli.output import Answer
from dm_tui.domain.mailing.letters.letter_wording import PASSED_OVER
from dm_tui.lines.letters import letter_date, letter_lines
from dm_tui.lines.table import table
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing import outbox as shapes


def outbox(direct_mail: DirectMail, args: Namespace) -> Answer:
    """The letters in the outbox, the last one first."""
    letters = direct_mail.outbox.letters()
    total = len(letters)
    listed = letters[0:MOST_LISTED]
    rows = [
        (letter.id, letter_date(letter.at), letter.recipient[:40], letter.subject[:60]) for letter in listed
    ]
    empty = f"No letters in {direct_mail.outbox.path}."
    lines = table(("letter", "date", "to", "subject"), rows, empty=empty)
    if total > len(listed):
        lines.append(f"… and {total - len(listed):,} before them, in {direct_mail.outbox.path}.")
    passed_over = direct_mail.outbox.passed_over()
    lines += [f"! {PASSED_OVER.format(name=name)}" for name in passed_over[:MOST_NAMED]]
    if len(passed_over) > MOST_NAMED:
        lines.append(f"! … and {len(passed_over) - MOST_NAMED:,} more.")
    letters_listed = tuple(map(shapes.LetterShape.of, listed))
    document = shapes.OutboxAnswer(letters=letters_listed, total=total, passed_over=passed_over)
    return Answer(document, lines)


def outbox_show(direct_mail: DirectMail, args: Namespace) -> Answer:
    """One letter as a reader sees it, with all header fields, or as its source."""
    letter = direct_mail.outbox.open(args.id)
    document = shapes.OutboxLetterAnswer(letter=shapes.OpenedLetterShape.of(letter))
    if args.source:
        return Answer(document, letter.source.splitlines(), data=True)
    return Answer(document, letter_lines(letter, every_field=args.headers))
