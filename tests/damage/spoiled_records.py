"""Every kind of field in a state, each replaced by JSON that is well formed and wrong."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

BAD: tuple[object, ...] = (
    None,
    True,
    -1,
    3.5,
    10**30,
    float("nan"),
    float("inf"),
    "",
    "x",
    "NaN",
    "\u0669",
    "USE",
    "2025-09-03T09:00:00",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
    [],
    [None],
    {},
    {"amount": "NaN", "currency": "USD"},
)
"""Values that are JSON (or what Python reads as such) and wrong for most fields."""


class Spoiled(NamedTuple):
    """One field of the first record that has it, and what stands there instead."""

    table: str
    number: str
    place: tuple[str | int, ...]
    value: object

    def __str__(self) -> str:
        where = "/".join(map(str, self.place)) or "the whole record"
        return f"{self.table} {self.number} {where} = {self.value!r}"

    def put_into(self, path: Path) -> None:
        """Spoil the state file, as an editor, another program or a bad disk would."""
        data = json.loads(path.read_bytes())
        holder: Any = data[self.table]
        *way, last = (self.number, *self.place)
        for step in way:
            holder = holder[step]
        holder[last] = copy.deepcopy(self.value)
        path.write_text(json.dumps(data))


def spoil_every_field(path: Path) -> Iterator[Spoiled]:
    """Yield each bad value for each kind of field of the state at `path`."""
    data = json.loads(path.read_bytes())
    for table, documents in data.items():
        if table == "meta":
            continue
        seen: set[tuple[str, ...]] = set()
        for number, document in documents.items():
            for place in _places(document):
                kind = tuple("*" if isinstance(step, int) else str(step) for step in place)
                if kind not in seen:
                    seen.add(kind)
                    for value in BAD:
                        yield Spoiled(table, number, place, value)


def _places(value: object) -> Iterator[tuple[str | int, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inside:
        yield (step,)
        for place in _places(part):
            yield (step, *place)
