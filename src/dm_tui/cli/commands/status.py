"""`status`, alone: prompts and scripts run it again and again, so it loads nothing but what it shows."""

from typing import TYPE_CHECKING

from dm_tui.cli.output import Answer
from dm_tui.services.direct_mail import DirectMail

if TYPE_CHECKING:
    from argparse import Namespace


def status(direct_mail: DirectMail, args: "Namespace") -> Answer:
    """Everything at a glance."""
    view = direct_mail.overviews.overview()
    if args.json:
        return Answer(view, ())
    from dm_tui.lines.status import status_lines

    return Answer(view, status_lines(view))
