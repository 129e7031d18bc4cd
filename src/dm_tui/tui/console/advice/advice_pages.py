"""Which parts of an advice stand on which page: as many as the room has rows for, none of them cut."""

from collections.abc import Sequence
from typing import NamedTuple

NAMES = {
    "saving": "Saving",
    "dates": "When to buy",
    "wrong": "Other volumes",
    "table": "Options",
    "notes": "In words",
}
"""The parts in their order, each with the name of a page that begins with it."""


class Stripe(NamedTuple):
    """Parts that stand beside one another, and the rows they need."""

    parts: tuple[str, ...]
    rows: int


class Page(NamedTuple):
    """Stripes that are seen together."""

    stripes: tuple[Stripe, ...]

    @property
    def id(self) -> str:
        """The first part: pages are named after it."""
        return self.stripes[0].parts[0]

    @property
    def parts(self) -> set[str]:
        """The parts that are seen."""
        return {part for stripe in self.stripes for part in stripe.parts}

    def spare(self, room: int) -> int:
        """Return the rows that its stripes leave of `room`."""
        return room - sum(stripe.rows for stripe in self.stripes)


def pages_for(stripes: Sequence[Stripe], room: int) -> list[Page]:
    """Return the pages of `room` rows, less one for their names where there are several."""
    if sum(stripe.rows for stripe in stripes) <= room:
        return [Page(tuple(stripes))]
    pages: list[list[Stripe]] = [[]]
    for stripe in stripes:
        if pages[-1] and sum(other.rows for other in pages[-1]) + stripe.rows > room - 1:
            pages.append([])
        pages[-1].append(stripe)
    return [Page(tuple(page)) for page in pages]
