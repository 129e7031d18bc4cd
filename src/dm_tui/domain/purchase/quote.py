"""The price of a purchase before it is made, its expiry, and the warnings that users often miss."""

from datetime import datetime
from enum import StrEnum

from dm_tui.domain.dates import whole_days
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase import quote_wording
from dm_tui.domain.purchase.catalogue import Catalogue, PlanSpecification, SoldAs, require_quantity
from dm_tui.domain.purchase.plan import expiry


class QuoteWarningCode(StrEnum):
    """The surprises users complain about, each shown before the money moves."""

    DAILY_QUOTA = "daily-quota"
    BREAK_EVEN = "break-even"
    NON_REFUNDABLE = "non-refundable"
    NOT_ACTIVATED = "not-activated"
    CONTINUES_AS_PAY_AS_YOU_GO = "continues-as-pay-as-you-go"
    ACTIVATION_NOT_KNOWN = "activation-not-known"
    ARREARS = "arrears"
    OWNED_PLANS_LEFT = "owned-plans-left"
    NOT_KNOWN = "not-known"


class QuoteWarning(Model):
    """One warning; `serious` when by the figures you lose money."""

    code: QuoteWarningCode
    message: str
    serious: bool = False


class Quote(Model):
    """The cost and the expiry of `quantity` plans of one specification, bought at one instant."""

    spec: str
    quantity: int
    emails: int
    unit_price: Money
    price_per_thousand: Money
    total: Money
    pay_as_you_go_total: Money | None
    saving: Money | None
    break_even_emails: int | None
    expires_at: datetime
    warnings: tuple[QuoteWarning, ...]
    sold_as: SoldAs | None = None
    tax: Money | None = None
    is_estimate: bool = False

    @property
    def serious_warnings(self) -> tuple[QuoteWarning, ...]:
        """The warnings that stay in sight until you pay."""
        return tuple(warning for warning in self.warnings if warning.serious)

    @property
    def saves_nothing(self) -> bool:
        """Whether your volume or your quota stays below the break-even, so that pay-as-you-go costs less."""
        return any(warning.code is QuoteWarningCode.BREAK_EVEN for warning in self.serious_warnings)


class QuoteContext(Model):
    """The account's facts that decide which warnings apply, None where one could not be read.

    `monthly_volume` is None unless you gave one. With `vendor_decides` the end and the tax are known after
    payment only.
    """

    daily_quota: int | None
    pay_as_you_go_active: bool | None = False
    overdue: bool = False
    monthly_volume: int | None = None
    vendor_decides: bool = False


def make_quote(
    catalogue: Catalogue, plan: PlanSpecification, quantity: int, at: datetime, context: QuoteContext
) -> Quote:
    """Return the quote for `quantity` × `plan` bought at `at`, with every warning that applies."""
    emails = plan.emails * require_quantity(quantity)
    total = plan.price * quantity
    pay_as_you_go_total = catalogue.pay_as_you_go(emails)
    expires_at = expiry(at, plan.validity_months)
    break_even = catalogue.break_even(plan, quantity)
    return Quote(
        spec=plan.spec,
        quantity=quantity,
        emails=emails,
        unit_price=plan.price,
        price_per_thousand=plan.price_per_thousand,
        total=total,
        pay_as_you_go_total=pay_as_you_go_total,
        saving=None if pay_as_you_go_total is None else pay_as_you_go_total - total,
        break_even_emails=break_even,
        expires_at=expires_at,
        warnings=_warnings(catalogue, emails, break_even, at, expires_at, plan.validity_months, context),
        sold_as=plan.sold_as,
        tax=None if context.vendor_decides else total * 0,
        is_estimate=context.vendor_decides,
    )


def _warnings(
    catalogue: Catalogue,
    emails: int,
    break_even: int | None,
    at: datetime,
    expires_at: datetime,
    months: int,
    context: QuoteContext,
) -> tuple[QuoteWarning, ...]:
    quota, volume = context.daily_quota, context.monthly_volume
    sendable = None if quota is None else quota * whole_days(at, expires_at)
    dear = volume is not None and break_even is not None and volume * months < break_even
    held_back = sendable if sendable and break_even is not None and sendable < break_even else None
    cost = None if held_back is None else catalogue.pay_as_you_go(held_back)
    left = 0 if volume is None else max(0, emails - volume * months)
    return (
        QuoteWarning(
            code=QuoteWarningCode.DAILY_QUOTA,
            message=quote_wording.daily_quota_warning(quota, emails, sendable),
            serious=sendable is not None and emails > sendable,
        ),
        QuoteWarning(
            code=QuoteWarningCode.BREAK_EVEN,
            message=quote_wording.break_even_warning(break_even, volume if dear else None, held_back, cost),
            serious=dear or held_back is not None,
        ),
        QuoteWarning(
            code=QuoteWarningCode.NON_REFUNDABLE,
            message=quote_wording.expiry_warning(expires_at, volume, left),
            serious=left > 0,
        ),
        _end_warning(context, catalogue),
    )


def _end_warning(context: QuoteContext, catalogue: Catalogue) -> QuoteWarning:
    """Return what comes after the plan: once activated, you pay for every email (billing methods)."""
    if context.overdue:
        return arrears_warning()
    code, message = {
        True: (QuoteWarningCode.CONTINUES_AS_PAY_AS_YOU_GO, quote_wording.CONTINUES_AS_PAY_AS_YOU_GO),
        False: (QuoteWarningCode.NOT_ACTIVATED, quote_wording.NOT_ACTIVATED),
        None: (QuoteWarningCode.ACTIVATION_NOT_KNOWN, quote_wording.ACTIVATION_NOT_KNOWN),
    }[context.pay_as_you_go_active]
    return QuoteWarning(code=code, message=message.format(price=quote_wording.price_words(catalogue)))


def arrears_warning() -> QuoteWarning:
    """Return the warning that buying does not lift a suspension (billing methods)."""
    return QuoteWarning(code=QuoteWarningCode.ARREARS, message=quote_wording.ARREARS, serious=True)
