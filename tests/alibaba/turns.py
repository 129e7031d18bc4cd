"""Pairs that take turns, where every pair would take long and prove little more."""

import os
from collections.abc import Sequence
from itertools import cycle, islice, product
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

EVERY = "DM_TUI_EVERY" in os.environ
"""Whether every case is tried of what takes turns otherwise."""


def in_turns(first: Sequence[A], second: Sequence[B], each: int) -> list[tuple[A, B]]:
    """Pair each of `first` with `each` of `second`, which take turns, so that every one is met.

    `DM_TUI_EVERY` pairs all with all.
    """
    if EVERY:
        return list(product(first, second))
    assert len(first) * each >= len(second), "some would never be met"
    turns = cycle(second)
    return [(entry, partner) for entry in first for partner in islice(turns, each)]
