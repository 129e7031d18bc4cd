"""The recipients that `send` was given: addresses, or a spreadsheet and how it is to be read."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from dm_tui.cli.answer_limits import MOST_LISTED
from dm_tui.cli.bad_rows import MOST_EXAMPLES, BadRows
from dm_tui.cli.consent import can_ask
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_variables import LetterVariables
from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.mailing.recipients.column_names import ADDRESS_VARIABLE
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.mailing.recipients.recipients_reading import RecipientsReading, parse_mapping
from dm_tui.services.mailing.audience import parse_recipients
from dm_tui.services.mailing.spreadsheets.csv_recipients import CsvRecipients
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem
from dm_tui.settings.places import expand_user_path


class RequestedRecipients:
    """Yields the recipients; the rows of a file are read again for each iteration."""

    def __init__(self, needed: LetterVariables, args: Namespace, kept: Path | None = None) -> None:
        """Read what `args` name, or the file of a `kept` list."""
        self._needed = needed
        self._args = args
        self._path = kept or (expand_user_path(args.recipients) if args.recipients is not None else None)
        self._problems: list[RowProblem] = []
        self._causes: Counter[str] = Counter()

    @property
    def bad_rows(self) -> BadRows:
        """Return what is left out, as of the last reading."""
        return BadRows(tuple(self._problems), dict(self._causes), typed=self._path is None)

    @cached_property
    def file(self) -> CsvRecipients | None:
        """Return the spreadsheet, if there is one; it is opened and its columns are detected."""
        reading = reading_of(self._args)
        if self._path is None:
            if any((reading.sheet, reading.column, reading.mapping)):
                raise wording.NO_SPREADSHEET()
            return None
        return CsvRecipients(self._path, self._needed, reading)

    def require_variables(self) -> None:
        """Refuse a letter whose variables the recipients have no values for, all of them at once."""
        if self.file is None:
            self._needed.require({ADDRESS_VARIABLE}, ())

    def first(self) -> Recipient | None:
        """Return the first recipient, None where there is none."""
        return next(iter(self), None)

    def first_values(self) -> dict[str, str]:
        """Return the values of the first recipient, which a test letter is filled with."""
        first = self.first()
        return dict(first.variables) if first is not None else {}

    @property
    def encoding(self) -> str | None:
        """Return the encoding the rows are read in, None where there is no spreadsheet."""
        return None if self.file is None else self.file.encoding

    def uncertain_encoding(self) -> DirectMailError | None:
        """Return why the rows may be read wrongly: a guessed encoding that nobody has seen the rows of."""
        if self.file is None or not self.file.guessed:
            return None
        return wording.ENCODING_UNCERTAIN(
            path=self._path, encoding=self.file.encoding, rows="; ".join(self.file.first_rows())
        )

    def confirm_encoding(self) -> None:
        """Show rows whose encoding is guessed, and ask whether they are right; without a terminal, refuse."""
        uncertain = self.uncertain_encoding()
        if uncertain is None:
            return
        if not can_ask():
            raise uncertain
        if not _ask_about_rows(self.reading_lines()):
            raise wording.ENCODING_REFUSED(path=self._path)

    def reading_lines(self) -> list[str]:
        """Return how the file is read, with the first rows as they will be."""
        if self.file is None:
            return []
        guessed = wording.GUESSED if self.file.guessed else ""
        head = wording.READ_AS.format(path=self._path, encoding=self.file.encoding, guessed=guessed)
        return [head, *(f"  {row}" for row in self.file.first_rows())]

    def __iter__(self) -> Iterator[Recipient]:
        return self._typed() if self.file is None else self._rows(self.file)

    def _typed(self) -> Iterator[Recipient]:
        typed = parse_recipients(" ".join(self._args.to), self._needed)
        self._problems = list(typed.problems[:MOST_LISTED])
        self._causes = Counter(problem.code for problem in typed.problems)
        return typed.recipients()

    def _rows(self, file: CsvRecipients) -> Iterator[Recipient]:
        """Yield the recipients. Bad rows are refused at the end, all at once."""
        self._problems.clear()
        self._causes.clear()
        for row in file:
            if isinstance(row, Recipient):
                yield row
                continue
            self._causes[row.code] += 1
            if len(self._problems) < MOST_LISTED:
                self._problems.append(row)
        if self._causes and not self._args.skip_bad_rows:
            bad_rows = self.bad_rows
            refusal = wording.MORE_BAD_ROWS if bad_rows.total > MOST_EXAMPLES else wording.BAD_ROWS
            raise refusal(file=self._path, **bad_rows.words())


def reading_of(args: Namespace) -> RecipientsReading:
    """Return how the file is to be read, as far as the command says."""
    return RecipientsReading(
        encoding=args.encoding or "",
        sheet=args.sheet or "",
        column=args.column or "",
        mapping=parse_mapping(getattr(args, "map", None) or []),
    )


def _ask_about_rows(lines: list[str]) -> bool:
    """Ask on stderr: stdout is for the answer."""
    from dm_tui.lines.dialogue import BackRequested, Dialogue, LeaveRequested
    from dm_tui.settings.ascii_only import ascii_only

    dialogue = Dialogue(sys.stdin.fileno(), sys.stderr, ascii_only=ascii_only())
    dialogue.say(*lines)
    try:
        return dialogue.ask_without_typeahead(wording.ROWS_ARE_RIGHT).lower() == "yes"
    except (LeaveRequested, BackRequested):
        return False
