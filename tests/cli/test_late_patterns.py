"""A regular expression that waits, and a named tuple made without a compiler, are as any other."""

import collections
import copy
import inspect
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from dm_tui.cli import late_patterns as made
from dm_tui.cli.late_patterns import LatePattern, late_patterns, quick_tuples


@pytest.fixture
def late() -> Any:
    with late_patterns():
        return re.compile(r"(?P<key>\w+)=(\d+)", re.IGNORECASE)


def is_late(pattern: object) -> bool:
    return type(pattern) is LatePattern and "_compiled" not in vars(pattern)


def test_a_pattern_is_compiled_when_it_is_used_and_not_before(late: Any) -> None:
    assert is_late(late)
    assert late.match("a=1")
    assert not is_late(late)


def test_a_late_pattern_is_for_who_asks_the_compiled_one(late: Any) -> None:
    real = re.compile(r"(?P<key>\w+)=(\d+)", re.IGNORECASE)
    assert isinstance(late, re.Pattern)
    assert (late, hash(late), repr(late)) == (real, hash(real), repr(real))
    assert (late.pattern, late.flags, late.groups, dict(late.groupindex)) == (
        (real.pattern, real.flags, real.groups, dict(real.groupindex))
    )
    assert re.compile(late) is late
    assert re.sub(late, r"\2", "a=1, b=2") == late.sub(r"\2", "a=1, b=2") == "1, 2"
    assert copy.deepcopy(late).findall("a=1") == copy.copy(late).findall("a=1") == [("a", "1")]
    asked: Any = late
    with pytest.raises(AttributeError):
        asked.missing()


def test_a_wrong_pattern_says_so_when_it_is_used() -> None:
    with late_patterns():
        wrong = re.compile("(")
    with pytest.raises(re.error):
        wrong.match("")


def test_whoever_kept_the_late_way_compiles_at_once_afterwards() -> None:
    with late_patterns():
        kept = re.compile
    assert type(kept("a+")) is type(re.compile("a+")) is re.Pattern


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Make named tuples quickly, and note what is compiled for them."""
    sources: list[str] = []

    def note(source: str, *names: Any) -> Any:
        sources.append(source)
        return eval(source, *names)

    monkeypatch.setattr(made, "eval", note, raising=False)
    monkeypatch.setattr(made, "_CODE", {})
    with quick_tuples():
        yield sources


FIELDS = pytest.mark.parametrize("fields", ["", "one", "one two", "one two three", "a b c d e f g h"])


@FIELDS
def test_a_named_tuple_is_as_one_that_was_compiled(fields: str, compiled: list[str]) -> None:
    make: Any = collections.namedtuple
    ours = [make("Named", fields), make("Named", fields)]
    assert len(compiled) <= 1  # a tuple with as many fields was compiled before
    with pytest.MonkeyPatch.context() as as_usual:
        as_usual.delattr(collections, "eval")
        usual = make("Named", fields)
    names = fields.split()
    values = tuple(range(len(names)))
    for quick in ours:
        assert inspect.signature(quick.__new__) == inspect.signature(usual.__new__)
        assert quick.__new__.__doc__ == usual.__new__.__doc__
        assert quick(*values) == values == quick(**dict(zip(names, values, strict=True)))
        assert repr(quick(*values)) == repr(usual(*values))
        with pytest.raises(TypeError):
            quick(*values, 1)


def test_defaults_and_types_are_those_that_were_given(compiled: list[str]) -> None:
    class Point(NamedTuple):
        x: int
        y: int = 2

    assert Point(1) == (1, 2)
    assert Point.__new__.__annotations__ == {"x": int, "y": int}
    assert Point(1)._replace(y=3) == Point(x=1, y=3)


def test_another_python_compiles_what_it_makes_itself(compiled: list[str]) -> None:
    assert made._make_quickly("lambda _cls, a: tuple((a,))", {})(None, 1) == (1,)
    assert compiled == ["lambda _cls, a: tuple((a,))"]
