"""Migrations from older schemas of the state file to the present one, on plain dictionaries, before any model."""

from collections.abc import Callable
from typing import Any

Data = dict[str, dict[str, Any]]
"""The data of TinyDB: table name → document id → document."""

SCHEMA = 1
"""The schema this program writes."""

MIGRATIONS: dict[int, Callable[[Data], Data]] = {}
"""From schema N to N + 1. Empty, because there has been only one schema."""


def schema_of(data: Data) -> int:
    """Return the schema a state was written with; a state without one has the present schema."""
    return int(data.get("meta", {}).get("1", {}).get("schema", SCHEMA))


def migrate(data: Data) -> Data:
    """Return `data` in the present schema. The caller has refused newer ones."""
    for version in range(schema_of(data), SCHEMA):
        data = MIGRATIONS[version](data)
    present = data.get("meta", {}).get("1", {})
    return {**data, "meta": {"1": {**present, "schema": SCHEMA}}}
