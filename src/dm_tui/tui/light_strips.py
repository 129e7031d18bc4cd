"""A row of the screen makes its caches when they are asked for: most of the seven of most rows never are.

A Textual 8.2 `Strip` makes all of them at once. They took a third of what the interface needs beside its
modules, and a tenth of the time of painting.
"""

from collections.abc import Iterable
from typing import Any

from rich.segment import Segment
from textual.cache import FIFOCache
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

REST = {"_segments", "_cell_length", "_render_cache", "_link_ids", "_cell_count"}


def make_caches_late() -> None:
    """Let every row do so, unless this Textual has other ones."""
    if set(Strip.__slots__) == SIZES.keys() | REST:
        Strip.__init__ = _begin  # type: ignore[assignment]
        Strip.__getattr__ = _make_cache  # type: ignore[attr-defined]


def _begin(strip: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    strip._segments = list(segments)
    strip._cell_length = cell_length
    strip._render_cache = strip._link_ids = strip._cell_count = None


def _make_cache(strip: Strip, name: str) -> FIFOCache[Any, Any]:
    """Make a cache that is asked for the first time: Python looks here for what is not set yet."""
    if name not in SIZES:
        raise AttributeError(name)
    cache: FIFOCache[Any, Any] = FIFOCache(SIZES[name])
    setattr(strip, name, cache)
    return cache
