"""What a reading of the account could not find out.

A figure that could not be read is never shown as a figure.
"""

from collections.abc import Iterable
from enum import StrEnum

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


class Figure(StrEnum):
    """The parts of a reading by their stable names (public contract)."""

    IDENTITY = "identity"
    BALANCE = "balance"
    ON_SALE = "on_sale"
    PRICES = "prices"
    PLANS = "plans"
    SOME_PLANS = "some_plans"
    PLAN_PRICES = "plan_prices"
    TAX = "tax"
    CHARGED = "charged"
    ORDER_TOTALS = "order_totals"
    ORDERS = "orders"
    PAY_AS_YOU_GO = "pay_as_you_go"
    PAY_AS_YOU_GO_PRICE = "pay_as_you_go_price"
    DAILY_QUOTA = "daily_quota"
    MONTH_QUOTA = "month_quota"
    REPUTATION = "reputation"
    FREE_QUOTA = "free_quota"
    SENT_TODAY = "sent_today"
    STATISTICS = "statistics"
    OUTCOMES = "outcomes"
    STANDING = "standing"
    DOMAINS = "domains"
    RECORDS = "records"
    DOMAIN_STATUS = "domain_status"
    DOMAIN_DETAILS = "domain_details"
    VERIFIED_SINCE = "verified_since"
    SENDERS = "senders"
    SENDER_DETAILS = "sender_details"
    TEMPLATES = "templates"
    TEMPLATE_DETAILS = "template_details"
    REVIEW_DATES = "review_dates"
    VERIFICATION = "verification"
    BILLS = "bills"
    BILLED_EMAILS = "billed_emails"
    OPENS = "opens"
    MONTH_SPENDING = "month_spending"


FIGURE_LABELS = {
    Figure.IDENTITY: "who is signed in",
    Figure.BALANCE: "balance",
    Figure.ON_SALE: "plans on sale",
    Figure.PRICES: "prices",
    Figure.PLANS: "your plans",
    Figure.SOME_PLANS: "some of your plans",
    Figure.PLAN_PRICES: "what some plans cost",
    Figure.TAX: "tax",
    Figure.CHARGED: "what was charged",
    Figure.ORDER_TOTALS: "amounts of some orders",
    Figure.ORDERS: "orders",
    Figure.PAY_AS_YOU_GO: "pay-as-you-go",
    Figure.PAY_AS_YOU_GO_PRICE: "price of pay-as-you-go",
    Figure.DAILY_QUOTA: "daily quota",
    Figure.MONTH_QUOTA: "monthly quota",
    Figure.REPUTATION: "reputation level",
    Figure.FREE_QUOTA: "free quota",
    Figure.SENT_TODAY: "emails sent today",
    Figure.STATISTICS: "emails sent",
    Figure.OUTCOMES: "outcomes of emails",
    Figure.STANDING: "standing of the account",
    Figure.DOMAINS: "domains",
    Figure.RECORDS: "DNS records",
    Figure.DOMAIN_STATUS: "status of a domain",
    Figure.DOMAIN_DETAILS: "details of domains",
    Figure.VERIFIED_SINCE: "since when domains are verified",
    Figure.SENDERS: "sender addresses",
    Figure.SENDER_DETAILS: "details of sender addresses",
    Figure.TEMPLATES: "templates",
    Figure.TEMPLATE_DETAILS: "details of templates",
    Figure.REVIEW_DATES: "when templates were submitted or reviewed",
    Figure.VERIFICATION: "identity verification",
    Figure.BILLS: "bills",
    Figure.BILLED_EMAILS: "emails of a bill",
    Figure.OPENS: "opens and clicks",
    Figure.MONTH_SPENDING: "what pay-as-you-go cost this month",
}
"""Their names in a sentence."""


class ReadingPart(StrEnum):
    """The parts of an account that are read on their own, so that a face reads only what it shows."""

    BALANCE = "balance"
    ON_SALE = "on_sale"
    PLANS = "plans"
    ORDERS = "orders"
    SERVICE = "service"
    STATISTICS = "statistics"
    DOMAINS = "domains"
    SENDERS = "senders"
    TEMPLATES = "templates"
    PERMISSIONS = "permissions"


PART_FIGURES = {
    ReadingPart.BALANCE: (Figure.BALANCE,),
    ReadingPart.ON_SALE: (Figure.ON_SALE, Figure.PRICES),
    ReadingPart.PLANS: (Figure.PLANS,),
    ReadingPart.ORDERS: (Figure.ORDERS,),
    ReadingPart.SERVICE: (Figure.PAY_AS_YOU_GO, Figure.DAILY_QUOTA, Figure.FREE_QUOTA, Figure.STANDING),
    ReadingPart.STATISTICS: (Figure.STATISTICS, Figure.SENT_TODAY),
    ReadingPart.DOMAINS: (Figure.DOMAINS,),
    ReadingPart.SENDERS: (Figure.SENDERS,),
    ReadingPart.TEMPLATES: (Figure.TEMPLATES,),
    ReadingPart.PERMISSIONS: (),
}
"""The figures that each part of a reading reports."""


class UnknownFigure(Model):
    """A part of the account that is not known, and why; it is `null`."""

    what: Figure
    why: Line


def why_unknown(unknown: Iterable[UnknownFigure], what: Figure) -> str | None:
    """Return why a figure is not known, None if it is."""
    return next((figure.why for figure in unknown if figure.what is what), None)


NEVER_REPORTED = {
    Figure.PLAN_PRICES: "The vendor does not report the price of a plan bought elsewhere.",
    Figure.PAY_AS_YOU_GO_PRICE: "No call reports it, and the purchase guide names none in this currency.",
    Figure.TAX: "The tax, if there is any, is known after payment.",
    Figure.CHARGED: "Nothing was charged yet.",
    Figure.ORDER_TOTALS: "The vendor lists some orders without their amounts.",
    Figure.VERIFICATION: "No call reports it. Where it is complete you can say so: dm-tui verify REGION.",
    Figure.VERIFIED_SINCE: "The vendor says that a domain is verified, but not since when.",
    Figure.REVIEW_DATES: "The vendor reports the state of a review, but no dates.",
}
"""Figures that may be null although everything was read, and why: programs get the reason, people see no such
figure at all.
"""


def never_reported(what: Figure, *, where: bool = True) -> tuple[UnknownFigure, ...]:
    """Return a figure that no reading gives, with the reason, `where` it is null."""
    return (UnknownFigure(what=what, why=NEVER_REPORTED[what]),) if where else ()


NOT_KNOWN = "not known"
"""What every face shows in place of such a figure."""
