"""Below the list of mailings: those that are not finished with what each waits for, and what pays today."""

from collections.abc import Callable

from textual.content import Content

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.mailing.status import MailingStatus, RunningProgram, is_being_sent
from dm_tui.domain.mailing.wording import pause_reason
from dm_tui.domain.text import clean_line
from dm_tui.lines.figures import daily_quota_words, free_quota_words
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.overview.views import Overview
from dm_tui.tui.bars_and_ladders import bar_segments, gauge
from dm_tui.tui.console.lists.list_picture import Picture
from dm_tui.tui.console.send.mailing_progress import pace_words
from dm_tui.tui.console.shared.plans_axis import LABEL, TRACK, paint_plans
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, justify_ends, muted, text

MOST_SHOWN = 6
"""Mailings that are not finished, at most."""


def mailing_pictures(direct_mail: DirectMail, view: Callable[[], Overview | None]) -> tuple[Picture, ...]:
    """Return the pictures; `view` returns the account as it was last read."""

    def unfinished(width: int, room: int) -> list[Part]:
        return paint_unfinished(direct_mail, width, room)

    def pays(width: int, room: int) -> list[Part]:
        read = view()
        return paint_what_pays(read, width, room) if read is not None and _any(direct_mail) else []

    return Picture("Not finished", unfinished), Picture("Today, and what pays", pays)


def _any(direct_mail: DirectMail) -> bool:
    return bool(direct_mail.sending.mailing_history()[0:1])


def paint_what_pays(view: Overview, width: int, room: int) -> list[Part]:
    """Return the quotas of today and the plans on their axis, on about `room` lines."""
    quota = view.daily_quota
    rows: list[Part] = [fact("Daily quota", daily_quota_words(quota), LABEL - 1)]
    if quota.limit and quota.used is not None:
        style = "$attention" if quota.used >= quota.limit else "$good"
        rows.append(text(" " * LABEL, gauge(quota.used, quota.limit, width - LABEL, style, TRACK)))
    rows.append(fact("Free quota", free_quota_words(view.free_quota), LABEL - 1))
    plans = paint_plans(view, width, room - len(rows) - 1, loose=room >= 14)
    return [*rows, "", *plans]


def paint_unfinished(direct_mail: DirectMail, width: int, room: int) -> list[Part]:
    """Return the mailings that wait, each with its bar and what it waits for; the newest first."""
    mailings = direct_mail.due_mailings.unfinished()
    shown = mailings[: max(1, min(MOST_SHOWN, (room - 2) // 3))]
    rows: list[Part] = []
    for mailing in shown:
        running = direct_mail.background_mailings.running_program(mailing)
        rows += _one(mailing, running, direct_mail.background_mailings.progress(mailing), width)
    if len(mailings) > len(shown):
        rows.append(muted(f"and {show_count(len(mailings) - len(shown), 'more mailing')}"))
    if rows:
        rows.append(_legend())
    return rows


def _one(mailing: Mailing, running: RunningProgram, progress: Progress, width: int) -> list[Part]:
    moving = is_being_sent(mailing.status, running)
    pace = muted(pace_words(progress, moving=moving))
    subject = text((clean_line(mailing.subject, 80), "bold"))
    head = subject.truncate(max(8, width - pace.cell_length - 2), ellipsis=True)
    parts = (
        (MARKS.by_plans, progress.accepted, "$good"),
        (MARKS.by_pay_as_you_go, progress.refused + progress.unknown, "$attention"),
        (MARKS.by_free, progress.total - progress.done, "$muted"),
    )
    drawn = bar_segments([(mark, amount) for mark, amount, _ in parts], progress.total, width)
    bar = text(*((part, style) for part, (_, _, style) in zip(drawn, parts, strict=True)))
    next_words = text(waits_for(mailing, running)).truncate(max(1, width), ellipsis=True)
    return [justify_ends(head, pace, width), bar, next_words]


def waits_for(mailing: Mailing, running: RunningProgram) -> str:
    """Return what a mailing waits for, and the keys that take it further."""
    match mailing.status:
        case _ if mailing.ended and mailing.unknown:
            unknown = show_count(mailing.unknown, "email")
            return f"{MARKS.warning} {unknown} without an answer: Enter, then u settles it"
        case MailingStatus.SENDING if running is not RunningProgram.NO_PROGRAM:
            return f"{MARKS.here} being sent; Enter follows it"
        case MailingStatus.SENDING:
            return f"{MARKS.warning} interrupted: Enter, then r resumes it"
        case _ if mailing.until is not None:
            why = f": {pause_reason(mailing).rstrip('.')}" if mailing.words else ""
            return f"{MARKS.ahead} resumes after {show_instant(mailing.until)}{why}"
        case MailingStatus.HELD_BACK:
            return f"{MARKS.warning} held back; Enter says why"
        case _:
            return f"{MARKS.ahead} paused: Enter, then r resumes it"


def _legend() -> Content:
    marks = (
        (MARKS.by_plans, "$good", "accepted"),
        (MARKS.by_pay_as_you_go, "$attention", "refused or unknown"),
        (MARKS.by_free, "$muted", "waiting"),
    )
    parts: list[Part] = []
    for mark, style, name in marks:
        parts += [(mark, style), (f" {name}   ", "$muted")]
    return text(*parts)
