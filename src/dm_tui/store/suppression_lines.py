"""The lines of the list of addresses that get no mail: each is a change behind a checksum, as in the journal.

The address with why it is on the list puts it there, the address alone takes it off. The last line of an
address counts. Each checksum continues the one before, so that a list that lost a line is not taken for a
whole one.
"""

import json
from zlib import crc32

from dm_tui.domain.mailing.suppressed import SuppressedAddress, address_key
from dm_tui.store import journal
from dm_tui.store.journal import JournalEnd

EMPTY = JournalEnd(0, crc32(b"dm-tui suppressed addresses"))
"""The end of a list without a line."""

encode_json = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_FIELDS = ("address", "reason", "since", "source", "until", "words")


def encode_list(lines: dict[str, bytes]) -> tuple[JournalEnd, list[bytes]]:
    """Return the end and the lines of a list of these, and of nothing else."""
    end, encoded = EMPTY, []
    for payload in lines.values():
        line, end = journal.encode_line(payload, end)
        encoded.append(line)
    return end, encoded


def reaches(raw: bytes, ends: tuple[JournalEnd, ...]) -> bool:
    """Say whether the whole file `raw` reaches one of these ends, if there are any."""
    return replay(raw, EMPTY, {}, ends) is not None


def replay(
    raw: bytes, end: JournalEnd, lines: dict[str, bytes], ends: tuple[JournalEnd, ...]
) -> tuple[JournalEnd, int] | None:
    """Apply the changes in `raw`, which was read from `end` on, to `lines`; return their end and number.

    None where a whole line behind the end does not continue it, or where none of `ends` is reached, if there
    are any; a line that is torn behind that was never acknowledged.
    """
    size, checksum, count = end.size, end.checksum, 0
    whole = not ends or any(expected.size <= size for expected in ends)
    for line in raw.splitlines(keepends=True):
        payload = line[:-1] if line.endswith(b"\n") else b""
        verified = journal.verify_line(payload, checksum)
        if verified is None:
            whole = whole and size + len(line) >= end.size + len(raw)
            break
        size, checksum, count = size + len(line), verified, count + 1
        whole = whole or (size, checksum) in ends
        apply_change(lines, payload[9:])
    return (JournalEnd(size, checksum), count) if whole else None


def apply_change(lines: dict[str, bytes], payload: bytes) -> None:
    """Apply one change: an address with why it is listed, or the address alone to take it off."""
    address = payload.split(b'"', 2)[1]
    key = address_key(address.decode())
    lines.pop(key, None)  # so that the newest is last
    if len(payload) > len(address) + 4:
        lines[key] = payload


def encode_entry(entry: SuppressedAddress) -> bytes:
    """Return the fields of an entry, without empty ones at the end; no address has a quote."""
    since = entry.since.isoformat() if entry.since else ""
    until = entry.until.isoformat() if entry.until else ""
    fields = [entry.address, entry.reason, since, entry.source, until, entry.words]
    while not fields[-1]:
        fields.pop()
    return encode_json(fields).encode()


def decode_entry(payload: bytes) -> SuppressedAddress:
    """Return the entry of a line, without its checksum."""
    fields = dict(zip(_FIELDS, json.loads(payload), strict=False))
    instants = {name: fields.get(name) or None for name in ("since", "until")}
    return SuppressedAddress(**{**fields, **instants})
