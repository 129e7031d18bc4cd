"""What separates the cells of a spreadsheet's lines: what the file states, or what makes the most sense."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from dm_tui.domain.mailing.recipients.address_cell import is_address_cell
from dm_tui.domain.mailing.recipients.column_names import is_address_name
from dm_tui.domain.mailing.recipients.csv_columns import CsvRow
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem

SEPARATORS = ",;\t|"
"""Separators between cells; where several fit equally well, the first one is used."""

_SEPARATOR_LINE = re.compile(r'"?sep=([^"\r\n])"?[\s,;]*', re.IGNORECASE)


def stated_separator(line: str) -> str:
    """Return the separator that a first line such as `sep=;` states for spreadsheet programs, or ""."""
    stated = _SEPARATOR_LINE.fullmatch(line.rstrip("\r\n"))
    return stated.group(1) if stated else ""


def most_frequent_separator(lines: Sequence[str]) -> str:
    """Return the separator that these lines have most of, for a list whose columns are not known yet."""
    return max(SEPARATORS, key="".join(lines).count)


def most_sensible_separator(samples: Mapping[str, Sequence[CsvRow | RowProblem]]) -> str:
    """Return the separator whose rows make the most sense, of rows by what they were parted by."""
    return max(samples, key=lambda separator: _score_rows(samples[separator]))


def _score_rows(sample: Sequence[CsvRow | RowProblem]) -> tuple[bool, bool, float, int]:
    """Return how much sense the rows make.

    Whether there is an address column, whether a row names it beside others, how alike and wide they are.
    """
    rows = [row for row in sample if not isinstance(row, RowProblem)]
    if not rows:
        return (False, False, 0, 0)
    named = [row for row in rows if any(map(is_address_name, row))]
    clear = bool(named) or any(sum(map(is_address_cell, row)) == 1 for row in rows)
    widths = Counter(width for width in map(len, rows) if width > 1)
    width, alike = widths.most_common(1)[0] if widths else (1, 0)
    return (clear, any(len(row) > 1 for row in named), alike / len(sample), width)
