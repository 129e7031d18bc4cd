"""Reads a live account before a command that needs it, and counts the seconds on a terminal."""

import sys
from collections.abc import Callable
from typing import TypeVar

from dm_tui.cli.declarations.declare import Needs
from dm_tui.cli.output import warn
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.patience import wait_with_progress

T = TypeVar("T")


def refresh_account(direct_mail: DirectMail, needs: Needs) -> None:
    """Read a live account as far as a command needs it; if that fails, say how old the last reading is, or refuse."""
    if needs is Needs.NOTHING or (needs is Needs.ANY_READING and direct_mail.read_at is not None):
        return
    try:
        ask_with_progress(direct_mail.connect, direct_mail.facts.vendor_name)
    except DirectMailError as error:
        if direct_mail.read_at is None or needs is not Needs.LATEST_READING:
            raise
        warn(f"{error.message} This was read {show_instant(direct_mail.read_at)}. {error.hint}")


def ask_with_progress(ask: Callable[[], T], vendor: str) -> T:
    """Return what `ask` does; on a terminal, say every few seconds how long `vendor` has been asked."""
    return wait_with_progress(ask, warn if sys.stderr.isatty() else _say_nothing, vendor)


def _say_nothing(line: str) -> None:
    """Say nothing: a script counts no seconds."""
