"""A row of the screen makes its caches when they are asked for: most of the seven of most rows never are.

What lies below a dialog is dimmed once for each of its styles, not once for each run of characters.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen
from textual.strip import Strip

SIZES = {
    "_divide_cache": 4,
    "_crop_cache": 16,
    "_style_cache": 16,
    "_filter_cache": 4,
    "_line_length_cache": 4,
    "_crop_extend_cache": 4,
    "_offsets_cache": 4,
}
"""The caches of a row and how much each holds, as Textual has them."""


def make_caches_late(patch: pytest.MonkeyPatch) -> None:
    """Let every row of this process do so."""

    def begin(strip: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
        strip._segments = list(segments)
        strip._cell_length = cell_length
        strip._render_cache = strip._link_ids = strip._cell_count = None

    def make_cache(strip: Strip, name: str) -> FIFOCache[Any, Any]:
        if name not in SIZES:
            raise AttributeError(name)
        cache: FIFOCache[Any, Any] = FIFOCache(SIZES[name])
        setattr(strip, name, cache)
        return cache

    patch.setattr(Strip, "__init__", begin)
    patch.setattr(Strip, "__getattr__", make_cache, raising=False)


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
