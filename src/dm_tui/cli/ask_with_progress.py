"""Asking the vendor for long: on a terminal a line every few seconds says so."""

import sys
from collections.abc import Callable
from typing import TypeVar

from dm_tui.cli.output import warn
from dm_tui.services.wait_with_progress import wait_with_progress

T = TypeVar("T")


def ask_with_progress(ask: Callable[[], T], vendor: str) -> T:
    """Return what `ask` does; on a terminal, say every few seconds how long `vendor` has been asked."""
    return wait_with_progress(ask, warn if sys.stderr.isatty() else _say_nothing, vendor)


def _say_nothing(line: str) -> None:
    """Say nothing: a script counts no seconds."""
