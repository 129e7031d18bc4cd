"""The warnings before a purchase: the surprises that users often miss, and which of them are serious."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase import quote_warning_wording as wording
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.coming_mail import ComingMail, MailAhead
from dm_tui.domain.purchase.quote_wording import price_words


class QuoteWarningCode(StrEnum):
    """The surprises users complain about, each shown before the money moves."""

    DAILY_QUOTA = "daily-quota"
    BREAK_EVEN = "break-even"
    NON_REFUNDABLE = "non-refundable"
    NOT_ACTIVATED = "not-activated"
    CONTINUES_AS_PAY_AS_YOU_GO = "continues-as-pay-as-you-go"
    ACTIVATION_NOT_KNOWN = "activation-not-known"
    ARREARS = "arrears"
    OWNED_PLANS_FIRST = "owned-plans-first"
    OWNED_PLANS_LEFT = "owned-plans-left"
    NOT_KNOWN = "not-known"
    BALANCE = "balance"


class QuoteWarning(Model):
    """One warning; `serious` when by the figures you lose money."""

    code: QuoteWarningCode
    message: str
    serious: bool = False


class QuoteContext(Model):
    """The account's facts that decide which warnings apply, None where one could not be read.

    With `vendor_decides` the end and the tax are known after payment only. `balance` is given where the
    account pays by itself: elsewhere you choose the way to pay.
    """

    daily_quota: int | None
    pay_as_you_go_active: bool | None = False
    overdue: bool = False
    mail: ComingMail = ComingMail()
    vendor_decides: bool = False
    balance: Money | None = None


def _owned_plans_warning(mail: ComingMail) -> Iterator[QuoteWarning]:
    """Say that the plans you own are used first, or that nobody knows what you own."""
    message = wording.owned_plans_warning(mail)
    if message:
        yield QuoteWarning(code=QuoteWarningCode.OWNED_PLANS_FIRST, message=message)


def _quota_warning(emails: int, context: QuoteContext) -> QuoteWarning:
    mail, volume = context.mail, context.mail.volume
    allowed = mail.allowed
    sendable = allowed.left_to_pay if allowed is not None else None
    serious = sendable is not None and emails > sendable
    if allowed is not None and not serious and allowed.paid_of(emails) is None:
        sendable = None
    message = wording.daily_quota_warning(
        context.daily_quota,
        emails,
        sendable,
        volume.quota_growth if volume else 0,
        after=_what_comes_first(allowed),
        owned_first=bool(mail.owned_emails),
        tells_loss=not _limits_more(mail),
        at_most=allowed is not None and allowed.perhaps_free > 0,
    )
    return QuoteWarning(code=QuoteWarningCode.DAILY_QUOTA, message=message, serious=serious)


def _what_comes_first(ahead: MailAhead | None) -> str:
    """Return what is paid for already, without a figure where it is not known."""
    if ahead is None:
        return ""
    if ahead.perhaps_free:
        return "free ones" if ahead.owned_used == 0 else "emails that you have"
    if not ahead.paid_before:
        return ""
    return f"{ahead.paid_before:,} {'that you have' if ahead.owned_used else 'free ones'}"


def _break_even_warning(break_even: int | None, usable: int | None, mail: ComingMail) -> QuoteWarning:
    """Warn where pay-as-you-go is cheaper for what you can send; a volume alone can be too low as well."""
    volume, ahead = mail.volume, mail.ahead
    countable = ahead.left_to_pay if usable is None and ahead is not None else usable
    dear = break_even is not None and countable is not None and countable < break_even
    message = wording.break_even_warning(
        break_even,
        countable if dear else None,
        volume.monthly if volume else None,
        after=_what_comes_first(ahead),
        at_most=usable is None and ahead is not None and ahead.perhaps_free > 0,
    )
    return QuoteWarning(code=QuoteWarningCode.BREAK_EVEN, message=message, serious=dear)


def _expiry_warning(emails: int, expires_at: datetime, mail: ComingMail) -> QuoteWarning:
    left, volume = 0, mail.volume
    if volume is not None and _limits_more(mail):
        left = max(0, emails - volume.mail.left_to_pay)
    at_least = volume is not None and volume.mail.perhaps_free > 0
    return QuoteWarning(
        code=QuoteWarningCode.NON_REFUNDABLE,
        message=wording.expiry_warning(
            expires_at, volume.monthly if volume else None, left, at_least=at_least
        ),
        serious=left > 0,
    )


def _limits_more(mail: ComingMail) -> bool:
    """Return whether your volume leaves more of a plan than the quota, so that a loss is named once."""
    if mail.volume is None:
        return False
    return mail.allowed is None or mail.volume.mail.left_to_pay < mail.allowed.left_to_pay


def _end_warning(context: QuoteContext, catalogue: Catalogue) -> QuoteWarning:
    """Return what comes after the plan: once activated, you pay for every email (billing methods)."""
    if context.overdue:
        return arrears_warning()
    code, message = {
        True: (QuoteWarningCode.CONTINUES_AS_PAY_AS_YOU_GO, wording.CONTINUES_AS_PAY_AS_YOU_GO),
        False: (QuoteWarningCode.NOT_ACTIVATED, wording.NOT_ACTIVATED),
        None: (QuoteWarningCode.ACTIVATION_NOT_KNOWN, wording.ACTIVATION_NOT_KNOWN),
    }[context.pay_as_you_go_active]
    return QuoteWarning(code=code, message=message.format(price=price_words(catalogue)))


def _balance_warnings(context: QuoteContext, total: Money) -> Iterator[QuoteWarning]:
    """Warn where the balance, as it was read, does not reach: the payment may be declined."""
    balance = context.balance
    if balance is not None and balance.currency == total.currency and balance < total:
        message = wording.BALANCE_BELOW_PRICE.format(balance=balance, total=total)
        yield QuoteWarning(code=QuoteWarningCode.BALANCE, message=message, serious=True)


def arrears_warning() -> QuoteWarning:
    """Return the warning that buying does not lift a suspension (billing methods)."""
    return QuoteWarning(code=QuoteWarningCode.ARREARS, message=wording.ARREARS, serious=True)
