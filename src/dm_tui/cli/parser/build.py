"""The command line as a whole: what goes before a command, and the commands, loaded only when they are called."""

from collections.abc import Sequence
from typing import Any, cast

from dm_tui.cli.parser.base import Parser, UnusedParser, UsageError
from dm_tui.cli.parser.grammar_account import add_account
from dm_tui.cli.parser.grammar_buying import add_pay_as_you_go, add_plans
from dm_tui.cli.parser.grammar_mail import add_mail
from dm_tui.cli.parser.grammar_upkeep import add_installation, add_sandbox

__all__ = ["Parser", "UsageError", "build_parser"]

_QUICK_START = (
    ("dm-tui", "the interface, from the first step to the receipt"),
    ("dm-tui --plain", "the same as questions and answers, line by line"),
    ("dm-tui buy 50k", "shows the terms, asks, and buys"),
    ("dm-tui sandbox load busy", "months of history to look at: dm-tui status"),
)

_GROUPS = (
    ("plans and orders", add_plans),
    ("pay-as-you-go", add_pay_as_you_go),
    ("the account", add_account),
    ("sending", add_mail),
    ("the sandbox and files", add_sandbox),
    ("this program", add_installation),
)

_EXIT_CODES = (
    "exit codes: 0 done, 1 unexpected, 2 usage, 3 not allowed yet, 4 payment declined, "
    "5 outcome unknown, 6 state file unusable or busy, 7 refused by a rule, 130 interrupted, "
    "129 hung up, 143 terminated"
)


def build_parser(arguments: Sequence[str] | None = None) -> Parser:
    """Return the parser; `command` in its result names a function, of `cli.commands` or `module.function`.

    With `arguments`, only the commands they name have a grammar: all of them take longer than most calls.
    """

    def asked(**named: Any) -> Parser | UnusedParser:
        name = named["prog"].rpartition(" ")[2]
        return Parser(**named) if arguments is None or name in arguments else UnusedParser()

    parser = Parser(
        prog="dm-tui",
        usage="dm-tui [options] [COMMAND ...]",
        description="Buy, activate and run Alibaba Cloud Direct Mail from a terminal. Without a "
        "command the interface opens. It is a sandbox in which no money moves, until you say "
        "--provider alibaba.",
        epilog=_EXIT_CODES,
    )
    parser.quick_start = _QUICK_START
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument("--state", metavar="FILE", help="the state file (DM_TUI_STATE)")
    parser.add_argument(
        "--provider",
        metavar="NAME",
        help="sandbox, the default, or alibaba: real money (DM_TUI_PROVIDER)",
    )
    parser.add_argument(
        "--plain", action="store_true", help="questions and answers as lines, no full screen"
    )
    parser.add_argument("--ascii", action="store_true", help="only ASCII characters (DM_TUI_ASCII)")
    parser.set_defaults(command=None, json=False)
    commands = parser.add_subparsers(
        metavar="COMMAND",
        prog=parser.prog,
        parser_class=cast("type[Parser]", asked),  # argparse only calls it
    )
    for title, add in _GROUPS:
        known = len(commands._choices_actions)
        add(commands)
        parser.groups.append((title, commands._choices_actions[known:]))
    return parser
