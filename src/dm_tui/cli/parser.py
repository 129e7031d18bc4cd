"""The grammar of the command line. Commands are named here and loaded only when one is called."""

import argparse
from collections.abc import Sequence
from typing import Any, cast

from dm_tui.cli.argument_parser import Parser, Unasked, UsageError

__all__ = ["Parser", "UsageError", "build"]

_EXITS = (
    "exit codes: 0 done, 1 unexpected, 2 usage, 3 not allowed yet, 4 payment declined, "
    "5 outcome unknown, 6 state file unusable or busy, 7 refused by a rule, 130 interrupted, "
    "129 hung up, 143 terminated"
)


def build(arguments: Sequence[str] | None = None) -> Parser:
    """Return the parser; `command` in its result names a function, of `cli.commands` or `module.function`.

    With `arguments`, only the commands they name have a grammar: all of them take longer than most calls.
    """

    def asked(**named: Any) -> Parser | Unasked:
        name = named["prog"].rpartition(" ")[2]
        return Parser(**named) if arguments is None or name in arguments else Unasked()

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

    _add(commands, "plans", "the catalogue with its prices", "dm-tui plans")
    quote = _add(commands, "quote", "what a purchase would cost", "dm-tui quote 50k -q 3")
    _purchase(quote)
    advise = _add(
        commands,
        "advise",
        "which billing model, and why",
        "dm-tui advise --monthly 80k --spread 20",
        "advising.advise",
    )
    _volumes(advise)
    advise.topic = "adviser"
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
    _add(commands, "status", "everything at a glance", "dm-tui status --json", "status.status")

    orders = _add(commands, "orders", "orders, and one of them", "dm-tui orders show DM260131-0001")
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

    bills = _add(commands, "bills", "pay-as-you-go bills", "dm-tui bills pay B260301-0001")
    several = bills.add_subparsers(metavar="ACTION", parser_class=Parser)
    pay = _with_id(_add(several, "pay", "pay an overdue bill", "", "bills_pay"))
    pay.add_argument("--pay-with", metavar="METHOD", help="payment method (default: the first)")
    usage = _add(commands, "usage", "what was sent, and what paid for it", "dm-tui usage --by day")
    usage.add_argument("--by", choices=("hour", "day", "month"), default="day", help="default: day")

    messages = _add(
        commands,
        "messages",
        "internal messages",
        "dm-tui messages read DM260131-0001-paid",
        "inbox.messages",
    )
    several = messages.add_subparsers(metavar="ACTION", parser_class=Parser)
    _with_id(_add(several, "read", "one message with its text", "", "inbox.read"))

    access = _add(commands, "access", "who is signed in, what is missing", "dm-tui access as ops")
    several = access.add_subparsers(metavar="ACTION", parser_class=Parser)
    grant = _add(several, "grant", "attach a policy (sandbox)", "", "access_grant")
    grant.add_argument("policy", metavar="POLICY")
    user = _add(several, "as", "go on as another user (sandbox)", "", "access_as")
    user.add_argument("user", metavar="USER")

    _mail_setup(commands)
    _sending(commands)
    remind = _add(
        commands,
        "remind",
        "send the reminders that are due, each once",
        "dm-tui remind --install",
        "reminding.remind",
    )
    how = remind.add_mutually_exclusive_group()
    how.add_argument("--install", action="store_true", help="do it every five minutes (systemd)")
    how.add_argument("--uninstall", action="store_true", help="do it no more")
    remind.add_argument("--yes", action="store_true", help="do not ask before (un)installing")

    sandbox = commands.add_parser("sandbox", help="known starts and a clock that can be moved")
    several = sandbox.add_subparsers(metavar="ACTION", parser_class=Parser, required=True)
    load = _add(several, "load", "a known start", "dm-tui sandbox load busy", "upkeep.sandbox_load")
    load.add_argument("scenario", metavar="SCENARIO")
    advance = _add(
        several, "advance", "move the clock", "dm-tui sandbox advance 10d", "upkeep.sandbox_advance"
    )
    advance.add_argument("duration", metavar="DURATION", help="36h, 10d or 6mo")
    _add(several, "reset", "start over", "dm-tui sandbox reset", "upkeep.sandbox_reset")

    export = _add(
        commands,
        "export",
        "for a spreadsheet",
        "dm-tui export usage --format csv",
        "upkeep.export",
    )
    export.add_argument("what", choices=("orders", "bills", "usage"), help="what to export")
    export.add_argument("--format", choices=("csv", "json"), default="csv", help="default: csv")
    backup = _add(
        commands,
        "backup",
        "everything in one file",
        "dm-tui backup dm-tui.backup.json",
        "upkeep.backup",
    )
    backup.add_argument("file", metavar="FILE")
    restore = _add(
        commands,
        "restore",
        "everything as a backup has it",
        "",
        "upkeep.restore",
    )
    restore.add_argument("file", metavar="FILE")
    _add(
        commands,
        "doctor",
        "state of the installation and of the books",
        "dm-tui doctor",
        "upkeep.doctor",
    )
    _add(commands, "paths", "where files lie", "dm-tui paths", "upkeep.paths")
    schema = _add(
        commands,
        "schema",
        "the shapes of what commands print with --json, as JSON Schema",
        "dm-tui schema orders show",
        "schema.schema",
    )
    schema.add_argument("words", metavar="COMMAND", nargs="*", help="of one command only")
    completion = _add(
        commands,
        "completion",
        "what makes a shell complete commands, options and ids",
        "source <(dm-tui completion bash)",
        "completion.completion",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    completion.topic = "completion"
    return parser


def _mail_setup(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add what has a room of its own: domains, sender addresses, templates."""
    domains = _add(
        commands,
        "domains",
        "domains and their DNS records",
        "dm-tui domains add mail.example.com",
        "mail_setup.domains",
    )
    several = domains.add_subparsers(metavar="ACTION", parser_class=Parser)
    _add(several, "list", "all of them", "", "mail_setup.domains")
    add = _with_name(_add(several, "add", "add a domain", "", "mail_setup.domains_add"))
    add.add_argument("--spf", metavar="RECORD", default="", help="the SPF record it has already")
    show = _with_name(_add(several, "show", "its records", "", "mail_setup.domains_show"))
    show.add_argument(
        "--zone", action="store_true", help="only the records, as a zone file's lines"
    )
    verify = _add(several, "verify", "look for its records", "", "mail_setup.domains_verify")
    _with_name(verify).add_argument(
        "--dns", action="store_true", help="look in DNS itself (DM_TUI_DNS: the name server to ask)"
    )
    _with_name(_add(several, "remove", "remove a domain", "", "mail_setup.domains_remove"))

    senders = _add(
        commands,
        "senders",
        "sender addresses",
        "dm-tui senders add news@mail.example.com",
        "mail_setup.senders",
    )
    several = senders.add_subparsers(metavar="ACTION", parser_class=Parser)
    _add(several, "list", "all of them", "", "mail_setup.senders")
    add = _with_address(_add(several, "add", "add an address", "", "mail_setup.senders_add"))
    add.add_argument("--type", choices=("batch", "trigger"), default="batch", help="default: batch")
    add.add_argument("--reply-to", metavar="ADDRESS", default="", help="where answers go")
    add.add_argument("--alias", metavar="NAME", default="", help="the name beside it, 15 at most")
    _with_address(_add(several, "show", "one address", "", "mail_setup.senders_show"))
    _with_address(_add(several, "remove", "delete an address", "", "mail_setup.senders_remove"))

    templates = _add(
        commands,
        "templates",
        "email templates",
        'dm-tui templates add welcome --subject "Hello {UserName}" --text hello.txt',
        "mail_setup.templates",
    )
    several = templates.add_subparsers(metavar="ACTION", parser_class=Parser)
    _add(several, "list", "all of them", "", "mail_setup.templates")
    example = 'dm-tui templates add hello --subject "Hello {UserName}" --text hello.txt'
    add = _add(several, "add", "add and submit one", example, "mail_setup.templates_add")
    _with_name(add)
    add.add_argument("--subject", metavar="S", required=True, help="256 characters at most")
    add.add_argument("--text", metavar="FILE", help="the text, in UTF-8")
    add.add_argument("--html", metavar="FILE", help="the HTML, in UTF-8")
    add.add_argument("--draft", action="store_true", help="do not submit it for review yet")
    _with_name(_add(several, "show", "one template", "", "mail_setup.templates_show"))
    _with_name(_add(several, "submit", "submit for review", "", "mail_setup.templates_submit"))
    _with_name(_add(several, "remove", "delete a template", "", "mail_setup.templates_remove"))


def _sending(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add what sends, and what sees to mailings."""
    send = _add(
        commands,
        "send",
        "send to one or many",
        "dm-tui send --from news@mail.example.com --recipients people.csv --template welcome",
        "sending.send",
    )
    add = send.add_argument
    add("--from", dest="sender", metavar="A", required=True, help="a sender address")
    to = send.add_mutually_exclusive_group(required=True)
    to.add_argument("--to", metavar="B", nargs="+", action="extend", help="recipients")
    to.add_argument(
        "--recipients", metavar="FILE.csv", help="one a row; a column for each variable"
    )
    add("--subject", metavar="S", help="256 characters at most")
    add("--text", metavar="T", help="the text itself")
    add("--html", metavar="FILE", help="the HTML, in UTF-8")
    add("--template", metavar="NAME", help="an approved template instead of these")
    add("--as-list", action="store_true", help="hand all over at once: the service writes to each")
    add("--reply-to", metavar="ADDRESS", help="where answers go (default: the sender's)")
    add("--alias", metavar="NAME", help="the name beside the sender (default: the sender's)")
    add("--tag", metavar="TAG", default="", help="what statistics call it: A-Z a-z 0-9 _ -")
    add(
        "--unsubscribe",
        metavar="URL",
        default="",
        help="one click on it unsubscribes; {EAddr} in it is the recipient (default: by email alone)",
    )
    add("--key", help="your name for this mailing: repeating it never sends twice")
    add("--skip-bad-rows", action="store_true", help="leave out rows nothing can be sent to")
    add("--dry-run", action="store_true", help="say what it would do, and do nothing")

    mailings = _add(
        commands, "mailings", "mailings", "dm-tui mailings resume M260131-0001", "sending.mailings"
    )
    several = mailings.add_subparsers(metavar="ACTION", parser_class=Parser)
    _with_id(_add(several, "show", "one, with who was refused", "", "sending.mailings_show"))
    _with_id(_add(several, "resume", "go on with one", "", "sending.mailings_resume"))
    _with_id(_add(several, "pause", "pause one", "", "sending.mailings_pause"))
    _with_id(_add(several, "cancel", "cancel one for good", "", "sending.mailings_cancel"))
    settle = _add(
        several,
        "settle",
        "say what became of who is unknown",
        "dm-tui mailings settle M260131-0001 --all --delivered",
        "sending.mailings_settle",
    )
    _with_id(settle)
    settle.add_argument("address", metavar="ADDRESS", nargs="?")
    settle.add_argument("--all", action="store_true", help="all who are unknown")
    outcome = settle.add_mutually_exclusive_group(required=True)
    outcome.add_argument("--delivered", action="store_true", help="it arrived; it stays charged")
    outcome.add_argument("--not-delivered", action="store_true", help="it did not; given back")


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
    parser.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help=f"print JSON; its shape: {parser.prog.replace(' ', ' schema ', 1)}",
    )
    parser.set_defaults(command=function or name)
    return parser


def _purchase(parser: Parser) -> None:
    parser.add_argument("spec", metavar="SPEC", help="50k, 500k, 1m or 5m")
    parser.add_argument("-q", "--quantity", default="1", metavar="N", help="1 to 100 (default 1)")


def _spend(parser: Parser) -> None:
    parser.add_argument(
        "--yes-spend", metavar="AMOUNT", help="the total, exactly: without it no real money moves"
    )


def _volumes(parser: Parser) -> None:
    add = parser.add_argument
    add("--monthly", metavar="N", help="emails a month, or one number for each: 20k,25k,30k")
    add("--spread", metavar="PCT", help="how far a month may turn out from that (default 0)")
    add("--growth", metavar="PCT", help="growth from month to month after the last number")
    add("--months", metavar="N", help="how far to look ahead, 1 to 24 (default 6)")
    add("--daily-quota", metavar="N", help="plan for no more a day; otherwise it only warns")
    add("--quota-growth", metavar="PCT", help="growth of that quota from month to month")


def _with_id(parser: Parser) -> Parser:
    parser.add_argument("id", metavar="ID")
    return parser


def _with_name(parser: Parser) -> Parser:
    parser.add_argument("name", metavar="NAME")
    return parser


def _with_address(parser: Parser) -> Parser:
    parser.add_argument("address", metavar="ADDRESS")
    return parser
