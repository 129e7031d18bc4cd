"""Paints a mailing and its preview: the same lines in the list, the review and the dialog.

The sentences are the domain's; marks, colours, keys and layout are chosen here.
"""

from textual.content import Content

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant, show_span
from dm_tui.domain.mailing.known_charge import certain_charge, why_charge_unknown
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.domain.mailing.status import MailingStatus, RunningProgram
from dm_tui.domain.mailing.suppressed import left_out_words
from dm_tui.domain.mailing.suppressed_wording import put_on_list_words
from dm_tui.domain.mailing.wording import (
    INTERRUPTED_NOTICE,
    held_back_notice,
    pause_reason,
    payment_sources,
    status_label,
)
from dm_tui.lines.figures import show_figure, unknown_lines
from dm_tui.tui.paint import MARKS, Part, bar, fact, hanging_fact, text, warning


def mailing_status_cell(mailing: Mailing, runner: RunningProgram) -> str:
    """Return the status for a cell: a mark and words, so that it needs no colour."""
    match mailing.status:
        case MailingStatus.SENDING if runner is not RunningProgram.NO_PROGRAM:
            mark = MARKS.here
        case MailingStatus.SENDING | MailingStatus.HELD_BACK:
            mark = MARKS.warning
        case MailingStatus.PAUSED if mailing.words:
            mark = MARKS.warning
        case MailingStatus.DONE:
            mark = MARKS.done
        case _:
            mark = MARKS.ahead
    until = show_span(mailing.until, "hour")[5:] if mailing.until else ""  # within a day
    status = f"{mark} {status_label(mailing, runner, until)}"
    return f"{status}, {mailing.unknown:,} unknown" if mailing.unknown else status


def mailing_status_text(mailing: Mailing, runner: RunningProgram, *, stopping: bool) -> Content:
    """Return the status, the reason for it, and the key to press."""
    left = mailing.recipients - mailing.concluded
    match mailing.status:
        case _ if stopping:
            return text((f"{MARKS.here} Pausing: waiting for emails under way …", "$primary"))
        case MailingStatus.SENDING if runner is RunningProgram.THIS_PROGRAM:
            return text((f"{MARKS.here} Sending. It continues when you close this.", "$primary"))
        case MailingStatus.SENDING if runner is RunningProgram.ANOTHER_PROGRAM:
            return text((f"{MARKS.here} Another program is sending it.", "$primary"))
        case MailingStatus.SENDING:
            return warning(f"{INTERRUPTED_NOTICE} Press r to resume.")
        case MailingStatus.HELD_BACK if mailing.until:
            after = f"It resumes after {show_instant(mailing.until)}, here or by the timer."
            return warning(f"{held_back_notice(mailing)} {after}")
        case MailingStatus.HELD_BACK:
            return warning(held_back_notice(mailing))
        case MailingStatus.PAUSED if mailing.words:
            after = f"It resumes after {show_instant(mailing.until)}; r tries now." if mailing.until else ""
            return warning(f"Paused: {pause_reason(mailing).rstrip('.')}. {after or 'Press r to try again.'}")
        case MailingStatus.PAUSED:
            return text(f"{MARKS.ahead} Paused. Press r to resume.")
        case MailingStatus.CANCELLED:
            return text(f"{MARKS.ahead} Cancelled. {left:,} were not sent to.")
        case _:
            return text((f"{MARKS.done} Done.", "$success"))


def paint_progress(progress: Progress, width: int, *, moving: bool) -> list[Part]:
    """Return the bar, the pace while it is `moving`, and the outcomes so far."""
    done, total = progress.done, progress.total
    drawn = bar(done, total, max(10, width))
    return [text((drawn, "$success")), pace_words(progress, moving=moving), outcome_words(progress)]


def pace_words(progress: Progress, *, moving: bool) -> str:
    """Return how far it is, and while it is `moving` how fast and how long it will take."""
    done, total = progress.done, progress.total
    pace = f"{done:,} of {total:,} {MARKS.dot} {done * 100 // total if total else 0} %"
    if moving and progress.rate > 0:
        pace += f" {MARKS.dot} {_rate(progress.rate)}"
        if progress.seconds_left is not None:
            pace += f" {MARKS.dot} {_time_left(progress.seconds_left)}"
    elif moving and progress.seconds >= 1:
        pace += f" {MARKS.dot} {progress.seconds:,.0f} s so far"
    return pace


def outcome_words(progress: Progress) -> Content:
    """Return how many were accepted, refused, unknown or deferred so far."""
    outcomes: list[Part] = [f"{progress.accepted:,} accepted {MARKS.dot} {progress.refused:,} refused"]
    if progress.unknown:
        outcomes.append((f" {MARKS.dot} {MARKS.warning} {progress.unknown:,} unknown", "$warning"))
    if progress.deferred:
        outcomes.append(f" {MARKS.dot} {progress.deferred:,} to be retried")
    return text(*outcomes)


