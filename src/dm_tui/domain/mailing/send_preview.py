"""What sending would do, said before it is done: who pays, what it costs, what is left, what has to wait."""

from datetime import datetime
from enum import StrEnum

from dm_tui.domain.dates import show_instant
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.billing import PayAsYouGo, amount_due
from dm_tui.domain.usage.metering import Allocation, Meter


class SendWarningCode(StrEnum):
    """What users are surprised by when they send."""

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
    """What each source would still have. `open_amount` is what pay-as-you-go would then owe."""

    free: int
    free_today: int
    daily_quota: int
    plans: dict[str, int]
    open_amount: Money


class Preview(Model):
    """The consequence of sending to so many recipients now.

    `split` is what each source pays, plans by their ids; `held_back` wait `until` then, or until something
    changes. `known_invalid` are refused without being sent to. `cost` is what pay-as-you-go will bill for
    these, exact; what was prepaid costs nothing more.
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
    """Return the preview of sending what was `split` so."""
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
    found: list[SendWarning] = []

    def warn(code: SendWarningCode, message: str) -> None:
        found.append(SendWarning(code=code, message=message))

    held_back, later = split.refused, f" Go on after {show_instant(until)}." if until else ""
    if held_back and split.reason == "overdue":
        warn(
            SendWarningCode.OVERDUE,
            "A bill is overdue: nothing is sent until it is paid. A plan does not settle it.",
        )
    elif held_back and split.reason == "suspended":
        warn(SendWarningCode.SUSPENDED, "Direct Mail does not send for this account at present.")
    elif held_back and split.reason == "daily-quota":
        warn(
            SendWarningCode.DAILY_QUOTA,
            f"The daily quota of {meter.daily_limit:,} holds {held_back:,} emails back.{later}",
        )
    elif held_back:
        warn(
            SendWarningCode.NO_QUOTA,
            f"Nothing pays for {held_back:,} emails now: buy a plan or activate pay-as-you-go.{later}",
        )
    if split.pay_as_you_go and plans:
        warn(
            SendWarningCode.PAY_AS_YOU_GO,
            f"Your plans do not cover all: {split.pay_as_you_go:,} emails are billed afterwards, {cost}.",
        )
    if known_invalid:
        warn(
            SendWarningCode.KNOWN_INVALID,
            f"{known_invalid:,} addresses are known to be invalid: they are neither sent to nor billed.",
        )
    return found
