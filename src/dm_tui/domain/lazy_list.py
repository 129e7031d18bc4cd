"""Long lists read by position: showing some rows costs these rows, not all of them.

Plain lists were rejected, because years of history would be validated to show a page of it; pages with a
cursor, because a table jumps to any row, and a search counts all of them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
U = TypeVar("U")
T_co = TypeVar("T_co", covariant=True)


class LazyList(Protocol[T_co]):
    """A list whose slices (plain bounds, no step) are cheap; its length may take a whole reading."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice, /) -> Sequence[T_co]: ...
    def __iter__(self) -> Iterator[T_co]: ...


class IteratorList(Generic[T]):
    """The items of an iterator by position, read as far as needed."""

    def __init__(self, rest: Iterator[T]) -> None:
        self._rest = rest
        self.read: list[T] = []

    def __len__(self) -> int:
        self.read += self._rest
        return len(self.read)

    def __getitem__(self, part: slice) -> Sequence[T]:
        self.read += islice(self._rest, max(0, part.stop - len(self.read)))
        return self.read[part]

    def __iter__(self) -> Iterator[T]:
        yield from self.read
        for item in self._rest:
            self.read.append(item)
            yield item


class MappedList(Generic[T, U]):
    """Another list with `make` applied to each item that is read."""

    def __init__(self, source: LazyList[T], make: Callable[[T], U]) -> None:
        self._source, self._make = source, make

    def __len__(self) -> int:
        return len(self._source)

    def __getitem__(self, part: slice) -> Sequence[U]:
        return [self._make(item) for item in self._source[part]]

    def __iter__(self) -> Iterator[U]:
        return map(self._make, self._source)


class ReversedList(Generic[T]):
    """Another list from its end."""

    def __init__(self, source: LazyList[T]) -> None:
        self._source, self._count = source, len(source)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> Sequence[T]:
        stop = max(0, self._count - part.start)
        return self._source[max(0, self._count - part.stop) : stop][::-1]

    def __iter__(self) -> Iterator[T]:
        return reversed(self._source[0 : self._count])


def resolve_length(source: LazyList[T]) -> LazyList[T]:
    """Return the list once its length is known."""
    len(source)
    return source
