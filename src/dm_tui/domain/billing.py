"""Pay-as-you-go: what is open, when it is charged, and what happens when the charge fails."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.catalogue import Catalogue
from dm_tui.domain.dates import next_month
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money, usd


class BillStatus(StrEnum):
    """Whether the money arrived."""

    CHARGED = "charged"
    OVERDUE = "overdue"


class Bill(Model):
    """One charge for the emails metered from `start` (inclusive) to `end` (exclusive)."""

    TABLE: ClassVar[str] = "bills"

    id: str
    start: datetime
    end: datetime
    emails: int
    total: Money
    status: BillStatus
    charged_at: datetime | None = None


class PayAsYouGo(Model):
    """The pay-as-you-go side of an account. `open_emails` are metered but not yet on a bill."""

    TABLE: ClassVar[str] = "pay_as_you_go"

    active: bool = False
    activated_at: datetime | None = None
    agreement_version: str | None = None
    open_emails: int = 0
    open_since: datetime | None = None
    overdue: bool = False


def amount_due(catalogue: Catalogue, emails: int) -> Money:
    """Return what `emails` cost: two decimals, half up, at least 0.01 when anything was sent."""
    if emails == 0:
        return usd("0.00")
    due = catalogue.pay_as_you_go(emails)
    return due if usd("0.01") <= due else usd("0.01")


def charge_due_at(catalogue: Catalogue, account: PayAsYouGo, now: datetime) -> datetime | None:
    """Return when the open amount is charged: now at USD 1,000, otherwise on the next 1st; None if nothing."""
    if not account.open_emails or account.open_since is None:
        return None
    if catalogue.charge_threshold <= amount_due(catalogue, account.open_emails):
        return now
    return next_month(account.open_since)
