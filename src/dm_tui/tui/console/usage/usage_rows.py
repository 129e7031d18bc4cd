"""The rows of usage, each with its bar: how wide that may be, and which is the longest."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from dm_tui.domain.lazy_list import IteratorList
from dm_tui.tui.console.lists.list_spec import Row
from dm_tui.tui.console.usage.usage_source import EmailsInSpan

R = TypeVar("R", bound=EmailsInSpan)

MIN_BAR_WIDTH, MAX_BAR_WIDTH = 8, 60
"""Cells of the longest bar, in a narrow window and in a wide one."""


def bar_width(room: int) -> int:
    """Return the cells of the longest bar where so many are free."""
    return min(MAX_BAR_WIDTH, max(MIN_BAR_WIDTH, room))


class UsageRows(Generic[R]):
    """The rows. The longest bar is that of the largest record among those read so far."""

    def __init__(self, records: IteratorList[R], make: Callable[[R, int], Row]) -> None:
        self._records, self._make = records, make

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, part: slice) -> Sequence[Row]:
        return self._draw(self._records[part])

    def __iter__(self) -> Iterator[Row]:
        len(self)
        return iter(self._draw(self._records.read))

    def _draw(self, records: Sequence[R]) -> list[Row]:
        most = max((record.emails for record in self._records.read), default=0)
        return [self._make(record, most) for record in records]
