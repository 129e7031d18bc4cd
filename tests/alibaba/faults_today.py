"""Marks of what the program does wrong today. Whoever mends a line of the issue removes its marks: they are strict."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

Mark = pytest.MarkDecorator


def fails(line: int, why: str) -> Mark:
    """Return the mark of a test that fails today because of a fault that the issue's `line` names."""
    return pytest.mark.xfail(strict=True, reason=f"issue line {line}: {why}")


def cases(
    values: Iterable[Any], failing: Callable[[Any], bool], mark: Mark, name: Callable[[Any], str]
) -> list[Any]:
    """Return a parameter for each value, marked where it is `failing` today."""
    return [pytest.param(value, id=name(value), marks=[mark] if failing(value) else []) for value in values]
