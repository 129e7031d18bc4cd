"""What an answer leaves out about the things that it lists: the program says so, and invents nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")

_MAX_NAMED = 3
"""Names that a sentence lists (our own choice)."""


class MissingDetails:
    """Collects which details of which things were missing; `noun` is what the things are."""

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._names: dict[str, list[str]] = {}
        self._unnamed = 0

    def named(
        self, things: Iterable[T], name: Callable[[T], str], is_readable: Callable[[str], object] = bool
    ) -> list[T]:
        """Return the things whose name is readable, and count the others."""
        listed = list(things)
        named = [thing for thing in listed if is_readable(name(thing))]
        self._unnamed += len(listed) - len(named)
        return named

    def note(self, name: str, *details: str) -> None:
        """Note that these details of a thing were missing."""
        for detail in details:
            self._names.setdefault(detail, []).append(name)

    def note_missing(self, name: str, given: Mapping[str, bool]) -> None:
        """Note the details of a thing that were not `given`."""
        self.note(name, *(detail for detail, is_given in given.items() if not is_given))

    @property
    def complete(self) -> bool:
        """Whether each thing that was listed has a name, so that what is not listed is not there."""
        return not self._unnamed

    def sentences(self) -> Iterator[str]:
        """Yield one sentence for each detail."""
        if self._unnamed:
            yield f"Alibaba Cloud's answer has {self._unnamed} {self._noun} without a readable name."
        for detail, names in self._names.items():
            more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
            listed = ", ".join(names[:_MAX_NAMED])
            yield f"Alibaba Cloud's answer does not give {detail} of {self._noun} {listed}{more}."
