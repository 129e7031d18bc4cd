"""Resource plans, before and after they are bought."""

from functools import partial

from dm_tui.cli.declarations.declare import CommandGroup, Needs, Requires, argument, command, flag

PAY_WITH = argument(
    "--pay-with",
    "METHOD",
    "default: the first; in the sandbox balance, card-4242, and, to test failures, card-0002 "
    "(declined), card-9995 (insufficient funds), card-timeout and card-lost (no answer)",
    values="payment_methods",
)
_YES_SPEND = argument("--yes-spend", "AMOUNT", "the exact total: without it no real money is spent")
_PURCHASE = (
    argument("spec", "SPEC", "50k, 500k, 1m or 5m", sample="50k", values="specs"),
    argument("-q --quantity", "N", "1 to 100 (default 1)", default="1"),
)
_ORDER = argument("id", "ID", sample="DM260131-0001", values="orders")
_UNPAID_ORDER = _ORDER._replace(values="unpaid_orders")
_UNSETTLED_ORDER = _ORDER._replace(values="unsettled_orders")

_purchase = partial(command, "purchase")

GROUP = CommandGroup(
    "plans and orders",
    (
        _purchase(
            "plans",
            "the catalogue with its prices",
            "PlansAnswer",
            needs=Needs.LATEST_READING,
            reads="on_sale",
        ),
        _purchase(
            "plans refund",
            "what giving a never-used plan back would bring; requests nothing",
            "RefundAnswer",
            argument("id", "ID", sample="DM260131-0001-P1", values="plans"),
            needs=Needs.ANY_READING,
            reads="plans",
        ),
        _purchase(
            "quote",
            "the price of a purchase, with every warning",
            "QuoteAnswer",
            *_PURCHASE,
            needs=Needs.LATEST_READING,
            reads="balance on_sale plans service",
            example="dm-tui quote 50k -q 3",
        ),
        command(
            "advice",
            "advise",
            "the best billing model, with plans and purchase dates",
            "AdviceAnswer",
            argument("--monthly", "N", "emails a month, or one number for each month: 20k,25k,30k"),
            argument("--spread", "PCT", "how far the volume may differ from that (default 0)"),
            argument("--growth", "PCT", "growth from month to month after the last number"),
            argument("--months", "N", "how far to look ahead, 1 to 24 (default 6)"),
            argument("--daily-quota", "N", "plan for no more a day (default: your quota), or none"),
            argument("--quota-growth", "PCT", "growth of the daily quota from month to month"),
            needs=Needs.LATEST_READING,
            reads="on_sale plans service statistics",
            example="dm-tui advise --monthly 80k --spread 20",
            topic="adviser",
        ),
        _purchase(
            "buy",
            "order and pay resource plans",
            "OrderAnswer | QuoteAnswer",
            *_PURCHASE,
            flag("--accept-terms", "accept the terms of service"),
            PAY_WITH,
            _YES_SPEND,
            argument("--key", help="your name for this purchase: repeating it never buys twice"),
            flag("--dry-run", "show what is missing or the price with every warning, and buy nothing"),
            flag("--again", "buy although the same purchase was paid and its receipt was not shown"),
            needs=Needs.NEW_READING,
            requires=Requires.PURCHASE,
            reads="balance? on_sale plans? service~",
            example="dm-tui buy 50k -q 3 --accept-terms",
            more="On a terminal it shows the terms of service and asks; a script needs --accept-terms.",
        ),
        _purchase(
            "orders",
            "all orders, or one of them",
            "OrdersAnswer",
            needs=Needs.LATEST_READING,
            reads="orders",
            example="dm-tui orders show DM260131-0001",
        ),
        _purchase("orders show", "one order with its receipt", "OrderAnswer", _ORDER),
        _purchase(
            "orders pay",
            "pay an unpaid order",
            "OrderAnswer",
            _UNPAID_ORDER,
            PAY_WITH,
            _YES_SPEND,
            needs=Needs.NEW_READING,
            requires=Requires.PURCHASE,
            reads="balance on_sale plans service~",
        ),
        _purchase(
            "orders settle",
            "look up the outcome of an unknown payment",
            "OrderAnswer",
            _UNSETTLED_ORDER,
            argument("--is-it", "PLAN", "the plan or order that is there now is this purchase"),
            flag("--not-it", "what is there now is another purchase"),
            flag("--not-bought", "you checked the vendor's console: nothing was bought"),
        ),
        _purchase("orders cancel", "cancel an unpaid order", "OrderAnswer", _UNPAID_ORDER),
    ),
)
