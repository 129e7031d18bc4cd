"""Detects which column of a spreadsheet is the address, and which are template variables."""

from collections.abc import Sequence

from dm_tui.domain.mailing import recipients_wording as wording
from dm_tui.domain.mailing.letter_variables import NO_VARIABLES, LetterVariables
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import is_address
from dm_tui.domain.setup.variables import VARIABLES
from dm_tui.domain.text import Line, clean_line

ADDRESS_VARIABLE = "EAddr"
"""The variable that every recipient has a value for."""

_ADDRESS_NAMES = (
    {"eaddr"},
    {"email", "emailaddress", "mail", "mailaddress", "courriel", "correo", "correoelectrónico"}
    | {"emailadresse", "mailadresse", "adresseemail", "adressemail", "邮箱", "电子邮件", "邮件地址"},
    {"address", "adresse", "recipient", "empfänger"},
)
"""Names of the address column, ignoring case, spaces and punctuation.

An earlier set wins over a later one.
"""

_VARIABLE_NAMES = {name.casefold(): name for name in VARIABLES if name != ADDRESS_VARIABLE}

CsvRow = Sequence[str]


class CsvColumns(Model):
    """The columns of a spreadsheet, counted from 0. Without a header no column has a name."""

    width: int
    header: bool
    address: int
    address_name: Line = ""
    variables: dict[int, str] = {}
    ignored: tuple[Line, ...] = ()


def detect_columns(
    first: CsvRow, sample: Sequence[CsvRow], needed: LetterVariables = NO_VARIABLES
) -> CsvColumns:
    """Return the columns, or refuse with the reason they cannot be detected.

    `first` is the first row. It is a header unless it holds an address in exactly one cell, or a cell with an
    @ that is not an address. The address column is found by its name, otherwise because it is the only one
    with addresses in `sample`, the rows after the first. Any column is a variable if the letter, which uses
    those `needed`, has one of its name.
    """
    holding = [number for number, cell in enumerate(first) if is_address_cell(cell)]
    if len(holding) > 1:
        raise wording.SEVERAL_ADDRESSES_IN_FIRST_ROW()
    if not holding and not any("@" in cell for cell in first):
        columns = _columns_from_header(first, sample, needed)
    else:
        address = holding[0] if holding else _address_by_content(len(first), sample)
        ignored = tuple(f"column {number + 1}" for number in range(len(first)) if number != address)
        columns = CsvColumns(width=len(first), header=False, address=address, ignored=ignored)
    headers = [clean_line(cell) for cell in first if cell.strip()] if columns.header else []
    needed.require({ADDRESS_VARIABLE, *columns.variables.values()}, headers)
    return columns


def is_address_cell(cell: str) -> bool:
    """Say whether a cell holds an email address and nothing else."""
    return is_address(cell.strip())


def is_address_header(cell: str) -> bool:
    """Say whether a cell is the name of an address column."""
    return any(_normalize_name(cell) in names for names in _ADDRESS_NAMES)


def _columns_from_header(first: CsvRow, sample: Sequence[CsvRow], needed: LetterVariables) -> CsvColumns:
    names = [_normalize_name(cell) for cell in first]
    by_name = _address_by_header(first, names)
    address = _address_by_content(len(first), sample) if by_name is None else by_name
    variables: dict[int, str] = {}
    for number, name in enumerate(names):
        variable = needed.named(clean_line(first[number])) or (
            _VARIABLE_NAMES.get(name, "") if number != address else ""
        )
        if not variable:
            continue
        if variable in variables.values():
            raise wording.SAME_VARIABLE_TWICE(variable=variable)
        variables[number] = variable
    ignored = tuple(
        clean_line(cell) or f"column {number + 1}"
        for number, cell in enumerate(first)
        if number != address and number not in variables
    )
    return CsvColumns(
        width=len(first),
        header=True,
        address=address,
        address_name=first[address],
        variables=variables,
        ignored=ignored,
    )


def _address_by_header(first: CsvRow, names: Sequence[str]) -> int | None:
    for address_names in _ADDRESS_NAMES:
        columns = [number for number, name in enumerate(names) if name in address_names]
        if len(columns) > 1:
            name, second = (clean_line(first[number], 40) for number in columns[:2])
            raise wording.SEVERAL_COLUMNS_NAMED_ADDRESS(first=name, second=second)
        if columns:
            return columns[0]
    return None


def _address_by_content(width: int, sample: Sequence[CsvRow]) -> int:
    holding = []
    for number in range(width):
        cells = [row[number] for row in sample if number < len(row) and row[number].strip()]
        if cells and sum(map(is_address_cell, cells)) * 2 > len(cells):
            holding.append(number)
    if len(holding) != 1:
        raise wording.SEVERAL_COLUMNS_OF_ADDRESSES() if holding else wording.NO_COLUMN_OF_ADDRESSES()
    return holding[0]


def _normalize_name(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
