"""The snapshot: all live tables as the JSON that stock TinyDB reads, one document on a line."""

import json
from typing import Any

from dm_tui.store.migrations import SCHEMA, Data, meta_of


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
    meta = meta_of(data)
    for name, least in {"schema": 1, "snapshot": 0, "history": 0}.items():
        value = meta.get(name, SCHEMA)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(f"no {name}")
    return data


def encode(data: Data) -> bytes:
    """Return the tables as JSON. Text from outside with lone surrogates is escaped."""
    try:
        return _encode(data, ensure_ascii=False)
    except UnicodeEncodeError:
        return _encode(data, ensure_ascii=True)


def _encode(data: Data, *, ensure_ascii: bool) -> bytes:
    dumps = json.JSONEncoder(ensure_ascii=ensure_ascii, allow_nan=False).encode
    tables = (
        f"{dumps(name)}: {{\n"
        + ",\n".join(f"{dumps(id)}: {dumps(document)}" for id, document in table.items())
        + "\n}"
        for name, table in data.items()
    )
    return ("{\n" + ",\n".join(tables) + "\n}\n").encode()
