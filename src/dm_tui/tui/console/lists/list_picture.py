"""Pictures below the rows of a list, in a window that has rows to spare: each in a frame of its own."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError
from dm_tui.tui.bars_and_ladders import frame
from dm_tui.tui.screen_text import Part, lines, muted, text
from dm_tui.tui.widgets.text_block import TextBlock

LEAST_WIDTH, LEAST_ROWS = 60, 30
"""The room of a list from which on there is some for pictures."""

LEAST_FOR_ROWS = 8
"""Lines that the rows of the list keep at least."""

LEAST_INSIDE = 4
"""Rows inside a frame below which there is no picture."""

Paint = Callable[[int, int], Sequence[Part]]
"""Returns a picture for so many cells and at most so many rows, nothing where there is nothing to see."""


class Picture(NamedTuple):
    """A picture below a list: its title, and what paints it; may raise DirectMailError."""

    title: str
    paint: Paint


class ListPicture(TextBlock):
    """Paints the pictures of a list under one another, as many as have room."""

    DEFAULT_CSS = "ListPicture { height: auto; display: none; text-wrap: nowrap; text-overflow: clip; }"
    SCOPED_CSS = False

    def __init__(self) -> None:
        super().__init__()
        self._pictures: Sequence[Picture] = ()
        self._rows = 0

    @property
    def has_pictures(self) -> bool:
        """Whether the list has any, painted or not."""
        return bool(self._pictures)

    def follow(self, pictures: Sequence[Picture], rows: int) -> None:
        """Take these, to be painted below a list of so many rows."""
        self._pictures, self._rows = pictures, rows

    def paint(self, width: int, height: int, whole: int) -> None:
        """Paint for a column of this size that has the rows, too, in a list with `whole` lines."""
        kept = min(max(LEAST_FOR_ROWS, self._rows + 3), height // 2)
        shown: list[Part] = []
        if width >= LEAST_WIDTH and whole >= LEAST_ROWS:
            for picture in self._pictures:
                room = height - kept - len(shown) - 2
                if room >= LEAST_INSIDE and (rows := _rows(picture, width - 4, room)):
                    title = text((picture.title, "bold $primary"))
                    framed = frame(
                        title, text(""), rows, width, min(room, len(rows)) + 2, heavy=False, style="$line"
                    )
                    shown += framed.split("\n")
        self.display = bool(shown)
        if shown:
            self.update(lines(shown))


def _rows(picture: Picture, width: int, room: int) -> list[Part]:
    """Return the rows of a picture; why it is not known in place of them."""
    try:
        painted = picture.paint(width, room)
    except DirectMailError as error:
        painted = [muted(str(error))]
    rows: list[Part] = []
    for part in painted:
        rows += text(part).split("\n", allow_blank=True) if part else [text("")]
    return rows
