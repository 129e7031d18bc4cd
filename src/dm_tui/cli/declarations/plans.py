"""Resource plans, before and after they are bought."""

from dm_tui.cli.declarations.declare import Argument, Command, CommandGroup, Needs, argument, flag, option

PAY_WITH = option(
    "--pay-with",
    metavar="METHOD",
    values="payment_methods",
    help="default: the first; in the sandbox balance, card-4242, and to try what can happen card-0002 "
    "(declined), card-9995 (insufficient funds), card-timeout and card-lost (no answer)",
)
YES_SPEND = option("--yes-spend", metavar="AMOUNT", help="the exact total: without it no real money is spent")
PURCHASE = (
    argument("spec", "SPEC", sample="50k", values="specs", help="50k, 500k, 1m or 5m"),
    option("-q", "--quantity", metavar="N", default="1", help="1 to 100 (default 1)"),
)
ORDER = ("services.purchase.json_shapes.OrderAnswer",)


def _order_id(values: str = "orders") -> Argument:
    return argument("id", "ID", sample="DM260131-0001", values=values)


GROUP = CommandGroup(
    "plans and orders",
    (
        Command(
            "plans",
            "the catalogue with its prices",
            run="purchase.plans",
            answers=("services.purchase.json_shapes.PlansAnswer",),
            needs=Needs.LATEST_READING,
        ),
        Command(
            "quote",
            "what a purchase would cost, with every warning",
            run="purchase.quote",
            answers=("domain.purchase.quote.Quote",),
            arguments=PURCHASE,
            needs=Needs.NEW_READING,
            example="dm-tui quote 50k -q 3",
        ),
        Command(
            "advise",
            "which billing model, what to buy and when, and why",
            run="advice.advise",
            answers=("services.advice.json_shapes.AdviceAnswer",),
            arguments=(
                option("--monthly", metavar="N", help="emails a month, or one number for each: 20k,25k,30k"),
                option("--spread", metavar="PCT", help="how far a month may differ from that (default 0)"),
                option("--growth", metavar="PCT", help="growth from month to month after the last number"),
                option("--months", metavar="N", help="how far to look ahead, 1 to 24 (default 6)"),
                option(
                    "--daily-quota",
                    metavar="N",
                    help="plan for no more a day; otherwise the quota only warns",
                ),
                option("--quota-growth", metavar="PCT", help="growth of that quota from month to month"),
            ),
            needs=Needs.LATEST_READING,
            example="dm-tui advise --monthly 80k --spread 20",
            topic="adviser",
        ),
        Command(
            "buy",
            "order and pay resource plans",
            run="purchase.buy",
            answers=ORDER,
            arguments=(
                *PURCHASE,
                flag("--accept-terms", help="accept the terms of service"),
                PAY_WITH,
                YES_SPEND,
                option("--key", help="your name for this purchase: repeating it never buys twice"),
            ),
            needs=Needs.NEW_READING,
            example="dm-tui buy 50k -q 3 --accept-terms",
            more="On a terminal it shows the terms of service and asks; a script needs --accept-terms.",
        ),
        Command(
            "orders",
            "all orders, or one of them",
            run="purchase.orders",
            answers=("services.purchase.json_shapes.OrdersAnswer",),
            needs=Needs.LATEST_READING,
            example="dm-tui orders show DM260131-0001",
        ),
        Command(
            "orders show",
            "one order with its receipt",
            run="purchase.orders_show",
            answers=ORDER,
            arguments=(_order_id(),),
        ),
        Command(
            "orders pay",
            "pay an unpaid order",
            run="purchase.orders_pay",
            answers=ORDER,
            arguments=(_order_id("unpaid_orders"), PAY_WITH, YES_SPEND),
            needs=Needs.NEW_READING,
        ),
        Command(
            "orders settle",
            "find out the outcome of an unknown payment",
            run="purchase.orders_settle",
            answers=ORDER,
            arguments=(
                _order_id("unsettled_orders"),
                flag("--not-bought", help="you checked the vendor's console: nothing was bought"),
            ),
        ),
        Command(
            "orders cancel",
            "cancel an unpaid order",
            run="purchase.orders_cancel",
            answers=ORDER,
            arguments=(_order_id("unpaid_orders"),),
        ),
    ),
)
