"""How a command is added: its name, what it does in a few words, an example, and the function that answers."""

import argparse
from typing import TypeAlias

from dm_tui.cli.parser.base import Parser

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def add_command(
    commands: Commands,
    name: str,
    help: str,
    function: str,
    example: str = "",
    more: str = "",
) -> Parser:
    """Add a command and return its grammar.

    `function` is one of `cli.commands`, or `module.function`. Without an `example` one is made of what the
    command needs. `more` is what its own help adds to `help`.
    """
    parser = add_group(commands, name, help, more)
    parser.given_example = example
    parser.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help=f"print JSON; its shape: {parser.prog.replace(' ', ' schema ', 1)}",
    )
    parser.set_defaults(command=function)
    return parser


def add_group(commands: Commands, name: str, help: str, more: str = "") -> Parser:
    """Add a command that does nothing by itself, only what stands below it."""
    description = f"{help[0].upper()}{help[1:]}. {more}".rstrip()
    return commands.add_parser(name, help=help, description=description)


def add_actions(parser: Parser, *, required: bool = False) -> Commands:
    """Let a command have others below it."""
    return parser.add_subparsers(metavar="ACTION", parser_class=Parser, required=required)


def with_id(parser: Parser) -> Parser:
    """Let a command take an id."""
    parser.add_argument("id", metavar="ID")
    return parser


def with_name(parser: Parser) -> Parser:
    """Let a command take a name."""
    parser.add_argument("name", metavar="NAME")
    return parser


def with_address(parser: Parser) -> Parser:
    """Let a command take an email address."""
    parser.add_argument("address", metavar="ADDRESS")
    return parser
