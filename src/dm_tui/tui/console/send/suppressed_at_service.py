"""The service's own lists of who gets no mail, beside yours: read when they are shown, taken in, lifted."""

from collections.abc import Sequence

from textual.content import Content

from dm_tui.domain.lazy_list import LazyList
from dm_tui.domain.mailing.suppressed import ServiceLists, SuppressedAddress
from dm_tui.domain.model import Model
from dm_tui.services.mailing.json_shapes import SuppressedShape
from dm_tui.tui.console.lists.list_spec import Column, ListSpec, Row
from dm_tui.tui.console.lists.sort_order import Sort
from dm_tui.tui.console.send.suppressed_list import entry_facts, since_words
from dm_tui.tui.dialogs.question import AnswerButton, Question
from dm_tui.tui.screen_text import lines

_READING = "Reading …"


class ServiceListReading:
    """What was read of the lists, and why the rest was not."""

    def __init__(self) -> None:
        self._entries: tuple[SuppressedAddress, ...] = ()
        self.unread = _READING

    def keep(self, result: ServiceLists | str) -> None:
        """Keep a reading, or the words on why there is none; what was read before stays then."""
        if isinstance(result, str):
            self.unread = result
            return
        self._entries, self.unread = result.entries, " ".join(result.unread)

    def rows(self) -> LazyList[Row]:
        """Return a row for each entry."""
        return [
            Row(str(number), (entry.address, str(entry.reason), since_words(entry), entry.words))
            for number, entry in enumerate(self._entries)
        ]

    def shapes(self) -> tuple[type[Model], Sequence[Model]]:
        """Return the entries for export."""
        return SuppressedShape, [SuppressedShape.take(entry) for entry in self._entries]

    def preview(self, row: str, width: int) -> Content:
        """Return one entry in full."""
        return lines(entry_facts(self.entry(row), width))

    def entry(self, row: str) -> SuppressedAddress:
        """Return the entry of a row."""
        return self._entries[int(row)]


def service_list_spec(reading: ServiceListReading) -> ListSpec:
    """Return the list of what was read."""
    return ListSpec(
        "service-suppressed",
        (
            Column("Address", flexible=True),
            Column("Reason"),
            Column("Since", spare=True),
            Column("Of", spare=True),
        ),
        reading.rows,
        reading.shapes,
        "Nobody is on the service's lists.",
        (Sort.NEWEST, Sort.OLDEST),
        noun="addresses",
        unread=lambda: reading.unread,
        preview=reading.preview,
    )


def take_in_question() -> Question:
    """Return the question before all of it goes into your list."""
    return Question(
        "take-in",
        "Take all of them into your list?",
        ["The service leaves them out, but bills what you send them.", "Addresses on your list get no mail."],
        AnswerButton("take-in-all", "Take in"),
        AnswerButton("keep-apart", "Not now"),
    )
