"""The storage under TinyDB: reads once, collects the writes, and commits them as one durable change."""

import json
from typing import Any

from tinydb.storages import Storage

from dm_tui.store.migrations import SCHEMA, Data


def decode(raw: bytes) -> Data:
    """Return the tables in `raw`; ValueError unless it is a table of tables of documents."""
    try:
        data: Any = json.loads(raw)
    except RecursionError:
        raise ValueError("not a state file") from None
    if not isinstance(data, dict):
        raise ValueError("not a state file")
    for table in data.values():
        if not isinstance(table, dict) or not all(
            id.isdecimal() and isinstance(document, dict) for id, document in table.items()
        ):
            raise ValueError("not a table")
    schema = data.get("meta", {}).get("1", {}).get("schema", SCHEMA)
    if not isinstance(schema, int) or schema < 1:
        raise ValueError("not a schema")
    return data


class StagedStorage(Storage):
    """One transaction's view of the state. TinyDB writes into it freely; nothing reaches the disk
    until `encoded()` is made durable by the state file.
    """

    def __init__(self, data: Data) -> None:
        self.data = data
        self.changed = False

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return all tables, None for TinyDB's idea of an empty file."""
        return self.data or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Stage all tables."""
        self.data = data
        self.changed = True

    def encoded(self) -> bytes:
        """Return the staged tables as the JSON that stock TinyDB reads."""
        try:
            return json.dumps(self.data, ensure_ascii=False, allow_nan=False, indent=1).encode()
        except UnicodeEncodeError:  # half a character that came from outside: only escapes hold it
            return json.dumps(self.data, allow_nan=False, indent=1).encode()
