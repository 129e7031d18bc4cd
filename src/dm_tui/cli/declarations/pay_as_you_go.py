"""Pay-as-you-go: turning it on, its bills, and what was sent."""

from dm_tui.cli.declarations.declare import Command, CommandGroup, Needs, argument, flag, option
from dm_tui.cli.declarations.plans import PAY_WITH

GROUP = CommandGroup(
    "pay-as-you-go",
    (
        Command(
            "activate",
            "activate pay-as-you-go",
            run="usage.activate",
            answers=("services.usage.json_shapes.ActivateAnswer",),
            arguments=(flag("--accept-agreement", help="accept the activation agreement"),),
            needs=Needs.NEW_READING,
            example="dm-tui activate --accept-agreement",
            more="On a terminal it shows the agreement and asks; a script needs --accept-agreement.",
        ),
        Command(
            "bills",
            "bills, newest first",
            run="usage.bills",
            answers=("services.usage.json_shapes.BillsAnswer",),
            example="dm-tui bills pay B260301-0001",
        ),
        Command(
            "bills pay",
            "pay an overdue bill",
            run="usage.bills_pay",
            answers=("services.usage.json_shapes.BillAnswer",),
            arguments=(argument("id", "ID", sample="B260301-0001", values="bills"), PAY_WITH),
        ),
        Command(
            "usage",
            "what was sent, and what paid for it",
            run="usage.usage",
            answers=("services.usage.json_shapes.UsageAnswer",),
            arguments=(option("--by", choices=("hour", "day", "month"), default="day", help="default: day"),),
            needs=Needs.LATEST_READING,
            example="dm-tui usage --by day",
        ),
    ),
)
