"""Asking a live account: it is read before a command that needs it, and the seconds are told on a terminal."""

import sys
from collections.abc import Callable
from typing import TypeVar

from dm_tui.cli.output import warn
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.patience import wait_with_progress

T = TypeVar("T")

_NEEDS_FRESH_ACCOUNT = frozenset(("quote", "buy", "orders_pay", "activate", "verify"))
"""Commands that go by what a live account says now, or not at all."""

_USABLE_OFFLINE = frozenset(
    (
        *("plans", "orders", "advise", "status", "usage", "access", "remind", "export"),
        *("domains", "domains_show", "senders", "senders_show", "templates", "templates_show"),
    )
)
"""Commands that show what was read before when nothing can be read now."""

_NEEDS_ONE_READING = frozenset(
    (
        *("domains_add", "domains_verify", "domains_remove", "senders_add", "senders_remove"),
        *("templates_add", "templates_submit", "templates_remove", "send"),
    )
)
"""Commands that ask the service themselves, and go by what it said of the account at any time before."""


def refresh_account(direct_mail: DirectMail, command: str) -> None:
    """Read a live account anew before a command that needs it; where that fails, say how old is what is shown."""
    known = direct_mail.read_at is not None
    if command not in _NEEDS_FRESH_ACCOUNT | _USABLE_OFFLINE and (
        known or command not in _NEEDS_ONE_READING
    ):
        return
    try:
        ask_with_progress(direct_mail.connect)
    except DirectMailError as error:
        if direct_mail.read_at is None or command not in _USABLE_OFFLINE:
            raise
        warn(f"{error.message} This was read {show_instant(direct_mail.read_at)}. {error.hint}")


def ask_with_progress(ask: Callable[[], T]) -> T:
    """Return what `ask` does; on a terminal it is told for how long Alibaba Cloud has been asked."""
    return wait_with_progress(ask, warn if sys.stderr.isatty() else _say_nothing)


def _say_nothing(said: str) -> None:
    """Say nothing: a script counts no seconds."""
