"""Reads a live account before a command that needs it, and counts the seconds on a terminal."""

import sys
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from dm_tui.cli.declarations.declare import Command, Needs
from dm_tui.cli.output import warn
from dm_tui.domain.account.unknown import Figure, ReadingPart, UnknownFigure
from dm_tui.domain.dates import FRESH_FOR, is_fresh, show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.patience import wait_with_progress

T = TypeVar("T")


def refresh_account(direct_mail: DirectMail, command: Command) -> None:
    """Read a live account as far as a command needs it.

    If that fails, say how old the last reading is, or refuse.
    """
    if command.needs is Needs.NOTHING:
        return
    names = command.reads.split() or list(ReadingPart)
    parts = [ReadingPart(name.rstrip("?~")) for name in names if not _is_served(direct_mail, command, name)]
    if not parts:
        return
    max_age = FRESH_FOR if command.needs is Needs.LATEST_READING else None
    try:
        ask_with_progress(partial(direct_mail.connect, parts, max_age), direct_mail.facts.vendor_name)
    except DirectMailError as error:
        times = [at for at in map(direct_mail.part_read_at, parts) if at is not None]
        read_at = min(times, default=None)
        if read_at is None or command.needs is not Needs.LATEST_READING:
            raise
        warn(f"{error.message} This was read {show_instant(read_at)}. {error.hint}")


def _is_served(direct_mail: DirectMail, command: Command, name: str) -> bool:
    """Say whether the last reading of a part will do for a command."""
    part = ReadingPart(name.rstrip("?~"))
    if command.needs is Needs.ANY_READING or name.endswith("?"):
        return direct_mail.was_asked_for(part)
    read_at = direct_mail.part_read_at(part) if name.endswith("~") else None
    return read_at is not None and is_fresh(read_at, direct_mail.now())


def ask_with_progress(ask: Callable[[], T], vendor: str) -> T:
    """Return what `ask` does; on a terminal, say every few seconds how long `vendor` has been asked."""
    return wait_with_progress(ask, warn if sys.stderr.isatty() else _say_nothing, vendor)


def read_or_not_known(read: Callable[[], T], what: Figure) -> tuple[T | None, tuple[UnknownFigure, ...]]:
    """Return what `read` returns; where the answer cannot be read, None, and why it is not known."""
    try:
        return read(), ()
    except DirectMailError as error:
        if error.code != "no-answer":
            raise
        return None, (UnknownFigure(what=what, why=error.message),)


def _say_nothing(line: str) -> None:
    """Say nothing: a script counts no seconds."""
