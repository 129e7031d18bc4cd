"""What the account has of everything that is limited, as gauges."""

from typing import NamedTuple

from dm_tui.domain.account.unknown_figures import NOT_KNOWN, Figure
from dm_tui.domain.setup.account_limits import MAX_DOMAINS, MAX_SENDERS, MAX_TEMPLATES
from dm_tui.domain.setup.sender_deletions import MAX_MONTHLY_DELETIONS
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.bars_and_ladders import gauge
from dm_tui.tui.console.shared.plans_axis import TRACK
from dm_tui.tui.screen_text import Part, justify_ends, muted, text

_LABEL, _GAUGE, _LEAST = 22, 24, 6
"""Cells of a label, and of its gauge at most and at least."""


class Limit(NamedTuple):
    """Something limited: how many there are, and how many there may be; None where that is not known."""

    label: str
    used: int | None
    most: int | None


def limits(direct_mail: DirectMail, view: Overview) -> list[Limit]:
    """Return the limits of an account with what is used of each; the service's own report has the quota."""
    account, quota = direct_mail.prerequisites.account(), view.daily_quota

    def known(figure: Figure, count: int) -> int | None:
        return None if account.unknown_of(figure) else count

    deleted = MAX_MONTHLY_DELETIONS - direct_mail.senders.deletions_left()
    counted_limits = [
        Limit("Domains", known(Figure.DOMAINS, len(direct_mail.domains.list())), MAX_DOMAINS),
        Limit("Sender addresses", known(Figure.SENDERS, len(direct_mail.senders.list())), MAX_SENDERS),
        Limit("  deleted this month", deleted, MAX_MONTHLY_DELETIONS),
        Limit("Templates", known(Figure.TEMPLATES, len(direct_mail.templates.records())), MAX_TEMPLATES),
    ]
    if view.service is not None:
        return counted_limits
    return [*counted_limits, Limit("Emails today", quota.used, quota.limit)]


def paint_limits(direct_mail: DirectMail, view: Overview, width: int) -> list[Part]:
    """Return each limit in a row: its gauge, and how much of it is used."""
    rows: list[Part] = ["", muted("Limits of this account")]
    known = limits(direct_mail, view)
    said = [text((f"  {limit.label:<{_LABEL}}", "$muted"), _figures(limit)) for limit in known]
    room = min(_GAUGE, width - 1 - max(words.cell_length for words in said))
    for limit, words in zip(known, said, strict=True):
        if limit.used is None or not limit.most or room < _LEAST:
            rows.append(words)
            continue
        style = "$attention" if limit.used >= limit.most else "$good"
        rows.append(justify_ends(words, gauge(limit.used, limit.most, room, style, TRACK), width))
    return rows


def _figures(limit: Limit) -> str:
    used, most = (NOT_KNOWN if figure is None else f"{figure:,}" for figure in limit[1:])
    return used if limit.used is None else f"{used} of {most}"
