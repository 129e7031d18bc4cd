"""`completion`: a script with which a shell asks `dm-tui complete` what can come next."""

from argparse import Namespace

from dm_tui.cli.output import Answer
from dm_tui.content import read_content
from dm_tui.domain.model import Model
from dm_tui.services.direct_mail import DirectMail


class CompletionAnswer(Model):
    """`completion`."""

    shell: str
    script: str


def completion(direct_mail: DirectMail, args: Namespace) -> Answer:
    """The script for a shell."""
    script = read_content(f"completion/{args.shell}.txt")
    return Answer(CompletionAnswer(shell=args.shell, script=script), script.splitlines(), data=True)
