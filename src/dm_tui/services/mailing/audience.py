"""The recipients of a mailing, read before anything is sent: typed addresses, or a file."""

from collections.abc import Callable, Collection, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.letters.letter_variables import LetterVariables
from dm_tui.domain.mailing.recipients.address_cell import parse_address_cell, split_addresses
from dm_tui.domain.mailing.recipients.column_names import ADDRESS_VARIABLE
from dm_tui.domain.mailing.recipients.csv_columns import CsvColumns
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.recipients.recipients_reading import DETECT_ALL, RecipientsReading
from dm_tui.domain.mailing.recipients.recipients_wording import (
    ADDRESS_IS_DUPLICATE,
    RECIPIENTS_CHANGED,
    left_out_sentences,
)
from dm_tui.services.mailing.addresses_on_disk import AddressesOnDisk
from dm_tui.services.mailing.spreadsheets.csv_recipients import CsvRecipients
from dm_tui.services.mailing.spreadsheets.row_problem import DUPLICATE, MAX_PROBLEMS, RowProblem

REPORT_EVERY = 1_000
"""Rows between two progress reports (our own choice)."""


class RecipientFile(NamedTuple):
    """How a file of recipients was understood; where its encoding is `guessed`, `rows` say if it is right."""

    path: Path
    encoding: str
    separator: str
    columns: CsvColumns
    reading: RecipientsReading = DETECT_ALL
    guessed: bool = False
    rows: tuple[str, ...] = ()


class Audience(NamedTuple):
    """The recipients of a letter that uses the variables `needed`.

    `problems` are the first rows that are left out, `problem_count` is the number of all, `duplicates` that
    of those whose address came before. `digest` is that of all recipients with their values.
    """

    addresses: Collection[str]
    needed: LetterVariables
    digest: str
    first: Recipient | None = None
    problems: tuple[RowProblem, ...] = ()
    problem_count: int = 0
    source: RecipientFile | None = None
    duplicates: int = 0

    @property
    def left_out(self) -> tuple[str, ...]:
        """Say what becomes of the rows, or typed addresses, that are left out."""
        return left_out_sentences(self.problem_count, self.duplicates, typed=self.source is None)

    def problem_words(self, problem: RowProblem) -> str:
        """Return a problem with its place: the line of a file, or which of the typed addresses it is."""
        where = "address" if self.source is None else "line"
        return f"{where} {problem.line:,}: {problem.message}"

    def without_values(self) -> Iterator[Recipient]:
        """Yield all recipients without their values, which is enough to know the cost."""
        return (Recipient(address=address) for address in self.addresses)

    def to_preview(self, letter: Letter) -> Iterator[Recipient]:
        """Yield all recipients with what a preview needs: the values name the files of rows."""
        return self.recipients() if letter.row_files else self.without_values()

    def recipients(self, progress: Callable[[int], None] = lambda count: None) -> Iterator[Recipient]:
        """Yield all recipients with their values.

        A file is read again, and refused at the end if it changed.
        """
        if self.source is None:
            yield from self.without_values()
            return
        digest = sha256()
        rows = CsvRecipients(self.source.path, self.needed, self.source.reading)
        recipients = (row for row in rows if isinstance(row, Recipient))
        for count, recipient in enumerate(recipients, 1):
            digest.update(_line(recipient))
            if count % REPORT_EVERY == 0:
                progress(count)
            yield recipient
        if digest.hexdigest() != self.digest:
            raise RECIPIENTS_CHANGED(path=self.source.path)


def parse_recipients(text: str, needed: LetterVariables) -> Audience:
    """Return the addresses in a line, separated by commas, semicolons or spaces; an invalid one is refused.

    Typed addresses have no values, so a letter that needs some is refused.
    """
    needed.require({ADDRESS_VARIABLE}, ())
    unique: dict[str, str] = {}
    problems = []
    for place, typed in enumerate(split_addresses(text), 1):
        address = parse_address_cell(typed)
        if address.lower() in unique:
            message = ADDRESS_IS_DUPLICATE.format(address=address)
            problems.append(RowProblem(line=place, code=DUPLICATE, message=message))
        unique.setdefault(address.lower(), address)
    recipients = [Recipient(address=address) for address in unique.values()]
    digest = sha256(b"".join(map(_line, recipients))).hexdigest()
    first = recipients[0] if recipients else None
    again = len(problems)
    return Audience(tuple(unique.values()), needed, digest, first, tuple(problems), again, duplicates=again)


def read_recipients(
    path: Path,
    needed: LetterVariables,
    progress: Callable[[int], None] = lambda rows: None,
    given_up: Callable[[], bool] = lambda: False,
    reading: RecipientsReading = DETECT_ALL,
) -> Audience | None:
    """Return the recipients in a file after checking every row; None once it is `given_up`. Blocks.

    Raises DirectMailError for a file of which no row can be read.
    """
    recipients = CsvRecipients(path, needed, reading)
    addresses = AddressesOnDisk()
    problems: list[RowProblem] = []
    digest, problem_count, duplicates = sha256(), 0, 0
    first: Recipient | None = None
    for rows, row in enumerate(recipients, 1):
        if rows % REPORT_EVERY == 0:
            if given_up():
                return None
            progress(rows)
        if isinstance(row, RowProblem):
            problem_count += 1
            duplicates += row.code == DUPLICATE
            if problem_count <= MAX_PROBLEMS:
                problems.append(row)
            continue
        first = first or row
        addresses.add(row.address)
        digest.update(_line(row))
    source = RecipientFile(
        path,
        recipients.encoding,
        recipients.separator,
        recipients.columns,
        reading,
        recipients.guessed,
        recipients.first_rows() if recipients.guessed else (),
    )
    whole, listed = digest.hexdigest(), tuple(problems)
    return Audience(addresses, needed, whole, first, listed, problem_count, source, duplicates)


def _line(recipient: Recipient) -> bytes:
    fields = (recipient.address, sorted(recipient.variables.items()))
    return repr(fields).encode(errors="surrogatepass")
