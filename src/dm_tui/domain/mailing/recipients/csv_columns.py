"""Detects which column of a spreadsheet is the address, and which are template variables."""

from collections.abc import Sequence

from dm_tui.domain.mailing.letters.letter_variables import NO_VARIABLES, LetterVariables
from dm_tui.domain.mailing.recipients import recipients_wording as wording
from dm_tui.domain.mailing.recipients.address_cell import is_address_cell
from dm_tui.domain.mailing.recipients.column_names import (
    ADDRESS_NAMES,
    ADDRESS_VARIABLE,
    DOCUMENTED_NAMES,
    VARIABLE_NAMES,
    is_address_name,
    normalize_name,
)
from dm_tui.domain.mailing.recipients.recipients_reading import DETECT_ALL, RecipientsReading
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line, clean_line

MAX_TITLE_ROWS = 20
"""Rows above the header, at most: a title, a date, a remark (our own limit)."""

_CLEARLY = 2
"""How many times as many addresses one column needs to be taken for the one meant (our own choice)."""

CsvRow = Sequence[str]


class CsvColumns(Model):
    """The columns of a spreadsheet, counted from 0. Without a header no column has a name.

    `titles` are the rows above the header.
    """

    width: int
    header: bool
    address: int
    titles: int = 0
    address_name: Line = ""
    names: tuple[Line, ...] = ()
    variables: dict[str, int] = {}
    ignored: tuple[Line, ...] = ()


def detect_columns(
    rows: Sequence[CsvRow], needed: LetterVariables = NO_VARIABLES, reading: RecipientsReading = DETECT_ALL
) -> CsvColumns:
    """Return the columns, or refuse with the reason they cannot be detected.

    `rows` are the first ones of the file. The header is the row that names a column of addresses, otherwise
    what stands above the first row with an address; there is none where the first row has one. The address
    column is found by its name, unless another column has the addresses; a column that `reading` names is
    taken as it is. Any column is a variable if the letter, which uses those `needed`, has one of its name.
    """
    header = _header_row(rows, reading)
    body = rows if header is None else rows[header + 1 :]
    first: CsvRow = () if header is None else rows[header]
    width = len(first) or max(map(len, rows))
    address = _address_column(first, body, width, reading)
    variables = _variable_columns(first, width, address, needed, reading)
    names = [clean_line(cell) for cell in first if cell.strip()]
    needed.require({ADDRESS_VARIABLE, *variables}, [*names, *reading.mapping])
    ignored = (number for number in range(width) if number not in {address, *variables.values()})
    return CsvColumns(
        width=width,
        header=header is not None,
        address=address,
        titles=header or 0,
        address_name=first[address] if first else "",
        names=tuple(names),
        variables=variables,
        ignored=tuple(_column_label(first, number) for number in ignored),
    )


def column_letters(number: int) -> str:
    """Return the name that spreadsheet programs give a column, counted from 0."""
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def _header_row(rows: Sequence[CsvRow], reading: RecipientsReading) -> int | None:
    """Return the number of the row that names the columns, None where no row does."""
    top = rows[: MAX_TITLE_ROWS + 1]
    for name in filter(None, (reading.column, *reading.mapping.values())):
        for number, row in enumerate(top):
            if _find_name(row, name) is not None and not any(map(is_address_cell, row)):
                return number
    for number, row in enumerate(top):
        if any(map(is_address_name, row)) and not any(map(is_address_cell, row)):
            return number
    if any("@" in cell for cell in rows[0]):
        return None
    above = next((number for number, row in enumerate(top) if any(map(is_address_cell, row))), len(top))
    filled = [sum(map(bool, map(str.strip, row))) for row in top[:above]]
    return filled.index(max(filled))


def _address_column(first: CsvRow, body: Sequence[CsvRow], width: int, reading: RecipientsReading) -> int:
    if reading.column:
        return require_column(first, width, reading.column)
    cells = [
        [row[number] for row in body if number < len(row) and row[number].strip()] for number in range(width)
    ]
    counts = [sum(map(is_address_cell, column)) for column in cells]
    by_name = None
    for names in ADDRESS_NAMES:
        named = [number for number, cell in enumerate(first) if normalize_name(cell) in names]
        if any(counts[number] for number in named):
            return _clear_winner(first, named, counts)
        by_name = named[0] if by_name is None and named else by_name
    holding = [number for number in range(width) if counts[number] * 2 > len(cells[number])]
    if holding:
        return _clear_winner(first, holding, counts)
    if by_name is None:
        raise wording.NO_COLUMN_OF_ADDRESSES()
    return by_name


def _clear_winner(first: CsvRow, columns: Sequence[int], counts: Sequence[int]) -> int:
    """Return the column that has most of the addresses; where two have many, you have to say which."""
    best, *others = sorted(columns, key=lambda number: -counts[number])
    if others and counts[best] < _CLEARLY * counts[others[0]]:
        names = (_column_label(first, number) for number in (best, others[0]))
        raise wording.SEVERAL_COLUMNS_OF_ADDRESSES(first=next(names), second=next(names))
    return best


def _variable_columns(
    first: CsvRow, width: int, address: int, needed: LetterVariables, reading: RecipientsReading
) -> dict[str, int]:
    """Return the column of each variable: as mapped, then by its own name, then by other names of it."""
    mapped = {name: require_column(first, width, column) for name, column in reading.mapping.items()}
    own = [needed.named(clean_line(cell)) or DOCUMENTED_NAMES.get(normalize_name(cell), "") for cell in first]
    others = [VARIABLE_NAMES.get(normalize_name(cell), "") for cell in first]
    variables = dict(mapped)
    for names in (own, others):
        known = {ADDRESS_VARIABLE, *variables}
        for number, name in enumerate(names):
            if (
                not name
                or name in known
                or (number == address and not needed.named(clean_line(first[number])))
            ):
                continue
            if name not in variables:
                variables[name] = number
            elif name in needed.used:
                raise wording.SAME_VARIABLE_TWICE(variable=name)
    return dict(sorted(variables.items(), key=lambda pair: pair[1]))


def require_column(first: CsvRow, width: int, name: str) -> int:
    """Return the column of a name or a number."""
    number = _find_name(first, name)
    if number is None and name.isdecimal() and 1 <= int(name) <= width:
        number = int(name) - 1
    if number is None:
        names = ", ".join(f"“{_column_label(first, number)}”" for number in range(min(width, 12)))
        raise wording.UNKNOWN_COLUMN(column=clean_line(name, 60), names=names)
    return number


def _find_name(first: CsvRow, name: str) -> int | None:
    """Return the column that is called so, to the letter before anything alike."""
    for same in (str.strip, normalize_name):
        wanted = same(name)
        for number, cell in enumerate(first):
            if wanted and same(cell) == wanted:
                return number
    return None


def _column_label(first: CsvRow, number: int) -> str:
    named = clean_line(first[number], 40) if number < len(first) else ""
    return named or f"column {number + 1}"
