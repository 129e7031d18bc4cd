"""Migrations from older schemas of the state file to the present one, on plain dictionaries."""

from collections.abc import Callable
from typing import Any

Data = dict[str, dict[str, Any]]
"""The data of TinyDB: table name → document id → document."""

SCHEMA = 2  # the one this program writes
FIRST_DIGESTED = 2
"""From this schema on every file begins with its digest, and the snapshot names the files of the archive."""

MIGRATIONS: dict[int, Callable[[Data], Data]] = {1: lambda data: data}  # from schema N to N + 1


def meta_of(data: Data) -> dict[str, Any]:
    """Return what a state says about itself: its schema, and the numbers of its snapshot and its history."""
    return dict(data.get("meta", {}).get("1", {}))


def schema_of(data: Data) -> int:
    """Return the schema a state was written with; a state without one was not written by this program."""
    return int(meta_of(data).get("schema", 1))


def migrate(data: Data) -> Data:
    """Return `data` in the present schema. The caller has refused newer ones."""
    for version in range(schema_of(data), SCHEMA):
        data = MIGRATIONS[version](data)
    return {**data, "meta": {"1": {**meta_of(data), "schema": SCHEMA}}}
