"""Reads a live account before a command that needs it."""

from argparse import Namespace
from datetime import timedelta
from functools import partial

from dm_tui.cli.ask_with_progress import ask_with_progress
from dm_tui.cli.declarations.declare import Command, Needs, Requires
from dm_tui.cli.output import warn
from dm_tui.domain.account.unknown_figures import ReadingPart
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.reading_freshness import FRESH_FOR, is_fresh
from dm_tui.services.direct_mail import DirectMail


def refresh_account(direct_mail: DirectMail, command: Command, args: Namespace) -> None:
    """Read a live account as far as a command needs it with these arguments.

    If that fails, say how old the last reading is, or refuse.
    """
    if command.needs is Needs.NOTHING:
        return
    names = _names(command, args)
    parts = [_part(name) for name in names if not _is_served(direct_mail, command, name)]
    if not parts:
        return
    max_age = FRESH_FOR if command.needs is Needs.LATEST_READING else None
    try:
        _connect(direct_mail, command, parts, max_age)
    except DirectMailError as error:
        times = [at for at in map(direct_mail.part_read_at, parts) if at is not None]
        read_at = min(times, default=None)
        if read_at is None or command.needs is not Needs.LATEST_READING:
            raise
        warn(f"{error.message} This was read {show_instant(read_at)}. {error.hint}")


def read_again(direct_mail: DirectMail, command: Command, args: Namespace) -> None:
    """Read what a command needs of a live account, however young the last reading is."""
    _connect(direct_mail, command, list(map(_part, _names(command, args))), None)


def _connect(
    direct_mail: DirectMail, command: Command, parts: list[ReadingPart], max_age: timedelta | None
) -> None:
    to_send = command.requires is Requires.SERVICE
    connect = partial(direct_mail.connect, parts, max_age, to_send=to_send)
    ask_with_progress(connect, direct_mail.facts.vendor_name)


def _names(command: Command, args: Namespace) -> list[str]:
    """Return the names of the parts that a command declares, without those that its arguments do not need."""
    if not command.reads:
        return list(ReadingPart)
    names = [name.partition("@") for name in command.reads.split()]
    return [name for name, _, argument in names if not argument or _is_given(args, argument)]


def _is_given(args: Namespace, argument: str) -> bool:
    name, _, value = argument.partition("=")
    given = getattr(args, name)
    return bool(given == value if value else given)


def _part(name: str) -> ReadingPart:
    return ReadingPart(name.rstrip("?~"))


def _is_served(direct_mail: DirectMail, command: Command, name: str) -> bool:
    """Say whether the last reading of a part will do for a command."""
    part = _part(name)
    if part is ReadingPart.SERVICE and command.requires is Requires.SERVICE and direct_mail.was_closed:
        return False  # what would refuse the command may have been resolved since
    if command.needs is Needs.ANY_READING or name.endswith("?"):
        return direct_mail.was_asked_for(part)
    read_at = direct_mail.part_read_at(part) if name.endswith("~") else None
    return read_at is not None and is_fresh(read_at, direct_mail.now())
