"""Every command of the program, in the order of its help."""

from collections.abc import Iterator

from dm_tui.cli.declarations import account, pay_as_you_go, plans, program, sandbox, sending
from dm_tui.cli.declarations.declare import Command

GROUPS = (plans.GROUP, pay_as_you_go.GROUP, account.GROUP, sending.GROUP, sandbox.GROUP, program.GROUP)


def all_commands() -> Iterator[Command]:
    """Yield every command, those below another after it."""
    return (command for group in GROUPS for command in group.commands)


def find_command(words: str) -> Command:
    """Return the command of these words."""
    return next(command for command in all_commands() if command.words == words)