def _rate(rate: float) -> str:
    return f"{rate:,.0f} a second" if rate >= 1 else f"{rate * 60:,.0f} a minute"


def _time_left(seconds: float) -> str:
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 5) * 5} s left"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return f"about {f'{hours:,} h {rest} min' if hours else f'{minutes} min'} left"


def no_mail_lines(mailing: Mailing) -> list[Content]:
    """Return who was left out, and that the mailing put addresses on the list: nothing is silent."""
    rows = [fact("Left out", left_out_words(mailing.left_out), 8)] if mailing.left_out else []
    if mailing.put_on_list:
        rows.append(text((put_on_list_words(mailing.put_on_list), "$muted")))
    return rows


def charges_line(mailing: Mailing) -> Content:
    """Return which source paid for how many so far.

    The current chunk is charged, whether it leaves or not.
    """
    chunk, unknown = mailing.chunk, mailing.unknown_payers
    if chunk is None:
        doubts = [figure.why for figure in why_charge_unknown(mailing)[len(unknown) :]]
        why = "".join(f"\n{line}" for line in (*unknown_lines(unknown), *doubts))
        return text(
            fact("Paid", payment_sources(certain_charge(mailing), unknown) or "nothing yet", 8),
            (why, "$muted"),
        )
    under_way = f" {MARKS.dot} {chunk.charged.emails:,} of it under way"
    paid = fact("Paid", payment_sources(mailing.charged + chunk.charged, unknown), 8)
    return text(paid, (under_way, "$muted"))


def send_preview_lines(preview: Preview, width: int) -> list[Part]:
    """Return the preview: what each source pays and has left, which emails have to wait, and the warnings."""
    split, left = preview.split, preview.left
    rows: list[Part] = []
    if preview.unknown_payers:
        shares = [(split.emails, "not known from which source", "")]
    else:
        shares = known_shares(preview)
    shares += [(emails, str(reason), "left out, not billed") for reason, emails in preview.left_out.items()]
    shares.append((preview.held_back, "held back", ""))
    for emails, name, after in shares:
        if emails:
            line = f"{emails:>11,}  {name}"
            if not after:
                rows.append(line)
                continue
            fits = len(line) + 3 + len(after) <= width
            rows.append(text(line, (f" {MARKS.dot} {after}" if fits else f"\n{'':13}{after}", "$muted")))
    rows.append(hanging_fact("Cost", _cost(preview), width))
    if preview.budget is not None:
        rows.append(hanging_fact("Month", preview.budget.sentence, width))
    if preview.schedule_words:
        rows.append(hanging_fact("When", preview.schedule_words, width))
    rows.append(
        fact(
            "Then" if preview.begins_later else "Today",
            f"{show_figure(left.daily_quota)} of the daily quota left",
        )
    )
    rows += [warning(surprise.message, width=width) for surprise in preview.warnings]
    return rows


def known_shares(preview: Preview) -> list[tuple[int, str, str]]:
    """Return how many emails each source pays for, and what it has left."""
    split, left = preview.split, preview.left
    owed = f"open amount then {left.open_amount}" if left.open_amount else ""
    plans = (
        (emails, f"plan {id}", f"{show_figure(left.plans[id])} left") for id, emails in split.plans.items()
    )
    return [
        (split.free, "free quota", f"{show_figure(left.free_today)} left today"),
        *plans,
        (split.pay_as_you_go, "pay-as-you-go", owed),
    ]


def short_send_preview_lines(preview: Preview, width: int) -> list[Part]:
    """Return the same on a few lines, for the room below the letter."""
    split, left = preview.split, preview.left
    after = f"cost {preview.cost_words} {MARKS.dot} {show_figure(left.daily_quota)} of today's quota left"
    rest = "" if preview.unknown_payers else ", ".join(f"{left.plans[id]:,} left" for id in split.plans)
    paid = f"Paid: {payment_sources(split, preview.unknown_payers)}{f'; {rest}' if rest else ''}"
    return [
        text((show_count(preview.recipients, "recipient"), "bold"), f" {MARKS.dot} {after}"),
        *(paid,) * bool(split.emails),
        *(f"When: {preview.schedule_words}",) * bool(preview.schedule_words),
        *(warning(surprise.message, width=width) for surprise in preview.warnings),
    ]


def _cost(preview: Preview) -> str:
    """Return what pay-as-you-go will bill; the currency's zero where all is covered."""
    split, plans = preview.split, list(preview.split.plans)
    if split.pay_as_you_go or not split.emails or preview.unknown_payers:
        return preview.cost_words
    if len(plans) == 1 and not split.free:
        return f"{preview.cost} (covered by plan {plans[0]})"
    if plans:
        return f"{preview.cost} (covered by quota and plans)"
    return f"{preview.cost} (covered by the free quota)"
