"""Pay-as-you-go: turning it on, its bills, and what was sent."""

from functools import partial

from dm_tui.cli.declarations.declare import CommandGroup, Needs, Requires, argument, command, flag
from dm_tui.cli.declarations.plans import PAY_WITH

_usage = partial(command, "usage")
_BILL = argument("id", "ID", sample="B260301-0001", values="bills")

GROUP = CommandGroup(
    "pay-as-you-go",
    (
        _usage(
            "activate",
            "activate Direct Mail, which includes pay-as-you-go",
            "ActivateAnswer",
            flag("--accept-agreement", "accept the activation agreement"),
            needs=Needs.NEW_READING,
            requires=Requires.TO_ACTIVATE,
            reads="plans service",
            example="dm-tui activate --accept-agreement",
            more="On a terminal it shows the agreement and asks; a script needs --accept-agreement.",
        ),
        _usage(
            "bills",
            "bills, newest first",
            "BillsAnswer",
            needs=Needs.ANY_READING,
            reads="service",
            example="dm-tui bills pay B260301-0001",
            more="Of a live account it lists the vendor's bills of the last six months; the vendor takes their "
            "payment.",
        ),
        _usage("bills pay", "pay an overdue bill", "BillAnswer", _BILL, PAY_WITH),
        _usage(
            "budget",
            "what pay-as-you-go may cost in a month, and what it comes to",
            "BudgetAnswer",
            needs=Needs.ANY_READING,
            reads="service",
            example="dm-tui budget set 50",
            more="A mailing that would go over the budget is refused, or sends what fits, as you choose.",
        ),
        _usage(
            "budget set",
            "set the budget of a month",
            "BudgetAnswer",
            argument(
                "amount", "AMOUNT", "in the currency of the account; 0: nothing by pay-as-you-go", sample="50"
            ),
            argument(
                "--when-over",
                help="refuse a mailing that goes over it (default), or send what fits and hold the rest back",
                choices=("refuse", "hold-back"),
            ),
            example="dm-tui budget set 50 --when-over hold-back",
        ),
        _usage("budget none", "end the budget: pay-as-you-go may cost anything", "BudgetAnswer"),
        _usage(
            "usage",
            "emails sent, and the quota or plan that paid for them",
            "UsageAnswer",
            argument("--by", help="default: day", choices=("hour", "day", "month"), default="day"),
            needs=Needs.LATEST_READING,
            reads="statistics",
            example="dm-tui usage --by day",
        ),
        command(
            "usage",
            "statistics",
            "mail of thirty days by sender address or tag, with opens and clicks",
            "services.usage.json_shapes.StatisticsAnswer",
            argument("--by", help="default: sender", choices=("sender", "tag"), default="sender"),
            needs=Needs.ANY_READING,
            reads="service",
            example="dm-tui statistics --by tag",
            more="Opens and clicks are there where tracking is on (send --track); by day, see usage.",
        ),
    ),
)
