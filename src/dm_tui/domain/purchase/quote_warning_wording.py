"""The warnings beside a quote: what the daily quota allows, what expires, and what comes first."""

from typing import TYPE_CHECKING

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_date

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from dm_tui.domain.purchase.coming_mail import ComingMail


def show_quota(quota: int, growth: "Decimal | int") -> str:
    """Return a daily quota with its growth: `2,000, +20 % a month`."""
    return f"{quota:,}, {growth:+} % a month" if growth else f"{quota:,}"


def daily_quota_warning(
    quota: int | None,
    emails: int,
    sendable: int | None,
    growth: "Decimal | int" = 0,
    *,
    after: str = "",
    owned_first: bool = False,
    tells_loss: bool = True,
    at_most: bool = False,
) -> str:
    """Return what the daily quota allows of `emails` before they expire, after others that come first.

    None is not known: the quota, or what comes first.
    """
    if quota is None:
        return DAILY_QUOTA_NOT_KNOWN
    if not quota:
        return DAILY_QUOTA_IS_ZERO
    if sendable is not None and emails > sendable:
        first = f" after the {after}" if after and tells_loss else ""
        most, least = ("at most ", "at least ") if at_most else ("", "")
        lost = f": {least}{emails - sendable:,} are lost." if tells_loss else "."
        return (
            f"Your daily quota ({show_quota(quota, growth)}) allows {most}{sendable:,} of these {emails:,} "
            f"emails{first}; no plan raises it{lost}"
        )
    if growth or sendable is None:
        return f"A plan does not raise your daily quota ({show_quota(quota, growth)})."
    first = f" after the {after}" if owned_first else ""
    return (
        f"A plan does not raise your daily quota ({quota:,}): "
        f"sending {emails:,} emails{first} takes at least {show_count(-(-emails // quota), 'day')}."
    )


def break_even_warning(
    break_even: int | None,
    too_few: int | None = None,
    monthly_volume: int | None = None,
    *,
    after: str = "",
    at_most: bool = False,
) -> str:
    """Return when pay-as-you-go is cheaper; for `too_few` emails, which you can send, it is.

    Of a volume it says how many they are where others come first.
    """
    if break_even is None:
        return "Pay-as-you-go may be cheaper: its price in the currency of the account is not known here."
    if too_few is None:
        return f"Below {break_even:,} emails pay-as-you-go is cheaper."
    most, cheaper = "at most " if at_most else "", f"pay-as-you-go is cheaper (break-even {break_even:,})."
    if monthly_volume is None:
        return f"For {most}{show_count(too_few, 'email')} {cheaper}"
    if after and not too_few:
        return f"At {monthly_volume:,} a month you pay for none after the {after}: {cheaper}"
    count = f"you pay for {most}{too_few:,} after the {after}: " if after else ""
    return f"At {monthly_volume:,} a month {count}{cheaper}"


def expiry_warning(
    expires_at: "datetime", monthly_volume: int | None = None, left: int = 0, *, at_least: bool = False
) -> str:
    """Return what expiry means; at `monthly_volume` it leaves `left` emails."""
    if left:
        lost = f"{'at least ' if at_least else ''}{left:,}"
        return f"At {monthly_volume:,} a month {lost} emails are lost on {show_date(expires_at)}: no refund."
    return f"Emails left on {show_date(expires_at)} are lost: no refund after use or expiry."


def owned_plans_warning(mail: "ComingMail") -> str:
    """Return that the plans you own are used first, and what is lost of them; empty where there are none."""
    if mail.owned_emails is None:
        return OWNED_PLANS_NOT_KNOWN
    if mail.owned_until is None:
        return ""
    count, lost = show_count(mail.owned_emails, "email"), mail.ahead.owned_lost if mail.ahead else None
    owned = f"You own {count}, the last until {show_date(mail.owned_until)}: they are used first"
    if not lost:
        return f"{owned}."
    if lost == mail.owned_emails:
        return f"You own {count}, the last until {show_date(mail.owned_until)}: none is sent by then."
    how_many = "about" if mail.volume is not None and mail.allowed is not None else "at least"
    return f"{owned}, and {how_many} {lost:,} of them are lost."


OWNED_PLANS_NOT_KNOWN = "Plans that you own are used first, but they could not be read."
DAILY_QUOTA_NOT_KNOWN = (
    "A plan does not raise your daily quota, which could not be read: check that it allows this volume."
)
DAILY_QUOTA_IS_ZERO = "Your daily quota is 0, and a plan does not raise it: nothing could be sent."
CONTINUES_AS_PAY_AS_YOU_GO = "A used-up plan continues as pay-as-you-go and costs {price} per 1,000."
NOT_ACTIVATED = "Nothing is sent until you activate. Then mail beyond a plan is pay-as-you-go and costs {price} per 1,000."
ACTIVATION_NOT_KNOWN = (
    "Whether Direct Mail is activated is not known. Once it is, a used-up plan continues as pay-as-you-go and "
    "costs {price} per 1,000."
)
"""What comes after the plan, by whether Direct Mail is activated (billing methods)."""
BALANCE_BELOW_PRICE = (
    "The balance, {balance}, is below the price of {total}: unless the account can pay in another way, the "
    "purchase is declined."
)
ARREARS = "A plan does not settle arrears: sending stays suspended until you pay."
