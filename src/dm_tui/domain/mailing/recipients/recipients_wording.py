"""The sentences about recipients: unreadable files, columns that are not there, rows that are left out."""

from functools import partial

from dm_tui.domain.errors import ErrorKind

# Recipients

NO_RECIPIENTS = ErrorKind.USAGE.text("no-recipients", "There is no one to send to.", "Add recipients.")
NO_SPREADSHEET = ErrorKind.USAGE.text(
    "no-spreadsheet",
    "--sheet, --column and --map are about a file of recipients.",
    "Give --recipients FILE with them.",
)
FILE_WITHOUT_RECIPIENTS = ErrorKind.USAGE.text(
    "no-recipients",
    "{path} has no recipients.",
    "Give a file with one row for each, and a first row that names the columns.",
)
RECIPIENTS_CHANGED = ErrorKind.REFUSED.text(
    "recipients-changed",
    "{path} has changed since it was read. Nothing was sent.",
    "Read it again, and check the recipients.",
)
BAD_ROWS = ErrorKind.USAGE.text(
    "bad-rows",
    "{rows} of {file} cannot be used. {examples}",
    "Nothing was sent. Fix them, or leave them out with --skip-bad-rows.",
)
MORE_BAD_ROWS = BAD_ROWS._replace(
    message="{rows} of {file} cannot be used ({causes}). {examples} And {more:,} more."
)
BAD_ROW_EXAMPLE = "Line {line}: {problem}"
BAD_ADDRESS_EXAMPLE = "Address {line}: {problem}"
MORE_LEFT_OUT = "And {more:,} more: see --json."
ALL_CAUSES = "In all: {causes}."

CAUSES = {
    "above-header": "above the names of the columns",
    "bad-address": "without a valid address",
    "cells": "with more cells than columns",
    "duplicate": "with an address that came before",
    "empty-variable": "with an empty variable",
    "line-break": "with a line break in a cell",
    "control-character": "with a control character",
    "no-value": "with a formula without a value",
    "nul": "with a NUL character",
    "quote": "with a missing or extra quote",
    "too-long": "too long",
}
"""The cause of a row that is left out, after its number."""

_NO_EMAIL = (
    "1 row of the file cannot be sent to: it gets no email.",
    "{count:,} rows of the file cannot be sent to: they get no email.",
)
_ROWS_AGAIN = (
    "1 row of the file repeats an address: each address gets one email.",
    "{count:,} rows of the file repeat an address: each address gets one email.",
)
_TYPED_AGAIN = (
    "1 address is listed again: each address gets one email.",
    "{count:,} addresses are listed again: each address gets one email.",
)


def left_out_sentences(count: int, duplicates: int, *, typed: bool) -> tuple[str, ...]:
    """Return what becomes of rows of a file, or of `typed` addresses, that are left out.

    The address of a duplicate does get the mailing, so it is no recipient less.
    """
    kinds = ((count - duplicates, _NO_EMAIL), (duplicates, _TYPED_AGAIN if typed else _ROWS_AGAIN))
    return tuple((one if many == 1 else more).format(count=many) for many, (one, more) in kinds if many)


# Lists that are kept

BAD_LIST_NAME = ErrorKind.USAGE.text(
    "bad-list-name",
    "A list cannot be called “{name}”.",
    "Use 1 to {limit} letters, digits, spaces and . _ - + ( ), with a letter or a digit first.",
)
LIST_EXISTS = ErrorKind.REFUSED.text(
    "list-exists", "There is a list “{name}” already.", "Give another name, or replace it: --replace."
)
KEPT_LIST_DAMAGED = ErrorKind.STATE_FILE.text(
    "list-damaged",
    "The list “{name}” was changed or damaged after it was saved ({path}).",
    "Nothing was sent. Save it again: dm-tui lists add NAME --recipients FILE --replace; FILE may be that file, once you have checked its rows.",
)
KEPT_LIST_MISSING = ErrorKind.STATE_FILE.text(
    "list-missing",
    "The list “{name}” is missing: {path} was there.",
    "Nothing was sent. Put the file back, restore a backup (dm-tui restore FILE), save the list again (dm-tui lists "
    "add NAME --recipients FILE) or do without it (dm-tui lists remove NAME).",
)
DAMAGED_LIST = "The list “{name}” cannot be read. See why: dm-tui lists show “{name}”."
UNKNOWN_LIST = ErrorKind.USAGE.text("unknown-list", "There is no list “{name}”.", "See them: dm-tui lists.")

