"""argparse as this program uses it: mistakes are raised, what is not asked for is not built, helps have examples."""

import argparse
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
    """The words given make no command; carries argparse's explanation."""


class _Unmeasured(argparse.HelpFormatter):
    """Formats without asking for the terminal's width, which loads three libraries for compression.

    argparse makes one formatter for every argument, only to see that it could.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=80)


class Parser(argparse.ArgumentParser):
    """Raises instead of exiting, so that `--json` errors keep their shape.

    `topic` is the help text that `--help` of a command ends with.
    """

    topic = ""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named, formatter_class=_Unmeasured)

    def error(self, message: str) -> NoReturn:
        """Report a wrong word."""
        raise UsageError(f"{message}. See {self.prog} --help.")

    def format_help(self) -> str:
        """Return the help, as wide as the terminal, with an example."""
        self.formatter_class = argparse.HelpFormatter
        self.epilog = self.epilog or f"example: {self.example()}"
        grammar = super().format_help()
        return f"{grammar}\n{_explained(self.topic)}" if self.topic else grammar

    def example(self) -> str:
        """Return a call of this command with nothing that may be left out."""
        given = (self.epilog or "").partition("example: ")[2]
        if given:
            return given
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


class Unasked:
    """The grammar of a command that is not called: known by name, with nothing in it."""

    prog = ""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: self


def _explained(topic: str) -> str:
    from textwrap import fill

    from dm_tui.content import read

    return "\n\n".join(fill(part, 79) for part in read(f"help/{topic}.txt").split("\n\n")) + "\n"
