"""Regular expressions of other libraries are compiled when they are used, named tuples without a compiler.

Three in five of the patterns that modules compile when they are imported find nothing before a first frame.
A named tuple compiles one function, whose names alone differ from that of any other with as many fields.
(Measured in instructions of a start: 2 % and 1 %.)
"""

import collections
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any


class LatePattern:
    """A regular expression until something is asked of it: then the compiled one answers."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build

    def __getattr__(self, name: str) -> Any:
        if name == "_compiled":
            self._compiled = self._build()
            return self._compiled
        attribute = getattr(self._compiled, name)
        if not name.startswith("__"):
            setattr(self, name, attribute)  # it is found at once from now on
        return attribute

    @property  # type: ignore[misc]  # nobody sets it
    def __class__(self) -> type:  # what `isinstance` and `re.sub` ask
        return re.Pattern

    def __eq__(self, other: object) -> bool:
        return bool(self._compiled == (other._compiled if type(other) is LatePattern else other))

    def __hash__(self) -> int:
        return hash(self._compiled)

    def __reduce__(self) -> tuple[Any, ...]:
        return re.compile, (self.pattern, self.flags)  # a copy is compiled

    def __repr__(self) -> str:
        return repr(self._compiled)


@contextmanager
def late_patterns() -> Iterator[None]:
    """Let what is compiled meanwhile, and not used, wait."""
    build, is_late = re.compile, True

    def compile(pattern: Any, flags: Any = 0) -> Any:
        if is_late and isinstance(pattern, (str, bytes)):
            return LatePattern(lambda: build(pattern, flags))
        return build(pattern, flags)  # whoever kept this function has the real one

    setattr(re, "compile", compile)  # noqa: B010  # mypy lets no function of a module be replaced
    try:
        yield
    finally:
        is_late = False
        setattr(re, "compile", build)  # noqa: B010


@contextmanager
def quick_tuples() -> Iterator[None]:
    """Let tuples with names that are made meanwhile take their function from one with as many fields."""
    setattr(collections, "eval", _make_quickly)  # noqa: B010  # a module is asked before the built-in names
    try:
        yield
    finally:
        delattr(collections, "eval")


_CODE: dict[int, CodeType] = {}
"""What the function of a named tuple does, by how many fields it has."""


def _make_quickly(source: str, names: dict[str, Any]) -> Any:
    """Return what `eval` returns; it is asked for all that is not the function of a named tuple."""
    head, _, body = source.partition(": ")
    fields = head.removeprefix("lambda _cls, ")
    named = ("_cls", *filter(None, fields.replace(",", " ").split()))
    is_usual = fields != head and body == f"_tuple_new(_cls, ({fields}))"
    if is_usual and len(named) in _CODE:
        return FunctionType(_CODE[len(named)].replace(co_varnames=named), names)
    made = eval(source, names)  # noqa: S307  # as the standard library does
    if is_usual:
        _CODE[len(named)] = made.__code__
    return made