# The columns of a spreadsheet

_no_column = partial(ErrorKind.USAGE.text, "no-address-column")

SAME_VARIABLE_TWICE = _no_column(
    "Two columns are called {variable}.", "Say which: --map {variable}=COLUMN. Or rename one of them."
)
SEVERAL_COLUMNS_OF_ADDRESSES = _no_column(
    "Both “{first}” and “{second}” could be the address column.", "Say which: --column NAME."
)
NO_COLUMN_OF_ADDRESSES = _no_column(
    "No column holds addresses.",
    "Name the column of addresses “email” in the first row, or give --column NAME.",
)
UNKNOWN_COLUMN = ErrorKind.USAGE.text(
    "unknown-column", "There is no column “{column}”.", "The file has these: {names}. A number does, too."
)
BAD_MAPPING = ErrorKind.USAGE.text(
    "bad-mapping",
    "“{pair}” does not say which column fills a variable.",
    "Write it like --map UserName=“First Name”.",
)
MAPPED_TWICE = ErrorKind.USAGE.text(
    "bad-mapping", "{variable} is mapped to two columns.", "Map each variable once."
)
MISSING_COLUMN = ErrorKind.USAGE.text(
    "missing-column",
    "The file has no column for {names}.",
    "Name a column {first} in the first row, or give --map {first}=COLUMN, or write {{{first}|friend}}, with a "
    "default for everyone.",
)
MISSING_VALUES = ErrorKind.USAGE.text(
    "missing-column",
    "Addresses alone have no values for {names}.",
    "Give a file with a column {first}, or write {{{first}|friend}}, with a default for everyone.",
)

# A file that cannot be used

_CHECK_NAME = "Check its name."
_SAVE_AS_UTF8 = "Open it in the program it came from, and save it as CSV in UTF-8, or give --encoding NAME."
_unusable_file = partial(ErrorKind.USAGE.text, "unusable-file")

FILE_NOT_FOUND = _unusable_file("There is no file {path}.", _CHECK_NAME)
ADDRESSES_ARE_NO_FILE = _unusable_file("These are addresses, not the name of a file.", "Give them with --to.")
FILE_IS_DIRECTORY = _unusable_file("{path} is a directory.", "Give the path of a file.")
FILE_NOT_PERMITTED = _unusable_file("You may not read {path}.", "Check its owner and its permissions.")
FILE_NAME_TOO_LONG = _unusable_file("The name {path} is too long.", _CHECK_NAME)
FILE_NAME_IMPOSSIBLE = _unusable_file("{path} cannot be the name of a file.", _CHECK_NAME)
FILE_NOT_READABLE = _unusable_file("{path} cannot be read ({reason}).", "Check the disk.")
FILE_NOT_REGULAR = _unusable_file(
    "{path} is not a regular file, so it cannot be read twice.", "Save it as a file first."
)
FILE_CHANGED = _unusable_file("{path} changed while it was being read.", "Try again.")
WORKBOOK_UNREADABLE = _unusable_file(
    "{path} is damaged, or it is no spreadsheet that can be read here.",
    "Open it in the program it came from, and save it as .xlsx or CSV.",
)
WORKBOOK_PROTECTED = _unusable_file(
    "{path} is protected by a password.", "Open it, and save it without one, or as CSV."
)
WORKBOOK_TOO_WIDE = _unusable_file(
    "{path} has cells far beyond its table in too many rows: row {row:,} has one in column {column:,}.",
    "Delete the columns behind the last one that you need, and save it.",
)
WORKBOOK_TOO_LARGE = _unusable_file(
    "{path} has more text than can be read: its rows have 1 GB at row {row:,}.",
    "Leave out columns with long texts that the letter does not use, or divide it into several files.",
)
SEVERAL_SHEETS = _unusable_file(
    "Several sheets of {path} hold addresses: {sheets}.", "Say which: --sheet NAME."
)
UNKNOWN_SHEET = _unusable_file("{path} has no sheet “{sheet}” with rows.", "It has these: {sheets}.")
FILE_IS_NOT_TEXT = _unusable_file("{path} is not text.", _SAVE_AS_UTF8)
FILE_DAMAGED = _unusable_file("{path} is {encoding}, damaged in line {line:,}.", _SAVE_AS_UTF8)
FILE_NOT_IN_ENCODING = _unusable_file(
    "{path} is not {encoding}: line {line:,} cannot be read as that.",
    "Name another one, or none: it is detected.",
)
FILE_FIRST_ROW_TOO_LONG = _unusable_file("{path} has a first row that does not end.", "Save it as CSV.")
FILE_FIRST_ROW_QUOTE = _unusable_file(
    "{path} has a first row with a missing or extra quote.", "Fix the quotes."
)

