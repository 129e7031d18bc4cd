"""The grammar of the command line. Commands are named here and loaded only when one is called."""

import argparse
from typing import NoReturn

_EXITS = (
    "exit codes: 0 done, 1 unexpected, 2 usage, 3 not allowed yet, 4 payment declined, "
    "5 outcome unknown, 6 state file unusable or busy, 7 refused by a rule, 130 interrupted"
)


class UsageError(Exception):
    """The words given make no command; carries argparse's explanation."""


class Parser(argparse.ArgumentParser):
    """Raises instead of exiting, so that `--json` errors keep their shape."""

    def error(self, message: str) -> NoReturn:
        """Report a wrong word."""
        raise UsageError(f"{message}. See {self.prog} --help.")


def build() -> Parser:
    """Return the parser; `command` in its result names a function of `cli.commands`."""
    parser = Parser(
        prog="dm-tui",
        description="Buy, activate and run Alibaba Cloud Direct Mail from a terminal. "
        "Without a command the terminal interface opens.",
        epilog=_EXITS,
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument("--state", metavar="FILE", help="the state file (DM_TUI_STATE)")
    parser.add_argument(
        "--provider",
        metavar="NAME",
        help="sandbox, the default, or alibaba: real money (DM_TUI_PROVIDER)",
    )
    parser.set_defaults(command=None, json=False)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=Parser)

    _add(commands, "plans", "the catalogue with its prices", "dm-tui plans")
    quote = _add(commands, "quote", "what a purchase would cost", "dm-tui quote 50k -q 3")
    _purchase(quote)
    buy = _add(
        commands, "buy", "order and pay resource plans", "dm-tui buy 50k -q 3 --accept-terms"
    )
    _purchase(buy)
    buy.add_argument("--accept-terms", action="store_true", help="accept the terms of service")
    buy.add_argument("--pay-with", metavar="METHOD", help="payment method (default: the first)")
    _spend(buy)
    buy.add_argument("--key", help="your name for this purchase: repeating it never buys twice")
    activate = _add(
        commands, "activate", "enable pay-as-you-go", "dm-tui activate --accept-agreement"
    )
    activate.add_argument(
        "--accept-agreement", action="store_true", help="accept the activation agreement"
    )
    verify = _add(
        commands, "verify", "complete identity verification (sandbox)", "dm-tui verify cn-hangzhou"
    )
    verify.add_argument("region", metavar="REGION")
    _add(commands, "status", "everything at a glance", "dm-tui status --json")

    orders = _add(commands, "orders", "orders, and one of them", "dm-tui orders show ID")
    several = orders.add_subparsers(metavar="ACTION", parser_class=Parser)
    _with_id(_add(several, "show", "one order with its receipt", "", "orders_show"))
    pay = _with_id(_add(several, "pay", "pay an unpaid order", "", "orders_pay"))
    pay.add_argument("--pay-with", metavar="METHOD", help="payment method (default: the first)")
    _spend(pay)
    settle = _with_id(_add(several, "settle", "settle an unknown outcome", "", "orders_settle"))
    settle.add_argument(
        "--not-bought", action="store_true", help="you looked in the console: nothing was bought"
    )
    _with_id(_add(several, "cancel", "cancel an unpaid order", "", "orders_cancel"))

    bills = _add(commands, "bills", "pay-as-you-go bills", "dm-tui bills pay ID")
    several = bills.add_subparsers(metavar="ACTION", parser_class=Parser)
    pay = _with_id(_add(several, "pay", "pay an overdue bill", "dm-tui bills pay ID", "bills_pay"))
    pay.add_argument("--pay-with", metavar="METHOD", help="payment method (default: the first)")
    usage = _add(commands, "usage", "what was sent, and what paid for it", "dm-tui usage --by day")
    usage.add_argument("--by", choices=("hour", "day", "month"), default="day", help="default: day")

    access = _add(commands, "access", "who is signed in, what is missing", "dm-tui access as ops")
    several = access.add_subparsers(metavar="ACTION", parser_class=Parser)
    grant = _add(several, "grant", "attach a policy (sandbox)", "", "access_grant")
    grant.add_argument("policy", metavar="POLICY")
    user = _add(several, "as", "go on as another user (sandbox)", "", "access_as")
    user.add_argument("user", metavar="USER")

    sandbox = commands.add_parser("sandbox", help="known starts and a clock that can be moved")
    several = sandbox.add_subparsers(metavar="ACTION", parser_class=Parser, required=True)
    load = _add(several, "load", "a known start", "dm-tui sandbox load busy", "sandbox_load")
    load.add_argument("scenario", metavar="SCENARIO")
    advance = _add(
        several, "advance", "move the clock", "dm-tui sandbox advance 10d", "sandbox_advance"
    )
    advance.add_argument("duration", metavar="DURATION", help="36h, 10d or 6mo")
    _add(several, "reset", "start over", "dm-tui sandbox reset", "sandbox_reset")

    export = _add(commands, "export", "for a spreadsheet", "dm-tui export usage --format csv")
    export.add_argument("what", choices=("orders", "bills", "usage"), help="what to export")
    export.add_argument("--format", choices=("csv", "json"), default="csv", help="default: csv")
    backup = _add(commands, "backup", "everything in one file", "dm-tui backup dm-tui.backup.json")
    backup.add_argument("file", metavar="FILE")
    restore = _add(commands, "restore", "everything as a backup has it", "dm-tui restore FILE")
    restore.add_argument("file", metavar="FILE")
    _add(commands, "doctor", "state of the installation and of the books", "dm-tui doctor")
    _add(commands, "paths", "where files lie", "dm-tui paths")
    return parser


def _add(
    commands: "argparse._SubParsersAction[Parser]",
    name: str,
    help: str,
    example: str,
    function: str | None = None,
) -> Parser:
    parser = commands.add_parser(
        name,
        help=help,
        description=f"{help[0].upper()}{help[1:]}.",
        epilog=f"example: {example}" if example else None,
    )
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
    parser.set_defaults(command=function or name)
    return parser


def _purchase(parser: Parser) -> None:
    parser.add_argument("spec", metavar="SPEC", help="50k, 500k, 1m or 5m")
    parser.add_argument("-q", "--quantity", default="1", metavar="N", help="1 to 100 (default 1)")


def _spend(parser: Parser) -> None:
    parser.add_argument(
        "--yes-spend", metavar="AMOUNT", help="the total, exactly: without it no real money moves"
    )


def _with_id(parser: Parser) -> Parser:
    parser.add_argument("id", metavar="ID")
    return parser
