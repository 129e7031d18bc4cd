"""argparse as this program uses it: mistakes are raised, what is not asked for is not built, helps have examples."""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

SAMPLES = {
    "ADDRESS": "news@mail.example.com",
    "B": "ada@example.com",
    "A": "news@mail.example.com",
    "DURATION": "10d",
    "FILE": "dm-tui.backup.json",
    "POLICY": "AliyunDirectMailFullAccess",
    "REGION": "cn-hangzhou",
    "S": '"Hello {UserName}"',
    "SCENARIO": "busy",
    "SPEC": "50k",
    "USER": "ops",
    "bills ID": "B260301-0001",
    "domains NAME": "mail.example.com",
    "mailings ID": "M260131-0001",
    "messages ID": "DM260131-0001-paid",
    "orders ID": "DM260131-0001",
    "templates NAME": "welcome",
}
"""What stands in an example, by its metavar, or by command and metavar."""


class UsageError(Exception):
    """The words given make no command; carries what is wrong and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class _FixedWidthFormatter(argparse.HelpFormatter):
    """Formats without asking for the terminal's width, which loads three libraries for compression.

    argparse makes one formatter for every argument, only to see that it could.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=80)


class Parser(argparse.ArgumentParser):
    """Raises instead of exiting, so that `--json` errors keep their shape. No option may be shortened.

    `given_example` is a call that shows what the command is for; `topic` is the help text that its help ends
    with. `beginnings` are calls to begin with, and `groups` the commands below it, both with their titles.
    """

    given_example = ""
    topic = ""
    quick_start: Sequence[tuple[str, str]] = ()

    def __init__(self, **named: Any) -> None:
        super().__init__(**named, formatter_class=_FixedWidthFormatter, allow_abbrev=False)
        self.groups: list[tuple[str, Sequence[argparse.Action]]] = []
        self._positionals.title = "arguments"

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Take the words of this command, all of them: what is not understood is told by whom it was told to."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """Report a wrong word."""
        from dm_tui.cli.parser.suggestions import usage_error

        raise usage_error(self, message)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Report a word that is not one of those there are."""
        if action.choices is not None and value not in action.choices:
            from dm_tui.cli.parser.suggestions import unknown_word_error

            raise unknown_word_error(self, action, str(value))

    def format_help(self) -> str:
        """Return the help, as wide as the terminal, with an example."""
        from dm_tui.cli.parser.help_text import format_help

        return format_help(self)

    def example(self) -> str:
        """Return a call of this command with nothing that may be left out."""
        if self.given_example:
            return self.given_example
        words = [self.prog]
        needed = [one for one in self._actions if one.required]
        for group in self._mutually_exclusive_groups:
            needed += group._group_actions[:1] if group.required else ()
        for action in needed:
            words += action.option_strings[-1:]
            if action.nargs != 0:
                words.append(self._sample(action))
        return " ".join(words)

    def _sample(self, action: argparse.Action) -> str:
        if action.choices:
            return str(next(iter(action.choices)))
        command = self.prog.split()[1] if " " in self.prog else ""
        name = str(action.metavar or action.dest)
        return SAMPLES.get(f"{command} {name}") or SAMPLES.get(name, name)


class UnusedParser:
    """The grammar of a command that is not called: known by name, with nothing in it."""

    prog = ""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: self
