"""How a mailing and its consequence are told: the same words in the list, the review and the dialog."""

from enum import StrEnum

from textual.content import Content

from dm_tui.domain.dates import show_instant, show_span
from dm_tui.domain.mailing.mailing import Mailing, MailingStatus
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.domain.usage.metering import REFUSAL_REASONS, Allocation
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.paint import MARKS, Part, bar, fact, text, warning


class RunningProgram(StrEnum):
    """Who sends a mailing at present."""

    THIS_PROGRAM = "this program"
    ANOTHER_PROGRAM = "another program"
    NO_PROGRAM = "nobody"


def running_program(direct_mail: DirectMail, mailing: Mailing) -> RunningProgram:
    """Return who sends a mailing at present."""
    if direct_mail.background_mailings.of(mailing.id) is not None:
        return RunningProgram.THIS_PROGRAM
    if mailing.status is MailingStatus.SENDING or mailing.chunk is not None:
        return (
            RunningProgram.ANOTHER_PROGRAM
            if direct_mail.sending.running(mailing.id)
            else RunningProgram.NO_PROGRAM
        )
    return RunningProgram.NO_PROGRAM


def mailing_status_cell(mailing: Mailing, by: RunningProgram) -> str:
    """Return where a mailing stands, for a cell: the mark and the word tell, not a colour."""
    match mailing.status:
        case MailingStatus.SENDING if by is RunningProgram.NO_PROGRAM:
            said = f"{MARKS.warning} interrupted"
        case MailingStatus.SENDING:
            said = f"{MARKS.here} sending"
        case MailingStatus.HELD_BACK:
            when = show_span(mailing.until, "hour")[5:] if mailing.until else ""  # within a day
            until = f" until {when}" if when else ""
            said = f"{MARKS.warning} held back{until}"
        case MailingStatus.PAUSED if mailing.words:
            said = f"{MARKS.warning} paused: {mailing.words}"
        case MailingStatus.DONE:
            said = f"{MARKS.done} done"
        case _:
            said = f"{MARKS.ahead} {mailing.status}"
    return f"{said}, {mailing.unknown:,} unknown" if mailing.unknown else said


def mailing_status_text(mailing: Mailing, by: RunningProgram, *, stopping: bool) -> Content:
    """Return where a mailing stands, why, and what to do about it."""
    left = mailing.recipients - mailing.concluded
    match mailing.status:
        case _ if stopping:
            return text((f"{MARKS.here} Pausing: what is on its way is waited for …", "$accent"))
        case MailingStatus.SENDING if by is RunningProgram.THIS_PROGRAM:
            return text((f"{MARKS.here} Being sent. It goes on when this is closed.", "$accent"))
        case MailingStatus.SENDING if by is RunningProgram.ANOTHER_PROGRAM:
            return text((f"{MARKS.here} Another program is sending it.", "$accent"))
        case MailingStatus.SENDING:
            return warning(
                "Interrupted: the program that sent it ended. r goes on; nobody is sent to twice."
            )
        case MailingStatus.HELD_BACK:
            until = f" r goes on after {show_instant(mailing.until)}." if mailing.until else ""
            return warning(
                f"Held back: {REFUSAL_REASONS.get(mailing.reason, mailing.reason)}.{until}"
            )
        case MailingStatus.PAUSED if mailing.words:
            return warning(f"Paused: {mailing.words} r tries again.")
        case MailingStatus.PAUSED:
            return text(f"{MARKS.ahead} Paused. r goes on where it was.")
        case MailingStatus.CANCELLED:
            return text(f"{MARKS.ahead} Cancelled. {left:,} were not sent to.")
        case _:
            return text((f"{MARKS.done} Done.", "$success"))


def mailing_progress(direct_mail: DirectMail, mailing: Mailing) -> Progress:
    """Return how far a mailing is: by our own run, which is ahead of the state file, or else by that."""
    ours = direct_mail.background_mailings.of(mailing.id)
    if ours is not None and ours.progress is not None:
        return ours.progress
    return Progress(
        done=mailing.concluded,
        total=mailing.recipients,
        rate=0.0,
        seconds_left=None,
        accepted=mailing.accepted,
        refused=mailing.refused,
        unknown=mailing.unknown,
        deferred=mailing.deferred,
    )


