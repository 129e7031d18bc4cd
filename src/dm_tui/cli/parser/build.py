"""The grammar, built from the declarations: the options before a command, and the commands."""

import argparse
from collections.abc import Sequence
from typing import Any, cast

from dm_tui.cli.declarations import GROUPS
from dm_tui.cli.declarations.declare import Command, OneOf
from dm_tui.cli.declarations.global_options import OPTIONS, REGION
from dm_tui.cli.declarations.pages import ALL_PAGES, page_of
from dm_tui.cli.exit_codes import EXIT_CODES
from dm_tui.cli.parser.base import Parser, UnusedParser

_QUICK_START = (
    ("dm-tui", "the interface, from the first step to the receipt"),
    ("dm-tui --plain", "the same as questions and answers, line by line"),
    ("dm-tui buy 50k", "shows the terms, asks, and buys"),
    ("dm-tui sandbox load busy", "months of history to look at: dm-tui status"),
)

Commands = argparse._SubParsersAction  # argparse has no public name for it


def build_parser(arguments: Sequence[str] | None = None) -> Parser:
    """Return the parser; its result has the words of a `command`, and in `run` its function.

    With `arguments`, only the commands they name have a grammar: building all of them takes longer than most
    calls.
    """

    def parser_if_named(**settings: Any) -> Parser | UnusedParser:
        name = settings["prog"].rpartition(" ")[2]
        return Parser(**settings) if arguments is None or name in arguments else UnusedParser()

    parser = Parser(
        prog="dm-tui",
        usage="dm-tui [options] [COMMAND ...]",
        description="Buy, activate and run Direct Mail from a terminal. Without a command the "
        "interface opens. It uses a sandbox in which no money moves, unless --provider names another provider.",
        epilog=EXIT_CODES,
    )
    parser.quick_start = _QUICK_START
    parser.page = ALL_PAGES
    for declared in OPTIONS:
        parser.declare(declared)
    parser.set_defaults(command=None, json=False)
    commands = parser.add_subparsers(
        metavar="COMMAND",
        prog=parser.prog,
        parser_class=cast("type[Parser]", parser_if_named),  # argparse only calls it
    )
    for group in GROUPS:
        known = len(commands._choices_actions)
        _add_commands(commands, group.commands)
        parser.groups.append((group.title, commands._choices_actions[known:]))
    return parser


def _add_commands(commands: "Commands[Parser]", declared: Sequence[Command]) -> None:
    """Add commands, those below another to it."""
    for command in declared:
        if " " in command.words:
            continue
        parser = _add_command(commands, command)
        below = [other for other in declared if other.words.startswith(f"{command.words} ")]
        if not below or isinstance(parser, UnusedParser):
            continue
        actions = parser.add_subparsers(metavar="ACTION", parser_class=Parser, required=not command.run)
        for other in below:
            _add_command(actions, other)


def _add_command(commands: "Commands[Parser]", command: Command) -> Parser:
    description = f"{command.help[0].upper()}{command.help[1:]}. {command.more}".rstrip()
    name = command.words.rpartition(" ")[2]
    parser = commands.add_parser(name, help=command.help, description=description)
    if isinstance(parser, UnusedParser):
        return parser
    parser.given_example, parser.topic = command.example, command.topic
    parser.page = page_of(command.words)
    if command.run:
        parser.add_argument(
            "--json",
            action="store_true",
            default=argparse.SUPPRESS,
            help=f"print JSON; its shape: dm-tui schema {command.words}",
        )
        # After a command as well, where people look for it; the help of the program explains it once.
        anywhere = {"help": argparse.SUPPRESS, "default": argparse.SUPPRESS}
        parser.declare(REGION._replace(settings={**REGION.settings, **anywhere}))
        parser.set_defaults(command=command.words, run=command.run, requires=command.requires)
    for declared in command.arguments:
        if isinstance(declared, OneOf):
            parser.declare_one_of(declared)
        else:
            parser.declare(declared)
    return parser
