"""Every document a table ever had, live and archived, newest first, by position."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from dm_tui.store.archive import SEGMENT_SIZE, ArchivedHistory, Documents

T = TypeVar("T")


class _Block(NamedTuple):
    """Documents that are read together; `first` is the position of the first one in the whole list."""

    first: int
    numbers: list[int]
    segment: int | None

    @property
    def end(self) -> int:
        return self.first + len(self.numbers)


class FullHistory(Generic[T]):
    """The list at the moment it was made. A segment is counted when a position behind it is needed, and read
    when a document in it is: the newest documents are live and need no segment.
    """

    def __init__(
        self,
        live: Mapping[str, Mapping[str, Any]],
        history: ArchivedHistory,
        table: str,
        keep: int,
        valid: Callable[[Mapping[str, Any]], T],
    ) -> None:
        self._live, self._history, self._table, self._valid = live, history, table, valid
        waiting = sorted(map(int, live), reverse=True)
        # The newest closed documents always stay live, so archived ones are older than these.
        closed = [number for number in waiting if live[str(number)].get("closed")][:keep]
        head = [number for number in waiting if not closed or number >= closed[-1]]
        self._known: list[_Block] = []
        self._rest = chain([(head, None)], self._older_blocks(waiting[len(head) :]))
        self._read: tuple[int, Documents] = (-1, {})

    def __len__(self) -> int:
        while self._load_next_block():
            pass
        return self._end

    def __getitem__(self, part: slice) -> Sequence[T]:
        start = part.start or 0
        stop = len(self) if part.stop is None else part.stop
        while self._end < stop and self._load_next_block():
            pass
        models: list[T] = []
        for block in self._known:
            if block.first < stop and start < block.end:
                models += self._read_block(block, max(start - block.first, 0), stop - block.first)
        return models

    def __iter__(self) -> Iterator[T]:
        at = 0
        while at < len(self._known) or self._load_next_block():
            block = self._known[at]
            yield from self._read_block(block, 0, len(block.numbers))
            at += 1

    @property
    def _end(self) -> int:
        return self._known[-1].end if self._known else 0

    def _load_next_block(self) -> bool:
        """Count the next block; return whether there was one."""
        block = next(self._rest, None)
        if block is None:
            return False
        self._known.append(_Block(self._end, *block))
        return True

    def _older_blocks(self, live: list[int]) -> Iterator[tuple[list[int], int | None]]:
        segments = self._history.segments(self._table)
        for segment in sorted({*segments, *(number // SEGMENT_SIZE for number in live)}, reverse=True):
            numbers = {number for number in live if number // SEGMENT_SIZE == segment}
            if segment in segments:
                archived = self._history.numbers(self._table, segment)
                numbers.update(number for number in archived if str(number) not in self._live)
            yield sorted(numbers, reverse=True), segment

    def _read_block(self, block: _Block, start: int, stop: int) -> Iterator[T]:
        for number in block.numbers[start:stop]:
            document = self._live.get(str(number))
            if document is None and block.segment is not None:
                document = self._segment(block.segment).get(str(number))
            if document is not None:  # None if the history was dropped meanwhile
                yield self._valid(document)

    def _segment(self, segment: int) -> Documents:
        if self._read[0] != segment:
            self._read = segment, self._history.documents(self._table, segment)
        return self._read[1]
