"""The question to the adviser, and which figures it refuses because no account can have them."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from dm_tui.domain.advice import wording
from dm_tui.domain.billing_zone import add_months
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.sendable_emails import extend_with_growth

MAX_MONTHS = 24  # our own limit
DEFAULT_MONTHS = 6  # the horizon unless the question has another: the validity of a plan (purchase guide)
MAX_MONTHLY = 1_000_000_000  # emails; far above what an account is ever allowed (our own limit)
MAX_SPREAD, MIN_GROWTH, MAX_GROWTH = Decimal(200), Decimal(-90), Decimal(100)  # in percent (our own limit)

Percent = Annotated[Decimal, Field(allow_inf_nan=True)]  # `require_valid_request` refuses these in words


class QuotaChoice(StrEnum):
    """A daily quota that is not a number: the account's own, or none."""

    OWN = "own"
    NONE = "none"


class AdviceRequest(Model):
    """The question: `monthly` volumes from `start` on, and the plans and free quota of the account.

    The last number of `monthly` continues to the end of the horizon, growing by `growth` percent a month.
    `spread` is the coefficient of variation of the volumes, in percent. `daily_quota` limits sending, and
    grows by `quota_growth` percent a month; None where you plan without it, or where it is not known.
    """

    start: datetime
    monthly: tuple[int, ...]
    months: int = DEFAULT_MONTHS
    growth: Percent = Decimal(0)  # none, until you say (our own choice)
    spread: Percent = Decimal(0)  # none, until you say (our own choice)
    daily_quota: int | None = None
    quota_growth: Percent = Decimal(0)  # none, until you say (our own choice)
    owned: tuple[ResourcePlan, ...] = ()
    free_left: int | None = 0

    @property
    def volumes(self) -> tuple[int, ...]:
        """The volume of every month of the horizon."""
        return extend_with_growth(self.monthly, self.growth, self.months)

    @property
    def average(self) -> float:
        """Emails a month on average over the horizon."""
        return sum(self.volumes) / self.months

    @property
    def starts(self) -> tuple[datetime, ...]:
        """The beginning of every month of the horizon, and the end of the last."""
        return tuple(add_months(self.start, month) for month in range(self.months + 1))


def require_valid_request(question: AdviceRequest) -> None:
    """Refuse figures that no account can have."""
    months, count = question.months, len(question.monthly)
    if not 1 <= months <= MAX_MONTHS:
        raise wording.BAD_HORIZON(months=_format_figure(months), most=MAX_MONTHS)
    if not count:
        raise wording.NO_VOLUME()
    if count > months:
        raise wording.TOO_MANY_VOLUMES_FOR_HORIZON(count=count, months=months, most=MAX_MONTHS)
    for figure, percent, least, most in (
        (wording.SPREAD, question.spread, Decimal(0), MAX_SPREAD),
        (wording.GROWTH, question.growth, MIN_GROWTH, MAX_GROWTH),
        (wording.QUOTA_GROWTH, question.quota_growth, MIN_GROWTH, MAX_GROWTH),
    ):
        if not (percent.is_finite() and least <= percent <= most):
            shown = _format_figure(percent)
            raise wording.BAD_PERCENTAGE(figure=figure, percent=shown, least=least, most=most)
    if not all(0 <= volume <= MAX_MONTHLY for volume in (*question.monthly, *question.volumes)):
        largest = max(question.volumes, key=abs)
        raise wording.BAD_VOLUME(volume=_format_figure(largest), most=MAX_MONTHLY)
    quota = question.daily_quota
    if quota is not None and not 0 <= quota <= MAX_MONTHLY:
        raise wording.BAD_DAILY_QUOTA(quota=_format_figure(quota), most=MAX_MONTHLY)
    if (question.free_left or 0) < 0:
        raise wording.BAD_FREE_QUOTA()


def _format_figure(figure: int | Decimal) -> str:
    text = f"{figure:,}"
    return text if len(text) <= 20 else text[:19] + "…"
