"""A row of the screen makes its caches when they are asked for: most of the seven of most rows never are."""

from collections.abc import Iterable
from typing import Any

import pytest
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
