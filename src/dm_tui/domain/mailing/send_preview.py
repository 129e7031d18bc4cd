"""The preview of a mailing: which source pays, what it costs, what is left, and which emails have to wait."""

from datetime import datetime
from enum import StrEnum

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.mailing.wording import (
    WARN_DAILY_QUOTA,
    WARN_DAILY_QUOTA_UNTIL,
    WARN_KNOWN_INVALID,
    WARN_NO_QUOTA,
    WARN_NO_QUOTA_UNTIL,
    WARN_OVERDUE,
    WARN_PAY_AS_YOU_GO,
    WARN_SUSPENDED,
)
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.billing import PayAsYouGo, amount_due
from dm_tui.domain.usage.metering import Allocation, Meter


class SendWarningCode(StrEnum):
    """The surprises that a preview warns of."""

    OVERDUE = "overdue"
    SUSPENDED = "suspended"
    DAILY_QUOTA = "daily-quota"
    NO_QUOTA = "no-quota"
    PAY_AS_YOU_GO = "pay-as-you-go"
    KNOWN_INVALID = "known-invalid"


class SendWarning(Model):
    """One warning."""

    code: SendWarningCode
    message: str


class QuotaAfterSending(Model):
    """What each source would have left; `open_amount` is the amount pay-as-you-go would then owe."""

    free: int
    free_today: int
    daily_quota: int
    plans: dict[str, int]
    open_amount: Money


class Preview(Model):
    """The consequence of sending to these recipients now.

    `split` is how many emails each source pays for, plans by their ids; `held_back` emails wait `until` then, or
    until something changes. `known_invalid` recipients are refused unsent. `cost` is exactly what pay-as-you-go
    will bill; prepaid emails cost nothing more.
    """

    recipients: int
    known_invalid: int
    split: Allocation
    cost: Money
    left: QuotaAfterSending
    held_back: int
    until: datetime | None
    warnings: tuple[SendWarning, ...]


def make_preview(
    catalogue: Catalogue,
    account: PayAsYouGo,
    meter: Meter,
    plans: tuple[ResourcePlan, ...],
    split: Allocation,
    *,
    known_invalid: int,
    until: datetime | None,
) -> Preview:
    """Return the preview of sending emails that are paid for by `split`."""
    price = catalogue.pay_as_you_go_per_thousand
    cost = Money(amount=price.amount * split.pay_as_you_go / 1000, currency=price.currency)
    billed = max(0, account.open_emails - account.credit + split.pay_as_you_go)
    return Preview(
        recipients=split.emails + split.refused + known_invalid,
        known_invalid=known_invalid,
        split=split,
        cost=cost,
        left=QuotaAfterSending(
            free=meter.free_left - split.free,
            free_today=meter.free_left_today - split.free,
            daily_quota=meter.daily_left - split.emails,
            plans={plan.id: plan.left - split.plans.get(plan.id, 0) for plan in plans},
            open_amount=amount_due(catalogue, billed),
        ),
        held_back=split.refused,
        until=until,
        warnings=tuple(_warnings(catalogue, meter, plans, split, cost, known_invalid, until)),
    )


def _warnings(
    catalogue: Catalogue,
    meter: Meter,
    plans: tuple[ResourcePlan, ...],
    split: Allocation,
    cost: Money,
    known_invalid: int,
    until: datetime | None,
) -> list[SendWarning]:
    warnings: list[SendWarning] = []

    def warn(code: SendWarningCode, sentence: str, **values: object) -> None:
        warnings.append(SendWarning(code=code, message=sentence.format(**values)))

    held_back, emails = split.refused, show_count(split.refused, "email")
    resume = show_instant(until) if until else ""
    if held_back and split.reason == "overdue":
        warn(SendWarningCode.OVERDUE, WARN_OVERDUE)
    elif held_back and split.reason == "suspended":
        warn(SendWarningCode.SUSPENDED, WARN_SUSPENDED)
    elif held_back and split.reason == "daily-quota":
        sentence = WARN_DAILY_QUOTA_UNTIL if until else WARN_DAILY_QUOTA
        limit = meter.daily_limit
        warn(SendWarningCode.DAILY_QUOTA, sentence, limit=limit, emails=emails, until=resume)
    elif held_back:
        sentence = WARN_NO_QUOTA_UNTIL if until else WARN_NO_QUOTA
        warn(SendWarningCode.NO_QUOTA, sentence, emails=emails, until=resume)
    if split.pay_as_you_go and plans:
        emails = show_count(split.pay_as_you_go, "email")
        warn(SendWarningCode.PAY_AS_YOU_GO, WARN_PAY_AS_YOU_GO, emails=emails, cost=cost)
    if known_invalid:
        warn(
            SendWarningCode.KNOWN_INVALID, WARN_KNOWN_INVALID, addresses=show_count(known_invalid, "address")
        )
    return warnings
