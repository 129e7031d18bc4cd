"""The rows of `mailings export`: a file of recipients that can be sent to again, with the reasons."""

import csv
import io
from collections.abc import Iterable

from dm_tui.domain.mailing.recipient_outcome import RecipientOutcome
from dm_tui.domain.mailing.recipients.column_names import ADDRESS_VARIABLE, REASON_COLUMNS
from dm_tui.services.mailing.recipient_outcomes import KnownRecipient
from dm_tui.services.mailing.spreadsheets.csv_recipients import CsvRecipients
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem
from dm_tui.services.overview.export import csv_cell

_NOT_SENT_AGAIN = ("duplicate",)
"""The problems of rows that no file to send again has: another row has the address."""


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
