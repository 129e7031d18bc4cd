"""What a purchase would cost, when it ends, and what people regret not having been told."""

from datetime import datetime
from enum import StrEnum

from dm_tui.domain.dates import show_date, whole_days
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue, PlanSpecification, require_quantity
from dm_tui.domain.purchase.plan import expiry


class QuoteWarningCode(StrEnum):
    """The surprises users complain about, each said before the money moves."""

    DAILY_QUOTA = "daily-quota"
    BREAK_EVEN = "break-even"
    NON_REFUNDABLE = "non-refundable"
    STOPS_WHEN_USED_UP = "stops-when-used-up"
    CONTINUES_AS_PAY_AS_YOU_GO = "continues-as-pay-as-you-go"
    ARREARS = "arrears"
    OWNED_PLANS_LEFT = "owned-plans-left"


class QuoteWarning(Model):
    """One warning; `serious` when the figures say that money will be lost."""

    code: QuoteWarningCode
    message: str
    serious: bool = False


class Quote(Model):
    """The consequence of choosing `quantity` plans of one specification at one instant."""

    spec: str
    quantity: int
    emails: int
    unit_price: Money
    price_per_thousand: Money
    total: Money
    pay_as_you_go_total: Money
    saving: Money
    break_even_emails: int
    expires_at: datetime
    warnings: tuple[QuoteWarning, ...]


class QuoteContext(Model):
    """What decides which warnings apply: quota of the account, pay-as-you-go, volume if it was told."""

    daily_quota: int
    pay_as_you_go_active: bool = False
    overdue: bool = False
    monthly_volume: int | None = None


def make_quote(
    catalogue: Catalogue, plan: PlanSpecification, quantity: int, at: datetime, facts: QuoteContext
) -> Quote:
    """Return the quote for `quantity` × `plan` bought at `at`, with every warning that applies."""
    emails = plan.emails * require_quantity(quantity)
    total = plan.price * quantity
    by_usage = catalogue.pay_as_you_go(emails)
    expires_at = expiry(at, plan.validity_months)
    break_even = catalogue.break_even(plan, quantity)
    return Quote(
        spec=plan.spec,
        quantity=quantity,
        emails=emails,
        unit_price=plan.price,
        price_per_thousand=plan.price_per_thousand,
        total=total,
        pay_as_you_go_total=by_usage,
        saving=by_usage - total,
        break_even_emails=break_even,
        expires_at=expires_at,
        warnings=tuple(_warnings(emails, break_even, at, expires_at, plan.validity_months, facts)),
    )


def _warnings(
    emails: int,
    break_even: int,
    at: datetime,
    expires_at: datetime,
    months: int,
    facts: QuoteContext,
) -> list[QuoteWarning]:
    quota = facts.daily_quota
    sendable = quota * whole_days(at, expires_at)
    found = []
    if emails > sendable:
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.DAILY_QUOTA,
                message=f"At your daily quota of {quota:,} only {sendable:,} emails can be sent by "
                f"then; a plan does not raise it. {emails - sendable:,} would be lost.",
                serious=True,
            )
        )
    else:
        days = -(-emails // quota)
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.DAILY_QUOTA,
                message=f"A plan does not raise your daily quota of {quota:,} emails: "
                f"using it up takes {days:,} days or more.",
            )
        )
    volume = facts.monthly_volume
    if volume is not None and volume * months < break_even:
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.BREAK_EVEN,
                message=f"At {volume:,} a month pay-as-you-go costs less (break-even "
                f"{break_even:,}).",
                serious=True,
            )
        )
    else:
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.BREAK_EVEN,
                message=f"Send fewer than {break_even:,} emails and pay-as-you-go costs less.",
            )
        )
    left = 0 if volume is None else emails - volume * months
    if left > 0:
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.NON_REFUNDABLE,
                message=f"At {volume:,} a month {left:,} emails are lost on {show_date(expires_at)}: "
                "no refund.",
                serious=True,
            )
        )
    else:
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.NON_REFUNDABLE,
                message=f"What is left on {show_date(expires_at)} is lost: no refund after use or "
                "expiry.",
            )
        )
    if facts.overdue:
        found.append(arrears_warning())
    elif facts.pay_as_you_go_active:
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.CONTINUES_AS_PAY_AS_YOU_GO,
                message="When it is used up, sending goes on as pay-as-you-go.",
            )
        )
    else:
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.STOPS_WHEN_USED_UP,
                message="When it is used up, sending stops: pay-as-you-go is not active.",
            )
        )
    return found


def arrears_warning() -> QuoteWarning:
    """Say that buying does not lift a suspension (billing methods)."""
    return QuoteWarning(
        code=QuoteWarningCode.ARREARS,
        message="A plan settles no arrears: sending stays suspended until they are paid.",
        serious=True,
    )
