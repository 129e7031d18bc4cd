"""The files of tables: the snapshot and each file of the archive, as the JSON that stock TinyDB reads.

Each line is one document. The document of the `meta` table is the first, and begins with the digest of
every byte behind it, so that no change of a file is taken for what was written. A file of schema 1 has no
digest yet.
"""

import json
from typing import Any

try:
    from _blake2 import blake2b  # what hashlib has, without OpenSSL: every command reads a snapshot
except ImportError:
    from hashlib import blake2b

from dm_tui.store.migrations import FIRST_DIGESTED, SCHEMA, Data, meta_of, schema_of

DIGEST = "digest"
_DIGEST_LENGTH = 32
_HEAD = b'{\n"meta": {\n"1": {"digest": "'
_LEAST = {"schema": 1, "snapshot": 0, "history": 0}


def digest_of(raw: bytes | memoryview) -> str:
    """Return the digest of bytes, as short as an identity may be."""
    return blake2b(raw, digest_size=_DIGEST_LENGTH // 2).hexdigest()


def written_digest(raw: bytes) -> str:
    """Return the digest that `encode` wrote."""
    return raw[len(_HEAD) : len(_HEAD) + _DIGEST_LENGTH].decode()


def verified_digest(raw: bytes) -> str | None:
    """Return the digest a file begins with, None if it begins with none; ValueError if it is not its own."""
    if not raw.startswith(_HEAD):
        return None
    end = len(_HEAD) + _DIGEST_LENGTH
    claimed = raw[len(_HEAD) : end]
    if digest_of(memoryview(raw)[end:]).encode() != claimed:
        raise ValueError("changed since it was written")
    return claimed.decode()


def any_digest(raw: bytes) -> str:
    """Return the digest of a file, made now for one of schema 1; raises as `verified_digest`."""
    return verified_digest(raw) or digest_of(raw)


def decode(raw: bytes) -> Data:
    """Return the tables in `raw`; ValueError unless it is a table of tables of documents, as written."""
    return decode_with_digest(raw)[0]


def decode_with_digest(raw: bytes) -> tuple[Data, str]:
    """Return the tables in `raw`, and its digest as `any_digest` does; raises as `decode`."""
    digest = verified_digest(raw)
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
    for name, least in _LEAST.items():
        value = meta.get(name, SCHEMA)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(f"no {name}")
    if digest is None and (DIGEST in meta or FIRST_DIGESTED <= schema_of(data) <= SCHEMA):
        raise ValueError("without the digest it was written with")
    return data, digest or digest_of(raw)


def encode(data: Data) -> bytes:
    """Return the tables as JSON behind their digest. Text from outside with lone surrogates is escaped."""
    meta = {DIGEST: "", **{name: value for name, value in meta_of(data).items() if name != DIGEST}}
    data = {"meta": {"1": meta}, **{name: table for name, table in data.items() if name != "meta"}}
    try:
        raw = _encode(data, ensure_ascii=False)
    except UnicodeEncodeError:
        raw = _encode(data, ensure_ascii=True)
    behind = raw[len(_HEAD) :]
    return _HEAD + digest_of(behind).encode() + behind


def _encode(data: Data, *, ensure_ascii: bool) -> bytes:
    dumps = json.JSONEncoder(ensure_ascii=ensure_ascii, allow_nan=False).encode
    tables = (
        f"{dumps(name)}: {{\n"
        + ",\n".join(f"{dumps(id)}: {dumps(document)}" for id, document in table.items())
        + "\n}"
        for name, table in data.items()
    )
    return ("{\n" + ",\n".join(tables) + "\n}\n").encode()
