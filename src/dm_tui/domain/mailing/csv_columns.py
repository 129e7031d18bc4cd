"""Which column of a spreadsheet is the address, and which are template variables."""

from collections.abc import Sequence

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.content import MailContent
from dm_tui.domain.setup.template import VARIABLES, fill_variables
from dm_tui.domain.text import Line, clean_line

ADDRESS_VARIABLE = "EAddr"
"""The variable that every recipient has."""

_ADDRESS_NAMES = (
    {"eaddr"},
    {"email", "emailaddress", "mail", "mailaddress", "courriel", "correo", "correoelectrónico"}
    | {
        "emailadresse",
        "mailadresse",
        "adresseemail",
        "adressemail",
        "邮箱",
        "电子邮件",
        "邮件地址",
    },
    {"address", "adresse", "recipient", "empfänger"},
)
"""Names of the address column, without case, spaces and signs; an earlier set wins over a later one."""

_VARIABLE_NAMES = {name.casefold(): name for name in VARIABLES if name != ADDRESS_VARIABLE}

CsvRow = Sequence[str]


class CsvColumns(Model):
    """What the columns of a spreadsheet are, counted from 0. Without a header no column has a name."""

    width: int
    header: bool
    address: int
    address_name: Line = ""
    variables: dict[int, str] = {}
    ignored: tuple[Line, ...] = ()


def detect_columns(
    first: CsvRow, sample: Sequence[CsvRow], needed: frozenset[str] = frozenset()
) -> CsvColumns:
    """Return what the columns are, or refuse saying what cannot be told.

    `first` is the first row. It is a header unless it holds an address in exactly one cell, or something
    with an @ that is none. The address column is found by its name, otherwise because no other holds
    addresses in `sample`, the rows after the first. `needed` are the variables the letter has.
    """
    holding = [number for number, cell in enumerate(first) if is_address(cell)]
    if len(holding) > 1:
        raise _ambiguous_columns(
            "The first row holds several addresses.", "Name the columns in a first row."
        )
    header = not holding and not any("@" in cell for cell in first)
    if holding:
        columns = CsvColumns(
            width=len(first),
            header=False,
            address=holding[0],
            ignored=_number_columns(first, holding[0]),
        )
    elif header:
        columns = _columns_from_header(first, sample)
    else:
        address = _address_by_content(len(first), sample)
        columns = CsvColumns(
            width=len(first), header=False, address=address, ignored=_number_columns(first, address)
        )
    missing = sorted(needed - {ADDRESS_VARIABLE} - set(columns.variables.values()))
    if missing:
        names = ", ".join(f"{{{name}}}" for name in missing)
        raise DirectMailError(
            ErrorKind.USAGE,
            "missing-column",
            f"The letter has {names}, and the file has no such column.",
            f"Name a column {missing[0]} in the first row, or take {{{missing[0]}}} out of the letter.",
        )
    return columns


def find_used_variables(content: MailContent) -> frozenset[str]:
    """Return the variables that a letter has anywhere."""
    parts = (content.subject, content.text, content.html)
    return frozenset(
        name
        for name in VARIABLES
        if any(fill_variables(part, {name: "_"}) != fill_variables(part, {}) for part in parts)
    )


def is_address(cell: str) -> bool:
    """Say whether a cell holds an email address and nothing else."""
    if "@" not in cell:
        return False
    try:
        parse_address(cell.strip())
    except DirectMailError:
        return False
    return True


def is_address_header(cell: str) -> bool:
    """Say whether a cell is the name of an address column."""
    return any(_normalize_name(cell) in names for names in _ADDRESS_NAMES)


def _columns_from_header(first: CsvRow, sample: Sequence[CsvRow]) -> CsvColumns:
    names = [_normalize_name(cell) for cell in first]
    address = _address_by_header(first, names)
    if address is None:
        address = _address_by_content(len(first), sample)
    variables: dict[int, str] = {}
    for number, name in enumerate(names):
        variable = _VARIABLE_NAMES.get(name)
        if variable is None or number == address:
            continue
        if variable in variables.values():
            raise _ambiguous_columns(f"Two columns are called {variable}.", "Rename one of them.")
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
    for known in _ADDRESS_NAMES:
        found = [number for number, name in enumerate(names) if name in known]
        if len(found) > 1:
            both = " and ".join(f"“{clean_line(first[number], 40)}”" for number in found[:2])
            raise _ambiguous_columns(
                f"Both {both} could be the address column.", "Rename one of them."
            )
        if found:
            return found[0]
    return None


def _address_by_content(width: int, sample: Sequence[CsvRow]) -> int:
    holding = []
    for number in range(width):
        cells = [row[number] for row in sample if number < len(row) and row[number].strip()]
        if cells and sum(map(is_address, cells)) * 2 > len(cells):
            holding.append(number)
    if len(holding) != 1:
        raise _ambiguous_columns(
            "Several columns hold addresses." if holding else "No column holds addresses.",
            "Call the one to send to “email” in the first row.",
        )
    return holding[0]


def _number_columns(first: CsvRow, address: int) -> tuple[str, ...]:
    return tuple(f"column {number + 1}" for number in range(len(first)) if number != address)


def _normalize_name(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _ambiguous_columns(message: str, hint: str) -> DirectMailError:
    return DirectMailError(ErrorKind.USAGE, "no-address-column", message, hint)
