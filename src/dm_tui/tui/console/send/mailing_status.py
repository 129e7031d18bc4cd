"""The status of a mailing: in a cell, and with the reason and the key to press; who was left out.

The sentences are the domain's; marks, colours, keys and layout are chosen here.
"""

from textual.content import Content

from dm_tui.domain.dates import show_instant, show_span
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.status import MailingStatus, RunningProgram
from dm_tui.domain.mailing.suppressed import left_out_words, put_on_list_words
from dm_tui.domain.mailing.wording import INTERRUPTED_NOTICE, held_back_notice, pause_reason, status_label
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import fact, text, warning


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


def mailing_status_text(
    mailing: Mailing, runner: RunningProgram, *, stopping: bool = False, listed: bool = False
) -> Content:
    """Return the status, the reason for it, and the key to press: in a list, Enter comes before it."""
    resume, again, now = (
        ("Enter, then r resumes it.", "Enter, then r tries again.", "Enter, then r tries now.")
        if listed
        else ("Press r to resume.", "Press r to try again.", "r tries now.")
    )
    left = mailing.recipients - mailing.concluded
    match mailing.status:
        case _ if stopping:
            return text((f"{MARKS.here} Pausing: waiting for emails under way …", "$primary"))
        case MailingStatus.SENDING if runner is RunningProgram.THIS_PROGRAM:
            closing = "" if listed else " It continues when you close this."
            return text((f"{MARKS.here} Sending.{closing}", "$primary"))
        case MailingStatus.SENDING if runner is RunningProgram.ANOTHER_PROGRAM:
            return text((f"{MARKS.here} Another program is sending it.", "$primary"))
        case MailingStatus.SENDING:
            return warning(f"{INTERRUPTED_NOTICE} {resume}")
        case MailingStatus.HELD_BACK if mailing.until:
            after = f"It resumes after {show_instant(mailing.until)}, here or by the timer."
            return warning(f"{held_back_notice(mailing)} {after}")
        case MailingStatus.HELD_BACK:
            return warning(held_back_notice(mailing))
        case MailingStatus.PAUSED if mailing.words:
            after = f"It resumes after {show_instant(mailing.until)}; {now}" if mailing.until else ""
            return warning(f"Paused: {pause_reason(mailing).rstrip('.')}. {after or again}")
        case MailingStatus.PAUSED:
            return text(f"{MARKS.ahead} Paused. {resume}")
        case MailingStatus.CANCELLED:
            return text(f"{MARKS.ahead} Cancelled. {left:,} were not sent to.")
        case _:
            return text((f"{MARKS.done} Done.", "$success"))


def no_mail_lines(mailing: Mailing) -> list[Content]:
    """Return who was left out, and that the mailing put addresses on the list: nothing is silent."""
    rows = [fact("Left out", left_out_words(mailing.left_out), 8)] if mailing.left_out else []
    if mailing.put_on_list:
        rows.append(text((put_on_list_words(mailing.put_on_list), "$muted")))
    return rows
