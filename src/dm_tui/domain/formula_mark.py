"""The mark before a cell of a written table, by which a spreadsheet takes it for no formula."""

import unicodedata
from collections.abc import Iterator

MARK = "'"

_FORMULA = frozenset("=+-@\t\r\n\N{MINUS SIGN}")
"""A cell that begins with one of these is a formula to a spreadsheet (OWASP: CSV injection)."""

_UNSEEN = ("Cc", "Cf", "Mn", "Zs")
"""Categories of signs that a spreadsheet may drop before it looks for the first one."""

_SEPARATOR = ";"
"""A spreadsheet begins a cell after it where amounts have a decimal comma, and then no quote around helps."""


def marked_cell(text: str) -> str:
    """Return a cell with the mark where it may be a formula, or looks like one with the mark already."""
    return _SEPARATOR.join(f"{MARK}{part}" if marks else part for part, marks in _parts(text))


def unmarked_cell(cell: str) -> str:
    """Return what was written as a cell: a phone number such as +49 30 is sent without the mark."""
    return _SEPARATOR.join(part.removeprefix(MARK) if marks else part for part, marks in _parts(cell))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what may become a cell of its own, and whether it may be a formula."""
    first, *others = text.split(_SEPARATOR)
    yield first, _may_be_formula(first.lstrip(MARK))
    for part in others:
        yield part, _may_be_formula(part.lstrip(MARK).replace('"', ""))


def _may_be_formula(text: str) -> bool:
    """Say whether a cell begins as a formula does, or with a wide, small or raised form of such a sign."""
    first = next((sign for sign in text if unicodedata.category(sign) not in _UNSEEN), "")
    return not _FORMULA.isdisjoint((text[:1], unicodedata.normalize("NFKC", first)[:1]))
