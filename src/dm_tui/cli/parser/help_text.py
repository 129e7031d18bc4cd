"""The pages of `--help`: what a command does, first calls to try, the commands by purpose, and an example."""

import argparse
from collections.abc import Iterable
from textwrap import fill

from dm_tui.cli.parser.base import Parser
from dm_tui.content import read_content

_WIDEST = 100
"""Cells of a line of help at most, however wide the terminal is."""


def format_help(parser: Parser) -> str:
    """Return the help of a command, or of the program, as wide as the terminal allows."""
    formatter = _Formatter(parser.prog)
    formatter.add_usage(parser.usage, parser._actions, parser._mutually_exclusive_groups)
    formatter.add_text(parser.description)
    _section(formatter, "start with", (_row(*call) for call in parser.quick_start))
    for group in parser._action_groups:
        _section(
            formatter, group.title, (action for action in group._group_actions if not _is_subcommands(action))
        )
        for action in group._group_actions:
            if isinstance(action, argparse._SubParsersAction):
                for title, actions in parser.groups or [("actions", action._choices_actions)]:
                    _section(formatter, title, actions)
    formatter.add_text(parser.epilog)
    if parser.groups:
        formatter.add_text("dm-tui COMMAND --help explains a command, with an example.")
    parts = [formatter.format_help()]
    if not parser.groups:
        parts.append(f"example: {parser.example()}\n")  # on one line, ready to copy
    if parser.page:
        parts.append(fill(f"read on: {parser.page}", formatter.columns, break_on_hyphens=False) + "\n")
    if parser.topic:
        parts.append(_topic_text(parser.topic, formatter.columns))
    return "\n".join(parts)


class _Formatter(argparse.HelpFormatter):
    """argparse's own, no wider than is easy to read."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)
        self.columns = self._width = min(self._width, _WIDEST)


def _section(
    formatter: argparse.HelpFormatter, title: str | None, actions: Iterable[argparse.Action]
) -> None:
    formatter.start_section(title)
    formatter.add_arguments(actions)
    formatter.end_section()


def _row(call: str, what: str) -> argparse.Action:
    return argparse._SubParsersAction._ChoicesPseudoAction(call, (), what)  # type: ignore[no-any-return]


def _is_subcommands(action: argparse.Action) -> bool:
    return isinstance(action, argparse._SubParsersAction)


def _topic_text(topic: str, columns: int) -> str:
    """Return a help text with its paragraphs filled.

    A paragraph with several lines, such as calls, keeps them.
    """
    return (
        "\n\n".join(
            part if "\n" in part else fill(part, columns, break_on_hyphens=False)
            for part in read_content(f"help/{topic}.txt").strip().split("\n\n")
        )
        + "\n"
    )