def paint_progress(progress: Progress, width: int, *, moving: bool) -> list[Part]:
    """Return the bar, how far and how fast it goes while it is `moving`, and what became of whom."""
    done, total = progress.done, progress.total
    share = f" {done * 100 // total if total else 0:>3} %"
    pace = f"{done:,} of {total:,}"
    if moving and progress.rate > 0:
        pace += f" {MARKS.dot} {_rate(progress.rate)}"
        if progress.seconds_left is not None:
            pace += f" {MARKS.dot} {_time_left(progress.seconds_left)}"
    elif moving and progress.seconds >= 1:
        pace += f" {MARKS.dot} {progress.seconds:,.0f} s so far"
    outcomes: list[Part] = [
        f"{progress.accepted:,} accepted {MARKS.dot} {progress.refused:,} refused"
    ]
    if progress.unknown:
        outcomes.append((f" {MARKS.dot} {MARKS.warning} {progress.unknown:,} unknown", "$warning"))
    if progress.deferred:
        outcomes.append(f" {MARKS.dot} {progress.deferred:,} to be tried again")
    drawn = bar(done, total, max(10, width - len(share)))
    return [text((drawn, "$success"), share), pace, text(*outcomes)]


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


def allocation_text(charged: Allocation) -> str:
    """Return which source paid how many, in the order of use."""
    shares = [(charged.free, "free quota")]
    shares += [(emails, f"plan {id}") for id, emails in charged.plans.items()]
    shares.append((charged.pay_as_you_go, "pay-as-you-go"))
    return ", ".join(f"{emails:,} by {name}" for emails, name in shares if emails) or "nothing yet"


def charges_line(mailing: Mailing) -> Content:
    """Return which source paid how many so far; what is in hand is charged, whether it leaves or not."""
    chunk = mailing.chunk
    if chunk is None:
        return fact("Paid", allocation_text(mailing.charged), 8)
    in_hand = f" {MARKS.dot} {chunk.charged.emails:,} of it in hand"
    return text(
        fact("Paid", allocation_text(mailing.charged + chunk.charged), 8), (in_hand, "$muted")
    )


def send_preview_lines(preview: Preview, width: int) -> list[Part]:
    """Return what sending does: who pays how much, what is left, what has to wait, what may surprise."""
    split, left = preview.split, preview.left
    rows: list[Part] = [(recipients_text(preview.recipients), "bold")]
    shares = [(split.free, "free quota", f"{left.free_today:,} left today")]
    shares += [
        (emails, f"plan {id}", f"{left.plans.get(id, 0):,} left")
        for id, emails in split.plans.items()
    ]
    owed = f"open amount then {left.open_amount}"
    shares.append((split.pay_as_you_go, "pay-as-you-go", owed))
    shares.append((preview.known_invalid, "known to be invalid", "not sent to"))
    shares.append((preview.held_back, "held back", ""))
    for emails, name, after in shares:
        if emails:
            line = f"{emails:>9,}  {name}"
            if not after:
                rows.append(line)
                continue
            fits = len(line) + 3 + len(after) <= width
            rows.append(
                text(line, (f" {MARKS.dot} {after}" if fits else f"\n{'':11}{after}", "$muted"))
            )
    rows.append(fact("Cost", f"{preview.cost}" if split.pay_as_you_go else "nothing more", 8))
    rows.append(fact("Today", f"{left.daily_quota:,} of the daily quota left", 8))
    rows += [warning(one.message, width=width) for one in preview.warnings]
    return rows


def short_send_preview_lines(preview: Preview, width: int) -> list[Part]:
    """Return the same on as few lines as there is room for below what is written."""
    split, left = preview.split, preview.left
    cost = f"cost {preview.cost}" if split.pay_as_you_go else "nothing more to pay"
    after = f"{cost} {MARKS.dot} {left.daily_quota:,} of today's quota left"
    rest = ", ".join(f"{left.plans.get(id, 0):,} left" for id in split.plans)
    paid = f"To be paid: {allocation_text(split)}{f'; {rest}' if rest else ''}"
    return [
        text((recipients_text(preview.recipients), "bold"), f" {MARKS.dot} {after}"),
        *(paid,) * bool(split.emails),
        *(warning(one.message, width=width) for one in preview.warnings),
    ]


def recipients_text(count: int) -> str:
    """Return how many recipients these are."""
    return "1 recipient" if count == 1 else f"{count:,} recipients"
