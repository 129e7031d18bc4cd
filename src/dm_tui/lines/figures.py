"""Figures in words; one that could not be read is “not known”, never a number."""

from collections.abc import Sequence
from datetime import datetime

from dm_tui.domain.account.unknown_figures import FIGURE_LABELS, NOT_KNOWN, UnknownFigure
from dm_tui.domain.dates import show_instant
from dm_tui.domain.money import Money
from dm_tui.services.overview.views import DailyQuotaView, FreeQuotaView


def show_figure(figure: int | None) -> str:
    """Return a figure with its thousands, or that it is not known."""
    return NOT_KNOWN if figure is None else f"{figure:,}"


def count_cell(count: int | None) -> str:
    """Return a count as the cell of a narrow column: a dash is one that is not known."""
    return "–" if count is None else f"{count:,}"


def show_money(amount: Money | None) -> str:
    """Return an amount with its currency, or that it is not known."""
    return NOT_KNOWN if amount is None else str(amount)


def daily_quota_words(quota: DailyQuotaView) -> str:
    """Return how much of the daily quota is used today."""
    if quota.limit is None and quota.used is None:
        return NOT_KNOWN
    if quota.used is None:
        return f"{quota.limit:,} a day, used today: {NOT_KNOWN}"
    if quota.limit is None:
        return f"{quota.used:,} used today, limit: {NOT_KNOWN}"
    return f"{quota.used:,} of {quota.limit:,} used today"


def free_quota_words(quota: FreeQuotaView) -> str:
    """Return what is left of the free quota, today and in total."""
    if quota.left is None and quota.left_today is None:
        return NOT_KNOWN
    return f"{show_figure(quota.left)} left, {show_figure(quota.left_today)} today"


def unread_list_words(unknown: Sequence[UnknownFigure]) -> str:
    """Return why a list is not known and what to do, empty where it is known."""
    return " ".join([*unknown_lines(unknown), READ_AGAIN]) if unknown else ""


def waiting_order_line(order: str, lapses_at: datetime, unsettled: bool) -> str:
    """Return what an order waits for: payment before it lapses, or the outcome of its payment."""
    if unsettled:
        return f"! Was {order} paid? See: dm-tui orders settle {order}"
    return f"! {order} lapses on {show_instant(lapses_at)} unless it is paid: dm-tui orders pay {order}"


READ_AGAIN = "Press F5 to read again; Account names the permissions that are missing."
"""What to do about a list of the console that could not be read."""


def unknown_lines(unknown: Sequence[UnknownFigure]) -> list[str]:
    """Return each reason why something is not known, once, after what it concerns.

    Return no line where all is known.
    """
    by_reason: dict[str, list[str]] = {}
    for figure in unknown:
        by_reason.setdefault(figure.why, []).append(FIGURE_LABELS[figure.what])
    return [f"Not known: {', '.join(names)}. {why}" for why, names in by_reason.items()]
