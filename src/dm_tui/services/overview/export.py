"""Rows of the shapes that programs rely on, as one JSON document or as CSV that any spreadsheet opens."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

from dm_tui.domain.formula_mark import marked_cell
from dm_tui.domain.model import Model
from dm_tui.domain.text import clean_line, escape_json

_LONGEST_CELL = 32_000
"""Characters of a cell; spreadsheets take little more (our own limit)."""


def json_lines(name: str, rows: Sequence[Model]) -> list[str]:
    """Return one document that has `rows` under `name`."""
    document = {name: [row.model_dump(mode="json", by_alias=True) for row in rows]}
    return escape_json(json.dumps(document, ensure_ascii=False, indent=2)).split("\n")


def csv_lines(shape: type[Model], rows: Sequence[Model]) -> list[str]:
    """Return a head and one line for each row; money is an amount of the account's currency.

    A list, or counts by name, inside a row have no place in a table: they are left to JSON.
    """
    heads = {
        name: field.serialization_alias or name
        for name, field in shape.model_fields.items()
        if not {tuple, dict} & {get_origin(type) for type in (field.annotation, *get_args(field.annotation))}
    }
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(heads.values())
    for row in rows:
        document = row.model_dump(mode="json")
        writer.writerow([csv_cell(document[name]) for name in heads])
    return written.getvalue().split("\n")[:-1]


def csv_cell(value: Any) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    if isinstance(value, Mapping):
        return csv_cell(value["amount"])
    if isinstance(value, bool):
        return str(value).lower()  # as in JSON; every spreadsheet reads it as a truth value
    text = "" if value is None else clean_line(str(value), _LONGEST_CELL)
    return marked_cell(text)
