"""Whom a mailing goes to, read before anything is sent: addresses that were typed, or a file of recipients."""

import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.csv_columns import ADDRESS_VARIABLE, CsvColumns
from dm_tui.domain.mailing.message import Recipient
from dm_tui.domain.setup.address import parse_address
from dm_tui.services.mailing.csv_recipients import CsvRecipients, RowProblem

MOST_PROBLEMS = 1_000
"""Problems that are kept to be read; the rest is counted."""

REPORT_EVERY = 1_000
"""Rows between two words about how far the reading is."""

_SEPARATORS = re.compile(r"[,;\s]+")


class RecipientFile(NamedTuple):
    """How a file was understood."""

    path: Path
    encoding: str
    delimiter: str
    columns: CsvColumns


class Audience(NamedTuple):
    """Everybody a letter with the variables `needed` goes to.

    `problems` are the first of those nothing can be sent to, `bad` is how many there are. `digest` is that of
    all recipients with their values.
    """

    addresses: tuple[str, ...]
    needed: frozenset[str]
    digest: str
    first: Recipient | None = None
    problems: tuple[RowProblem, ...] = ()
    problem_count: int = 0
    source: RecipientFile | None = None

    def without_values(self) -> Iterator[Recipient]:
        """Yield all without their values: whom it costs, not what they read."""
        return (Recipient(address=one) for one in self.addresses)

    def recipients(
        self, progress: Callable[[int], None] = lambda count: None
    ) -> Iterator[Recipient]:
        """Yield all with their values, a file read anew; refuses in the end where it is another one now."""
        if self.source is None:
            yield from self.without_values()
            return
        seen = sha256()
        for count, one in enumerate(
            _valid_recipients(CsvRecipients(self.source.path, self.needed)), 1
        ):
            seen.update(_line(one))
            if count % REPORT_EVERY == 0:
                progress(count)
            yield one
        if seen.hexdigest() != self.digest:
            raise DirectMailError(
                ErrorKind.REFUSED,
                "recipients-changed",
                f"{self.source.path} was changed since it was read. Nothing was sent.",
                "Read it again, and look at what it says now.",
            )


def parse_recipients(text: str, needed: frozenset[str]) -> Audience:
    """Return the addresses in a line, apart by commas, semicolons or spaces; one that is none is refused.

    What is typed has no values: a letter that needs some is refused.
    """
    if missing := sorted(needed - {ADDRESS_VARIABLE}):
        raise DirectMailError(
            ErrorKind.USAGE,
            "missing-column",
            f"The letter has {{{missing[0]}}}, and addresses alone do not say what that is.",
            f"Give a file with a column {missing[0]}, or take it out of the letter.",
        )
    found: dict[str, str] = {}
    problems = []
    for place, one in enumerate(filter(None, _SEPARATORS.split(text)), 1):
        address = parse_address(one)
        if address.lower() in found:
            message = f"{address} stands there already."
            problems.append(RowProblem(line=place, code="duplicate", message=message))
        found.setdefault(address.lower(), address)
    addresses = tuple(found.values())
    return Audience(
        addresses,
        needed,
        _digest(Recipient(address=one) for one in addresses),
        Recipient(address=addresses[0]) if addresses else None,
        tuple(problems),
        len(problems),
    )


def read_recipients(
    path: Path,
    needed: frozenset[str],
    progress: Callable[[int], None] = lambda rows: None,
    given_up: Callable[[], bool] = lambda: False,
) -> Audience | None:
    """Return the recipients in a file, every row judged; None once the answer is no longer wanted. Blocks.

    Raises DirectMailError for a file of which no row can be read.
    """
    recipients = CsvRecipients(path, needed)
    addresses: list[str] = []
    problems: list[RowProblem] = []
    seen, bad = sha256(), 0
    first: Recipient | None = None
    for rows, one in enumerate(recipients, 1):
        if rows % REPORT_EVERY == 0:
            if given_up():
                return None
            progress(rows)
        if isinstance(one, RowProblem):
            bad += 1
            if bad <= MOST_PROBLEMS:
                problems.append(one)
            continue
        first = first or one
        addresses.append(one.address)
        seen.update(_line(one))
    source = RecipientFile(path, recipients.encoding, recipients.delimiter, recipients.columns)
    return Audience(tuple(addresses), needed, seen.hexdigest(), first, tuple(problems), bad, source)


def _valid_recipients(rows: Iterable[Recipient | RowProblem]) -> Iterator[Recipient]:
    return (one for one in rows if isinstance(one, Recipient))


def _digest(recipients: Iterable[Recipient]) -> str:
    seen = sha256()
    for one in recipients:
        seen.update(_line(one))
    return seen.hexdigest()


def _line(one: Recipient) -> bytes:
    return repr((one.address, sorted(one.variables.items()))).encode(errors="surrogatepass")
