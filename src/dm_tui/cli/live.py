"""Reading a live account before a command that needs it."""

from dm_tui.cli.output import warn
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.services.direct_mail import DirectMail

_NOT_WITHOUT = frozenset(("quote", "buy", "orders_pay", "activate", "verify"))
"""Commands that go by what a live account says now, or not at all."""

_USABLE_OFFLINE = frozenset(
    ("plans", "advise", "status", "usage", "access", "domains", "senders", "templates", "remind")
)
"""Commands that show what was read before when nothing can be read now."""


def read_first(mail: DirectMail, command: str) -> None:
    """Read a live account anew before a command that needs it; where that fails, say how old is what is shown."""
    if command not in _NOT_WITHOUT | _USABLE_OFFLINE:
        return
    try:
        mail.connect()
    except DirectMailError as error:
        if mail.read_at is None or command not in _USABLE_OFFLINE:
            raise
        warn(f"{error.message} This was read {show_instant(mail.read_at)}. {error.hint}")
