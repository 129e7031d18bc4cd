"""Reading the account at Direct Mail: whether it is activated, its standing and its quotas."""

from collections.abc import Iterator
from datetime import datetime

from dm_tui.domain.account.service_status import ServiceAccount, ServiceStatus
from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.usage.paying_sources import UNREAD_METER, Meter
from dm_tui.providers.alibaba.api import account_and_plan_answers as answers
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError, RefusedError
from dm_tui.providers.purchase_guide import documented_catalogue

_STATUS_BITS = (
    (8, ServiceStatus.DELETED),
    (1, ServiceStatus.FROZEN),
    (4, ServiceStatus.RESTRICTED),
    (2, ServiceStatus.OVERDUE),
)
"""The meaning of each bit of a user's status, the most serious first (page of DescAccountSummary)."""

NOT_ACTIVATED = "InvalidUser.NotFound"
"""The answer of every Direct Mail call until it is activated."""

NOT_ACTIVATED_WORDS = "Direct Mail is not activated."
_NOT_NAMED = "Alibaba Cloud's answer does not say."


def read_service_summary(client: Client) -> answers.AccountSummary | None:
    """Return the summary of Direct Mail, None until it is activated (there is no other sign of that)."""
    try:
        summary = client.read(Service.MAIL, "DescAccountSummary", answers.AccountSummary)
    except RefusedError as refused:
        if refused.code == NOT_ACTIVATED:
            return None
        raise
    if summary == answers.AccountSummary():
        raise OutcomeUnknownError("Alibaba Cloud's answer about the account says nothing.", "unreadable")
    return summary


def build_service_account(
    summary: answers.AccountSummary | None, used_today: int | None, now: datetime
) -> ServiceAccount:
    """Return the account as the service reports it.

    What it leaves out is None, and so is all of one not activated.
    """
    if summary is None:
        return ServiceAccount(at=now, standing=None, meter=UNREAD_METER)
    return ServiceAccount(
        at=now,
        standing=_standing(summary.user_status),
        meter=Meter(
            free_left=summary.remain_free_quota,
            free_left_today=summary.daily_remain_free_quota,
            daily_limit=summary.daily_quota,
            daily_used=used_today,
        ),
        free_a_day=documented_catalogue().free_emails_a_day,
        month_quota=summary.month_quota,
        reputation=summary.quota_level,
        best_reputation=summary.max_quota_level,
    )


def unknown_of_summary(summary: answers.AccountSummary | None) -> Iterator[UnknownFigure]:
    """Yield what a summary does not say."""
    if summary is None:
        for figure in (Figure.DAILY_QUOTA, Figure.FREE_QUOTA):
            yield UnknownFigure(what=figure, why=NOT_ACTIVATED_WORDS)
        return
    counts_by_figure = {
        Figure.DAILY_QUOTA: (summary.daily_quota,),
        Figure.MONTH_QUOTA: (summary.month_quota,),
        Figure.REPUTATION: (summary.quota_level, summary.max_quota_level),
        Figure.FREE_QUOTA: (summary.remain_free_quota, summary.daily_remain_free_quota),
    }
    for figure, counts in counts_by_figure.items():
        if None in counts:
            yield UnknownFigure(what=figure, why=_NOT_NAMED)
    if _standing(summary.user_status) is None:
        status = summary.user_status
        why = (
            _NOT_NAMED
            if status is None
            else f"Alibaba Cloud reports status {status}, which is not documented."
        )
        yield UnknownFigure(what=Figure.STANDING, why=why)


def _standing(status: int | None) -> ServiceStatus | None:
    """Return what a status means, None where it is missing or has a bit that no page explains."""
    if status is None or status & ~sum(bit for bit, _ in _STATUS_BITS):
        return None
    return next((standing for bit, standing in _STATUS_BITS if status & bit), ServiceStatus.NORMAL)
