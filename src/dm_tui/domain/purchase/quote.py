"""The price of a purchase before it is made, its expiry, and the warnings that users often miss."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase import quote_wording
from dm_tui.domain.purchase.catalogue import Catalogue, PlanSpecification, SoldAs, require_quantity
from dm_tui.domain.purchase.plan import expiry
from dm_tui.domain.purchase.sendable_emails import sendable_by_month


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
    BALANCE = "balance"


class QuoteWarning(Model):
    """One warning; `serious` when by the figures you lose money."""

    code: QuoteWarningCode
    message: str
    serious: bool = False


class Quote(Model):
    """The cost and the expiry of `quantity` plans of one specification, bought at one instant.

    `pay_as_you_go_total` is the price of all `emails` by pay-as-you-go, and `saving` what the plans save.
    `usable_emails` are those that you can send before they expire, None where the daily quota is not known;
    a `usable_saving` below zero is what the plans cost more than these by pay-as-you-go.
    """

    spec: str
    quantity: int
    emails: int
    unit_price: Money
    price_per_thousand: Money
    total: Money
    pay_as_you_go_total: Money | None
    saving: Money | None
    usable_emails: int | None
    usable_pay_as_you_go_total: Money | None
    usable_saving: Money | None
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


class ExpectedVolume(Model):
    """The emails a month that you expect to send; the daily quota grows by `quota_growth` percent a month.

    New plans have `left_to_pay` emails to pay for until they expire: the daily quota lets them be sent, and
    neither the free quota nor the plans you own pay for them (billing methods).
    """

    monthly: int
    left_to_pay: int
    quota_growth: Decimal = Decimal(0)  # none, until you say (our own choice)


class QuoteContext(Model):
    """The account's facts that decide which warnings apply, None where one could not be read.

    `volume` is None unless you gave one. With `vendor_decides` the end and the tax are known after payment
    only. `balance` is given where the account pays by itself: elsewhere you choose the way to pay.
    """

    daily_quota: int | None
    pay_as_you_go_active: bool | None = False
    overdue: bool = False
    volume: ExpectedVolume | None = None
    vendor_decides: bool = False
    balance: Money | None = None


def make_quote(
    catalogue: Catalogue, plan: PlanSpecification, quantity: int, at: datetime, context: QuoteContext
) -> Quote:
    """Return the quote for `quantity` × `plan` bought at `at`, with every warning that applies."""
    emails = plan.emails * require_quantity(quantity)
    total, expires_at = plan.price * quantity, expiry(at, plan.validity_months)
    sendable = _sendable(plan, at, context)
    usable = _usable(emails, sendable, context.volume)
    break_even = catalogue.break_even(plan, quantity)
    of_all, of_usable = _pay_as_you_go(catalogue, emails), _pay_as_you_go(catalogue, usable)
    return Quote(
        spec=plan.spec,
        quantity=quantity,
        emails=emails,
        unit_price=plan.price,
        price_per_thousand=plan.price_per_thousand,
        total=total,
        pay_as_you_go_total=of_all,
        saving=None if of_all is None else of_all - total,
        usable_emails=usable,
        usable_pay_as_you_go_total=of_usable,
        usable_saving=None if of_usable is None else of_usable - total,
        break_even_emails=break_even,
        expires_at=expires_at,
        warnings=(
            _quota_warning(emails, sendable, context),
            _break_even_warning(break_even, usable, context.volume),
            _expiry_warning(emails, sendable, expires_at, context.volume),
            _end_warning(context, catalogue),
            *_balance_warnings(context, total),
        ),
        sold_as=plan.sold_as,
        tax=None if context.vendor_decides else total * 0,
        is_estimate=context.vendor_decides,
    )


def used_up_at(quote: Quote, at: datetime, volume: ExpectedVolume | None) -> datetime | None:
    """Return about when plans bought `at` will be used up, None where they will not, or nobody knows.

    Mail is assumed to be spread evenly over their validity.
    """
    if volume is None or volume.left_to_pay <= quote.emails:
        return None
    return at + (quote.expires_at - at) * (quote.emails / volume.left_to_pay)


def used_up_earliest(quote: Quote, at: datetime, daily_quota: int | None) -> datetime | None:
    """Return when the daily quota lets plans be used up at the earliest, None where it does not in time."""
    if not daily_quota:
        return None
    earliest = at + timedelta(days=-(-quote.emails // daily_quota))
    return earliest if earliest < quote.expires_at else None


def _pay_as_you_go(catalogue: Catalogue, emails: int | None) -> Money | None:
    return None if emails is None else catalogue.pay_as_you_go(emails)


def _sendable(plan: PlanSpecification, at: datetime, context: QuoteContext) -> int | None:
    if context.daily_quota is None:
        return None
    growth = context.volume.quota_growth if context.volume else Decimal(0)
    return sum(sendable_by_month(at, plan.validity_months, context.daily_quota, growth))


def _usable(emails: int, sendable: int | None, volume: ExpectedVolume | None) -> int | None:
    """Return how many of `emails` you can send, at your volume if you gave one."""
    if sendable is None:
        return None
    return min(emails, sendable if volume is None else volume.left_to_pay)


def _quota_warning(emails: int, sendable: int | None, context: QuoteContext) -> QuoteWarning:
    volume = context.volume
    message = quote_wording.daily_quota_warning(
        context.daily_quota,
        emails,
        sendable,
        volume.quota_growth if volume else 0,
        tells_loss=not _limits_more(volume, sendable),
    )
    serious = sendable is not None and emails > sendable
    return QuoteWarning(code=QuoteWarningCode.DAILY_QUOTA, message=message, serious=serious)


def _break_even_warning(
    break_even: int | None, usable: int | None, volume: ExpectedVolume | None
) -> QuoteWarning:
    """Warn where pay-as-you-go is cheaper for what you can send; a volume alone can be too low as well."""
    countable = volume.left_to_pay if usable is None and volume is not None else usable
    dear = break_even is not None and countable is not None and countable < break_even
    return QuoteWarning(
        code=QuoteWarningCode.BREAK_EVEN,
        message=quote_wording.break_even_warning(
            break_even, countable if dear else None, volume.monthly if volume else None
        ),
        serious=dear,
    )


def _expiry_warning(
    emails: int, sendable: int | None, expires_at: datetime, volume: ExpectedVolume | None
) -> QuoteWarning:
    left = 0
    if volume is not None and _limits_more(volume, sendable):
        left = max(0, emails - volume.left_to_pay)
    return QuoteWarning(
        code=QuoteWarningCode.NON_REFUNDABLE,
        message=quote_wording.expiry_warning(expires_at, volume.monthly if volume else None, left),
        serious=left > 0,
    )


def _limits_more(volume: ExpectedVolume | None, sendable: int | None) -> bool:
    """Return whether your volume leaves more of a plan than the quota, so that a loss is named once."""
    return volume is not None and (sendable is None or volume.left_to_pay < sendable)


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


def _balance_warnings(context: QuoteContext, total: Money) -> Iterator[QuoteWarning]:
    """Warn where the balance, as it was read, does not reach: the payment may be declined."""
    balance = context.balance
    if balance is not None and balance.currency == total.currency and balance < total:
        message = quote_wording.BALANCE_BELOW_PRICE.format(balance=balance, total=total)
        yield QuoteWarning(code=QuoteWarningCode.BALANCE, message=message, serious=True)


def arrears_warning() -> QuoteWarning:
    """Return the warning that buying does not lift a suspension (billing methods)."""
    return QuoteWarning(code=QuoteWarningCode.ARREARS, message=quote_wording.ARREARS, serious=True)
