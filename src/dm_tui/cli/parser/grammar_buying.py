"""Plans, orders and pay-as-you-go."""

from dm_tui.cli.parser.add_command import Commands, add_actions, add_command, with_id
from dm_tui.cli.parser.base import Parser

METHODS = (
    "default: the first; in the sandbox balance, card-4242, and to try what can happen card-0002 "
    "(declined), card-9995 (no money), card-timeout and card-lost (no answer)"
)


def add_plans(commands: Commands) -> None:
    """Add what is done about resource plans, before and after they are bought."""
    add_command(commands, "plans", "the catalogue with its prices", "plans")
    _purchase(add_command(commands, "quote", "what a purchase would cost, with every warning", "quote",
                  "dm-tui quote 50k -q 3"))  # fmt: skip
    advise = add_command(
        commands,
        "advise",
        "which billing model, what to buy and when, and why",
        "advising.advise",
        "dm-tui advise --monthly 80k --spread 20",
    )
    _volumes(advise)
    advise.topic = "adviser"
    buy = add_command(
        commands,
        "buy",
        "order and pay resource plans",
        "buy",
        "dm-tui buy 50k -q 3 --accept-terms",
        "On a terminal it shows the terms of service and asks; in a script it needs --accept-terms.",
    )
    _purchase(buy)
    buy.add_argument("--accept-terms", action="store_true", help="accept the terms of service")
    _payment(buy, live=True)
    buy.add_argument("--key", help="your name for this purchase: repeating it never buys twice")

    orders = add_command(commands, "orders", "orders, and one of them", "orders",
                 "dm-tui orders show DM260131-0001")  # fmt: skip
    several = add_actions(orders)
    with_id(add_command(several, "show", "one order with its receipt", "orders_show"))
    _payment(with_id(add_command(several, "pay", "pay an unpaid order", "orders_pay")), live=True)
    settle = with_id(add_command(several, "settle", "settle an unknown outcome", "orders_settle"))
    settle.add_argument(
        "--not-bought", action="store_true", help="you looked in the console: nothing was bought"
    )
    with_id(add_command(several, "cancel", "cancel an unpaid order", "orders_cancel"))


def add_pay_as_you_go(commands: Commands) -> None:
    """Add what is done about pay-as-you-go."""
    activate = add_command(
        commands,
        "activate",
        "enable pay-as-you-go",
        "activate",
        "dm-tui activate --accept-agreement",
        "On a terminal it shows the agreement and asks; in a script it needs --accept-agreement.",
    )
    activate.add_argument(
        "--accept-agreement", action="store_true", help="accept the activation agreement"
    )
    bills = add_command(commands, "bills", "bills, and paying an overdue one", "bills",
                "dm-tui bills pay B260301-0001")  # fmt: skip
    _payment(with_id(add_command(add_actions(bills), "pay", "pay an overdue bill", "bills_pay")))
    usage = add_command(
        commands, "usage", "what was sent, and what paid for it", "usage", "dm-tui usage --by day"
    )
    usage.add_argument("--by", choices=("hour", "day", "month"), default="day", help="default: day")


def _purchase(parser: Parser) -> None:
    parser.add_argument("spec", metavar="SPEC", help="50k, 500k, 1m or 5m")
    parser.add_argument("-q", "--quantity", default="1", metavar="N", help="1 to 100 (default 1)")


def _payment(parser: Parser, *, live: bool = False) -> None:
    parser.add_argument("--pay-with", metavar="METHOD", help=METHODS)
    if live:
        parser.add_argument(
            "--yes-spend",
            metavar="AMOUNT",
            help="the total, exactly: without it no real money moves",
        )


def _volumes(parser: Parser) -> None:
    add = parser.add_argument
    add("--monthly", metavar="N", help="emails a month, or one number for each: 20k,25k,30k")
    add("--spread", metavar="PCT", help="how far a month may turn out from that (default 0)")
    add("--growth", metavar="PCT", help="growth from month to month after the last number")
    add("--months", metavar="N", help="how far to look ahead, 1 to 24 (default 6)")
    add("--daily-quota", metavar="N", help="plan for no more a day; otherwise it only warns")
    add("--quota-growth", metavar="PCT", help="growth of that quota from month to month")
