"""The recipients of a mailing, one line each: for people, for programs and for a spreadsheet."""

import csv
import io
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence

from dm_tui.cli.output import Answer
from dm_tui.domain.dates import show_instant
from dm_tui.domain.mailing.recipient_outcome import RecipientOutcome
from dm_tui.domain.mailing.recipients.column_names import ADDRESS_VARIABLE, REASON_COLUMNS
from dm_tui.lines.table import table
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.json_shapes import MailingShape, RecipientsAnswer
from dm_tui.services.mailing.recipient_outcomes import KnownRecipient
from dm_tui.services.mailing.spreadsheets.csv_recipients import CsvRecipients
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem
from dm_tui.services.overview.export import csv_cell, csv_lines

NONE_KEPT = "The recipients of this mailing are not saved any more."


def recipients_answer(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Return all recipients of a mailing with what became of each."""
    shape = MailingShape.of(direct_mail.sending.mailing(args.id))
    outcomes = tuple(known.outcome for known in direct_mail.recipient_outcomes.of(args.id))
    document = RecipientsAnswer(mailing=shape, recipients=outcomes)
    if args.csv:
        return Answer(document, csv_lines(RecipientOutcome, outcomes), data=True)
    return Answer(document, outcome_lines(outcomes))


def outcome_lines(outcomes: Sequence[RecipientOutcome]) -> list[str]:
    """Return a table of outcomes."""
    rows = [
        (
            outcome.address,
            outcome.outcome.value,
            show_instant(outcome.at) if outcome.at else "",
            words(outcome),
        )
        for outcome in outcomes
    ]
    return table(("recipient", "outcome", "when", "words"), rows, "", NONE_KEPT)


def words(outcome: RecipientOutcome) -> str:
    """Return the server's code and words."""
    return f"{outcome.code or ''} {outcome.message}".strip()


def rows_to_send_again(recipients: Iterable[KnownRecipient]) -> list[str]:
    """Return a file of recipients with their variables, and why each is in it."""
    known = list(recipients)
    names = list(
        dict.fromkeys(name for recipient in known for name in recipient.variables if name != ADDRESS_VARIABLE)
    )
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([ADDRESS_VARIABLE, *map(csv_cell, names), *REASON_COLUMNS])
    for recipient in known:
        outcome = recipient.outcome
        reasons = (outcome.outcome.value, str(outcome.code or ""), outcome.message)
        values = (recipient.variables.get(name, "") for name in names)
        writer.writerow([csv_cell(cell) for cell in (outcome.address, *values, *reasons)])
    return written.getvalue().split("\n")[:-1]


def whole_rows(file: CsvRecipients, outcomes: Iterable[RecipientOutcome]) -> list[str]:
    """Return the rows of a file that have these outcomes, and those left out of it, each with its reason.

    A second row with an address that another one has is not one of them.
    """
    wanted = {outcome.address.lower(): outcome for outcome in outcomes}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    if head := file.head():
        writer.writerow([*map(csv_cell, head), *REASON_COLUMNS])
    for row, recipient in file.whole_rows():
        if isinstance(recipient, RowProblem):
            reasons = ("left-out", recipient.code, recipient.message)
            if recipient.code in _NOT_SENT_AGAIN:
                continue
        elif (outcome := wanted.get(recipient.address.lower())) is not None:
            reasons = (outcome.outcome.value, str(outcome.code or ""), outcome.message)
        else:
            continue
        cells = [*row, *[""] * (len(head) - len(row))]
        writer.writerow([csv_cell(cell) for cell in (*cells, *reasons)])
    return written.getvalue().split("\n")[:-1]


_NOT_SENT_AGAIN = ("duplicate",)


def only(recipients: Iterable[KnownRecipient], results: Sequence[str]) -> Iterator[KnownRecipient]:
    """Yield the recipients with one of these outcomes."""
    return (recipient for recipient in recipients if recipient.outcome.outcome.value in results)
