"""A change is written to the terminal from where it begins, not from the left edge of its widget.

Textual 8.2 crops a changed row at its right only (“TODO: crop to x extents” in `_compositor`): a cursor that
moved by one column of a chart cost the whole chart, 11 KB a key. Its colours are written where they change.
"""

from rich.console import Console
from rich.control import Control
from textual import _compositor
from textual._compositor import ChopsUpdate
from textual.strip import Strip

from dm_tui.tui.terse_colours import write_tersely


class ExactUpdate(ChopsUpdate):
    """The changed parts of rows, cropped at both ends."""

    def render_segments(self, console: Console) -> str:
        """Return what is to be written: each part behind its place."""
        written: list[str] = []
        for y, begin, end in self.spans:
            for stop, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or x >= end or stop <= begin:
                    continue
                first = max(x, begin) if _has_narrow_signs_only(strip) else x
                part = strip.crop(first - x, min(stop, end) - x)
                written += [Control.move_to(first, y).segment.text, part.render(console)]
        return write_tersely("".join(written))


def _has_narrow_signs_only(strip: Strip) -> bool:
    """Say whether each sign is one cell: a wide one that is cut in two would leave half of it behind."""
    return len(strip.text) == strip.cell_length


def write_only_what_changed() -> None:
    """Let every screen write its changes this way."""
    _compositor.ChopsUpdate = ExactUpdate  # type: ignore[misc]
