"""Resuming the mailings that may resume: by a command, and by the timer of reminders."""

from collections.abc import Callable
from time import monotonic

from dm_tui.cli.interrupt import stop_on_interrupt
from dm_tui.cli.mailing_answers import is_interrupted, mailing_error
from dm_tui.cli.mailing_progress import ProgressPrinter
from dm_tui.cli.output import Answer, warn
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing import wording
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.reminders.run_interval import REMIND_EVERY
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.due_mailings import ResumedMailing
from dm_tui.services.mailing.json_shapes import MailingShape, ResumedAnswer

NOTHING_DUE = "No mailing may resume now."
INTERRUPTED = "! Mailing {id} was interrupted and waits for you. {resume}"


def resume_due(direct_mail: DirectMail, *, silent: bool) -> Answer:
    """Resume what may resume, and return how each mailing is then, and who still waits."""
    resumed = run_due(direct_mail, ProgressPrinter(silent=silent))
    waiting = [mailing for mailing in direct_mail.due_mailings.waiting() if mailing.left]
    document = ResumedAnswer(
        mailings=tuple(MailingShape.of(resumption.mailing) for resumption in resumed),
        waiting=sum(mailing.left for mailing in waiting),
        until=min((mailing.until for mailing in waiting if mailing.until), default=None),
    )
    lines = [wording.outcome_sentences(resumption.mailing) for resumption in resumed]
    by_hand = [mailing for mailing in waiting if is_interrupted(direct_mail, mailing)]
    lines = lines or [NOTHING_DUE]
    lines += [
        INTERRUPTED.format(id=mailing.id, resume=wording.resume_command_line(mailing)) for mailing in by_hand
    ]
    answer = Answer(document, lines)
    errors = [
        error
        for resumption in resumed
        if (error := resumption.problem or mailing_error(resumption.mailing)) is not None
    ]
    if not errors:
        return answer
    worst = min(errors, key=_rank)
    return answer._replace(error=worst, code=int(worst.kind))


def run_due(
    direct_mail: DirectMail, printer: ProgressPrinter, meanwhile: Callable[[], None] | None = None
) -> list[ResumedMailing]:
    """Resume one mailing after the other; do `meanwhile` now and then."""
    last = monotonic()

    def progress(present: Progress) -> None:
        nonlocal last
        printer(present)
        if meanwhile is not None and monotonic() - last >= REMIND_EVERY:
            meanwhile()
            last = monotonic()

    if not direct_mail.due_mailings.due():
        return []
    with stop_on_interrupt() as stop:
        try:
            resumed = list(direct_mail.due_mailings.resume(progress, stop))
        finally:
            printer.close()
    for resumption in resumed:
        if resumption.problem is not None:
            warn(f"Mailing {resumption.mailing.id}: {resumption.problem}")
    return resumed


def _rank(error: DirectMailError) -> int:
    """Return how much an error matters: an unknown outcome before a refusal for now."""
    return int(error.kind)
