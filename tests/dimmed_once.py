"""What lies below a dialog is dimmed once for each of its styles, not once for each run of characters."""

from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen


def dim_once(patch: pytest.MonkeyPatch) -> None:
    """Let all dialogs of this process share the dimmed styles."""
    dim_each = BackgroundScreen.process_segments

    @cache
    def dimmed(style: Style | None, color: Color) -> Style | None:
        [segment] = dim_each([Segment("", style)], color)
        return segment.style

    def dim(segments: Iterable[Segment], color: Color) -> Iterator[Segment]:
        for segment in segments:
            text, style, control = segment
            bare = style.clear_meta_and_links() if style else None
            yield segment if control else Segment(text, dimmed(bare, color))

    patch.setattr(BackgroundScreen, "process_segments", staticmethod(dim))