# The encoding of a file

_ENCODINGS = "Some that are known: UTF-8, GB18030, Big5, Shift-JIS, EUC-KR, Windows-1252."
UNKNOWN_ENCODING = ErrorKind.USAGE.text(
    "unknown-encoding", "“{name}” is no encoding that is known here.", _ENCODINGS
)
ENCODING_UNCERTAIN = ErrorKind.USAGE.text(
    "encoding-uncertain",
    "{path} is not Unicode. As {encoding} it reads: {rows}",
    "Nothing was sent or saved. If that is right, give --encoding {encoding}; if not, name the encoding it was saved in.",
)
READ_AS = "{path} is read as {encoding}{guessed}. Rows as they are read:"
GUESSED = ", which is a guess"
GUESSED_ENCODING = "{encoding} is a guess. Are these rows right? F5 changes how the file is read."
ROWS_BY_GUESS = "The file is read as {encoding}, which is a guess. Send only if these rows are right:"
ROWS_ARE_RIGHT = "Are these rows right? Type yes"
ENCODING_REFUSED = ErrorKind.USAGE.text(
    "encoding-refused",
    "Nothing was sent or saved.",
    "Name the encoding that {path} was saved in: --encoding NAME.",
)

# Why a row is left out

ROW_VALUE_CONTROL = "{name} has a control character ({character})."
ROW_HAS_NUL = "It has a NUL character."
ROW_HAS_OTHER_WIDTH = "It has {cells}; the first row has {expected}."
ROW_ABOVE_HEADER = "It is above the row that names the columns."
ROW_LINE_TOO_LONG = "The line has more than {limit:,} characters."
ONE_CELL, CELLS = "1 cell", "{count} cells"
ROW_HAS_LINE_BREAK = "A cell has several lines: its closing quote may be missing."
ROW_IS_DUPLICATE = "{address} is in line {line} already."
ADDRESS_IS_DUPLICATE = "{address} is listed already."
ROW_VALUE_TOO_LONG = "{name} has more than {limit} characters."
NO_VALUE = "#NO VALUE"
"""What stands for a formula whose value is not in the file; spreadsheet programs have words of this form."""
CELL_ERRORS = (
    *(
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    ),
)
ROW_NO_VALUE = "Cell {cell} has a formula whose value is not in the file: open it in a spreadsheet program, and save it there."
ROW_CELL_ERROR = "Cell {cell} says {value} instead of a value."
ROW_VALUE_EMPTY = "{name} is empty, and the message uses {{{name}}}."
ROW_QUOTE = "A quote is missing or extra."
