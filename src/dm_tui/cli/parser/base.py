"""argparse as this program uses it: mistakes are raised, and each help shows an example.

It builds only what a call needs.
"""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from dm_tui.cli.declarations.declare import Argument, OneOf


class UsageError(Exception):
    """The words given make no command; carries what is wrong and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class _FixedWidthFormatter(argparse.HelpFormatter):
    """Formats without asking for the terminal's width, which loads three libraries for compression.

    argparse makes one formatter for every argument, only to check its metavar.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=80)


class Parser(argparse.ArgumentParser):
    """Raises instead of exiting, so that `--json` errors keep their shape. No option may be shortened.

    `given_example` is a call that shows what the command is for; its help ends with the text `topic`
    and the `page` of the documents that says more.
    `quick_start` are first calls to try, `groups` the commands below it by their titles.
    """

    given_example = ""
    topic = ""
    page = ""
    quick_start: Sequence[tuple[str, str]] = ()

    def __init__(self, **named: Any) -> None:
        super().__init__(**named, formatter_class=_FixedWidthFormatter, allow_abbrev=False)
        self.groups: list[tuple[str, Sequence[argparse.Action]]] = []
        self.declared: dict[argparse.Action, Argument] = {}
        self._positionals.title = "arguments"

    def declare(self, argument: Argument) -> None:
        """Add a declared argument."""
        action = self.add_argument(*argument.names, **argument.settings)
        self.declared[action] = argument

    def declare_one_of(self, choice: OneOf) -> None:
        """Add declared arguments that exclude one another."""
        group = self.add_mutually_exclusive_group(required=choice.required)
        for argument in choice.arguments:
            action = group.add_argument(*argument.names, **argument.settings)
            self.declared[action] = argument

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Take all the words of this command, which itself reports those it does not know."""
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        for action, argument in self.declared.items():
            if argument.values != "files":  # the name of a file is whatever bytes it has
                _require_text(action, getattr(known, action.dest, None))
        return known, unknown

    def error(self, message: str) -> NoReturn:
        """Report a wrong word."""
        from dm_tui.cli.parser.suggestions import usage_error

        raise usage_error(self, message)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Report a word that is not one of the choices."""
        if action.choices is not None and value not in action.choices:
            from dm_tui.cli.parser.suggestions import unknown_word_error

            raise unknown_word_error(self, action, str(value))

    def format_help(self) -> str:
        """Return the help, as wide as the terminal, with an example."""
        from dm_tui.cli.parser.help_text import format_help

        return format_help(self)

    def example(self) -> str:
        """Return a call of this command with only what it requires."""
        if self.given_example:
            return self.given_example
        words = [self.prog]
        needed = [action for action in self._actions if action.required]
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
        declared = self.declared.get(action)
        return declared.sample if declared and declared.sample else str(action.metavar or action.dest)


def _require_text(action: argparse.Action, value: object) -> None:
    """Refuse words that are not in the encoding of the terminal: Python keeps such a byte as a surrogate."""
    for word in value if isinstance(value, list) else (value,):
        if not isinstance(word, str) or word.isascii():
            continue
        try:
            word.encode()
        except UnicodeEncodeError as wrong:
            place, byte = len(word[: wrong.start].encode()) + 1, ord(word[wrong.start]) & 0xFF
            name = action.option_strings[-1] if action.option_strings else action.metavar or action.dest
            raise UsageError(
                f"{name} is not UTF-8: byte {place:,} of it is 0x{byte:02X}.",
                "Nothing was done. Save your script as UTF-8, or convert the text: iconv -f ISO-8859-1 -t UTF-8.",
            ) from None


class UnusedParser:
    """The grammar of a command that is not called: argparse knows its name, and nothing is in it."""

    prog = ""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: self
