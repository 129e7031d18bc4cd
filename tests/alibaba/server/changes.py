"""Every field of every answer may be missing, null, of another type, or a value that nobody expects."""

from collections.abc import Iterator
from copy import deepcopy
from enum import Enum
from typing import Any

Path = tuple[str, ...]
"""The names that lead to a field. A list on the way has no name: a change befalls all of its rows."""


class Missing(Enum):
    """Stands for a field that is left out."""

    FIELD = "missing"


CHANGES: dict[str, Any] = {
    "missing": Missing.FIELD,
    "null": None,
    "empty text": "",
    "text": "perhaps",
    "another text": "邮件 ✉ \x1b[31m",
    "a number": 7,
    "zero": 0,
    "negative": -3,
    "negative text": "-12.50",
    "huge": 10**30,
    "huge text": "9" * 40,
    "a fraction": 4.98,
    "a fraction as text": "0.5",
    "with a unit": "4.98万",
    "with separators": "1,234,567.89",
    "not a number": "NaN",
    "infinite": "Infinity",
    "true": True,
    "a list": [1, "two", None],
    "an object": {"Value": 1},
    "an unknown status": "Refunding",
    "a date of another form": "30/01/2026 16:00",
    "a date without a zone": "2026-01-30 16:00:00",
    "a date in milliseconds": 1_769_788_800_000,
    "the end of time": "9999-12-31T23:59:59Z",
    "before all time": "0001-01-01T00:00:00Z",
}
"""What a field may become, by a name for a test."""

MORE_FIELDS: dict[str, Any] = {
    "NewField": "new",
    "Tax2": 1.5,
    "Extra": {"Deep": [1, {"Deeper": None}]},
    "id": "x",
    "model_config": {},
    "self": 1,
}
"""Fields that no page lists yet, some with names that a model may have for itself."""


def fields_of(answer: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every field of an answer, objects and lists themselves included."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            yield (*path, name)
            yield from fields_of(value, (*path, name))
    elif isinstance(answer, list) and answer:
        yield from fields_of(answer[0], path)


def changed(answer: Any, path: Path, value: Any) -> Any:
    """Return an answer whose field at `path` is `value`, in every row on the way."""
    if isinstance(answer, list):
        return [changed(row, path, value) for row in answer]
    if not isinstance(answer, dict) or path[0] not in answer:
        return answer
    answer = dict(answer)
    if len(path) > 1:
        answer[path[0]] = changed(answer[path[0]], path[1:], value)
    elif value is Missing.FIELD:
        del answer[path[0]]
    else:
        answer[path[0]] = deepcopy(value)
    return answer


def with_more_fields(answer: Any) -> Any:
    """Return an answer in which every object has additional fields."""
    if isinstance(answer, list):
        return [with_more_fields(row) for row in answer]
    if not isinstance(answer, dict):
        return answer
    known = {name: with_more_fields(value) for name, value in answer.items()}
    return {**deepcopy(MORE_FIELDS), **known}


class Changes:
    """The changes of answers that a test asked for; only answers that are a yes are changed."""

    def __init__(self) -> None:
        self._changes: dict[str, list[tuple[Path, Any]]] = {}
        self.more_fields = False

    @property
    def are_planned(self) -> bool:
        """Whether any answer is changed."""
        return bool(self._changes) or self.more_fields

    def change(self, action: str, path: Path, value: Any) -> None:
        """Change a field of every answer to `action` from now on."""
        self._changes.setdefault(action, []).append((path, value))

    def clear(self) -> None:
        self._changes.clear()
        self.more_fields = False

    def apply(self, action: str, answer: dict[str, object]) -> dict[str, object]:
        for path, value in self._changes.get(action, ()):
            answer = changed(answer, path, value)
        more: dict[str, object] = with_more_fields(answer) if self.more_fields else answer
        return more
