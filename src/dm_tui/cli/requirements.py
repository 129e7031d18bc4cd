"""What a command requires of the account, checked before the command does or asks anything."""

from argparse import Namespace

from dm_tui.cli.declarations.declare import Requires
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.reading_freshness import JUST_READ, is_fresh
from dm_tui.services.account.prerequisites import Prerequisites
from dm_tui.services.direct_mail import DirectMail

_CHECKS = {
    Requires.PURCHASE: Prerequisites.require_purchase,
    Requires.TO_ACTIVATE: Prerequisites.require_to_activate,
    Requires.ACTIVATION: Prerequisites.require_activation,
    Requires.SERVICE: Prerequisites.require_service,
}


def require_prerequisites(direct_mail: DirectMail, args: Namespace) -> None:
    """Refuse an account that lacks a prerequisite of the command.

    What the command needs of a live one is read again first: it may be complete by now.
    """
    check = _CHECKS[args.requires]
    try:
        check(direct_mail.prerequisites)
    except DirectMailError:
        read_at = direct_mail.read_at
        if not direct_mail.facts.is_remote or (read_at and is_fresh(read_at, direct_mail.now(), JUST_READ)):
            raise
        from dm_tui.cli.declarations import find_command
        from dm_tui.cli.live_account import read_again

        read_again(direct_mail, find_command(args.command), args)
        check(direct_mail.prerequisites)
