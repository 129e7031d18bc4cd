"""Rows of text of which those that changed are painted again."""

from itertools import zip_longest

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget


class ChangedRows(Widget):
    """Rows that are painted beforehand, for the width they have: none of them is wrapped."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rows: list[Content] = []

    def show(self, painted: Content) -> None:
        """Show other rows: those that differ are painted again, all of them where there are more or fewer."""
        before, self._rows = self._rows, painted.split("\n", allow_blank=True)
        if len(before) != len(self._rows):
            self.refresh(layout=True)
            return
        pairs = zip_longest(before, self._rows)
        changed = [row for row, (old, new) in enumerate(pairs) if not old.is_same(new)]
        if changed:
            self.refresh(*(Region(0, row, self.content_size.width, 1) for row in changed))

    def render(self) -> RenderResult:
        return Content("\n").join(self._rows)
