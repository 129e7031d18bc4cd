"""An error is made of whole sentences and the values they name, and every place that raises one names them
all.
"""

import ast
import re
import string
from importlib import import_module
from pathlib import Path

import pytest

import dm_tui
from dm_tui.domain.errors import ErrorKind, ErrorText

UNKNOWN = ErrorText(ErrorKind.USAGE, "unknown-order", "There is no order “{order}”.", "Try {other}.")


def test_the_values_stand_in_the_sentences_and_beside_them() -> None:
    error = UNKNOWN(order="{other}", other="DM1")
    assert error.message == "There is no order “{other}”."
    assert error.hint == "Try DM1."
    assert error.values == {"order": "{other}", "other": "DM1"}
    assert (error.kind, error.code) == (ErrorKind.USAGE, "unknown-order")


FOR_FACES = {"part"}
"""Values that no sentence names: the part of a letter that is at fault, where its face shows the refusal."""


def _named(text: ErrorText) -> set[str]:
    fields = string.Formatter().parse(f"{text.message} {text.hint}")
    return {name for _, name, _, _ in fields if name is not None}


def _texts() -> dict[tuple[str, str], ErrorText]:
    """Return every ErrorText of the package by its module and name."""
    root = Path(dm_tui.__file__).parent
    found = {}
    for path in root.rglob("*.py"):
        if "ErrorKind" not in path.read_text(encoding="utf-8"):
            continue
        module = ".".join(("dm_tui", *path.relative_to(root).with_suffix("").parts))
        for name, value in vars(import_module(module)).items():
            if isinstance(value, ErrorText):
                found[module, name] = value
    return found


def _calls(names: set[str]) -> list[tuple[str, str, set[str]]]:
    """Return where an ErrorText may be called: the place, the name, and the values that are given."""
    root = Path(dm_tui.__file__).parent
    calls = []
    for path in root.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        called = re.findall(r"\b([A-Z]\w+)\s*\(", source)
        if names.isdisjoint(called):  # most files call none, and to parse one takes its time
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and not any(word.arg is None for word in node.keywords):
                function = node.func
                name = getattr(function, "attr", getattr(function, "id", ""))
                given = {word.arg for word in node.keywords if word.arg}
                calls.append((f"{path}:{node.lineno}", name, given))
    return calls


def _wrong(texts: dict[tuple[str, str], ErrorText], calls: list[tuple[str, str, set[str]]]) -> list[str]:
    by_name: dict[str, set[frozenset[str]]] = {}
    for (_, name), text in texts.items():
        by_name.setdefault(name, set()).add(frozenset(_named(text)))
    return [
        f"{place} {name}({', '.join(sorted(given))})"
        for place, name, given in calls
        if name in by_name
        and frozenset(given - FOR_FACES) not in by_name[name]
        and frozenset(given) not in by_name[name]
    ]


def test_every_place_gives_the_values_that_its_sentences_name() -> None:
    texts = _texts()
    calls = _calls({name for _, name in texts})
    assert _wrong(texts, calls) == []
    assert len({name for _, name, _ in calls} & {name for _, name in texts}) > len(texts) / 2


def test_a_place_that_forgets_a_value_is_found() -> None:
    texts = {("here", "UNKNOWN"): UNKNOWN}
    assert _wrong(texts, [("there:1", "UNKNOWN", {"order"})]) == ["there:1 UNKNOWN(order)"]
    assert _wrong(texts, [("there:1", "UNKNOWN", {"order", "other"})]) == []


@pytest.mark.parametrize("hostile", ["{", "}", "{0}", "{x.y}", "%s"])
def test_a_hostile_value_is_only_a_value(hostile: str) -> None:
    assert UNKNOWN(order=hostile, other="").message == f"There is no order “{hostile}”."
