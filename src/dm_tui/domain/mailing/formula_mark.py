"""The mark before a cell of a written table, by which a spreadsheet takes it for no formula."""

import unicodedata

MARK = "'"

_FORMULA = frozenset("=+-@\t\r\n\N{MINUS SIGN}")
"""A cell that begins with one of these is a formula to a spreadsheet (OWASP: CSV injection)."""

_UNSEEN = ("Cc", "Cf", "Mn", "Zs")
"""Categories of signs that a spreadsheet may drop before it looks for the first one."""


def marked_cell(text: str) -> str:
    """Return a cell with the mark, if it may be a formula or looks like one with the mark already."""
    return f"{MARK}{text}" if _may_be_formula(text.lstrip(MARK)) else text


def unmarked_cell(cell: str) -> str:
    """Return what was written as a cell: a phone number such as +49 30 is sent without the mark."""
    return cell[1:] if cell[:1] == MARK and _may_be_formula(cell.lstrip(MARK)) else cell


def _may_be_formula(text: str) -> bool:
    """Say whether a cell begins as a formula does, or with a wide, small or raised form of such a sign."""
    first = next((sign for sign in text if unicodedata.category(sign) not in _UNSEEN), "")
    return not _FORMULA.isdisjoint((text[:1], unicodedata.normalize("NFKC", first)[:1]))
