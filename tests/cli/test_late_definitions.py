"""What is made late is, for who looks, what would have been made at once."""

import dataclasses
import inspect
import subprocess
import sys
import typing
from collections.abc import Iterator
from typing import Any

import pytest

from dm_tui.cli.late_definitions import LateFunction, late_functions, unread_types

only_until_3_13 = pytest.mark.skipif(
    not hasattr(dataclasses, "_create_fn"), reason="this Python builds the functions of dataclasses at once"
)


def make_point(**how: bool) -> type[Any]:
    @dataclasses.dataclass(**how)
    class Point:
        """A point."""

        x: int
        y: int = 2

    return Point


@pytest.fixture
def late() -> Iterator[None]:
    with late_functions():
        yield


def functions_of(made: type) -> dict[str, bool]:
    return {name: isinstance(value, LateFunction) for name, value in vars(made).items() if callable(value)}


@only_until_3_13
def test_a_function_takes_its_place_when_it_is_reached(late: None) -> None:
    point = make_point()
    assert functions_of(point)["__init__"]
    assert point(1) == point(1, 2) != point(3)
    assert not functions_of(point)["__init__"]
    assert not functions_of(point)["__eq__"]


@pytest.mark.parametrize(
    "how", [{}, {"frozen": True}, {"order": True}, {"slots": True}, {"frozen": True, "slots": True}]
)
def test_a_class_is_as_one_that_was_made_at_once(how: dict[str, bool]) -> None:
    at_once = make_point(**how)
    with late_functions():
        late = make_point(**how)
    other = type("Other", (late,), {})
    assert repr(other(3)).endswith("Other(x=3, y=2)")  # reached through a class that inherits it
    assert set(vars(at_once)) == set(vars(late))
    for name in vars(at_once):
        ours, theirs = getattr(late, name), getattr(at_once, name)
        if inspect.isfunction(theirs):
            assert inspect.signature(ours) == inspect.signature(theirs)
            assert (ours.__name__, ours.__qualname__) == (theirs.__name__, theirs.__qualname__)
            assert ours.__module__ == theirs.__module__
    assert {late(1), late(1)} == {late(1)} if how.get("frozen") else late(1) == late(1)
    if how.get("frozen"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            late(1).x = 2
    if how.get("order"):
        assert late(1) < late(2) <= late(2)


def test_a_dataclass_made_afterwards_is_made_at_once() -> None:
    with late_functions():
        pass
    assert not any(functions_of(make_point()).values())


def test_a_type_of_dictionaries_says_when_it_is_asked_what_a_real_one_says() -> None:
    real = make_types()
    with unread_types():
        unread = make_types()
    for ours, theirs in zip(unread, real, strict=True):
        assert ours.__required_keys__ == theirs.__required_keys__
        assert ours.__optional_keys__ == theirs.__optional_keys__
        assert ours.__total__ is theirs.__total__
        assert ours(size=1) == {"size": 1}
        assert ours.__module__ == theirs.__module__
    with pytest.raises(AttributeError):
        _ = unread[0].missing
    assert type(make_types()[0]) is type(real[0])


def make_types() -> tuple[Any, Any]:
    class Sized(typing.TypedDict, total=False):
        size: int

    class Named(Sized):
        name: str

    return Sized, Named


def test_the_schemas_of_pydantic_have_their_keys() -> None:
    asked = (
        "from pydantic_core import core_schema as c\n"
        "print([(n, sorted(v.__required_keys__), sorted(v.__optional_keys__), v.__total__)\n"
        "       for n, v in sorted(vars(c).items()) if n.endswith('Schema') and isinstance(v, type)])"
    )
    fast = "from dm_tui.cli.fast_imports import import_pydantic_fast; import_pydantic_fast()\n"
    answers = {
        subprocess.run([sys.executable, "-c", way + asked], capture_output=True, text=True, check=True).stdout
        for way in ("", fast)
    }
    assert len(answers) == 1
    assert "IntSchema" in answers.pop()
