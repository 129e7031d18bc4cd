"""`remind`: sends what is due, each once, and tries the hooks."""

from argparse import Namespace

from dm_tui.cli.mailing_progress import ProgressPrinter
from dm_tui.cli.output import Answer, warn
from dm_tui.cli.reminder_timer import change_timer
from dm_tui.cli.reminder_words import failed_reminder_words, reminder_words, to_words
from dm_tui.cli.resume_mailings import run_due
from dm_tui.domain.errors import ErrorKind
from dm_tui.domain.mailing.wording import outcome_sentences
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders.json_shapes import FailedRow, HookTestAnswer, RemindAnswer, SentRow


def remind(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Sends what is due, each once, and continues with mailings; the exit code is 1 if a reminder failed."""
    if args.install or args.uninstall:
        return change_timer(direct_mail, args)
    if args.test:
        return _try_hooks(direct_mail)
    due = direct_mail.process_due(retry=args.retry)
    resumed = run_due(direct_mail, ProgressPrinter(silent=True), lambda: _remind_again(direct_mail))
    for report in due.failed:
        warn(failed_reminder_words(report))
    answer = RemindAnswer(sent=SentRow.rows_of(due.sent), failed=FailedRow.rows_of(due.failed))
    lines = [
        f"{report.channel}: {reminder_words(report)}{to_words(report)}{f' by {report.way}' if report.way else ''}"
        for report in due.sent
    ]
    lines += [outcome_sentences(resumption.mailing) for resumption in resumed]
    if due.failed:
        return Answer(answer, lines, int(ErrorKind.UNEXPECTED))
    waiting = (report for report in direct_mail.reminders.failures() if report.next_try_at)
    lines += (f"! {failed_reminder_words(report)} Retry now: dm-tui remind --retry" for report in waiting)
    return Answer(answer, lines or ["Nothing is due."])


def _try_hooks(direct_mail: DirectMail) -> Answer:
    trials = direct_mail.reminders.try_hooks()
    outcomes = {True: "arrived", False: "did not arrive", None: "may have arrived"}
    lines = [
        f"{trial.channel} {trial.to}: {outcomes[trial.arrived]}{f' ({trial.words})' if trial.words else ''}"
        for trial in trials
    ]
    code = 0 if all(trial.arrived for trial in trials) else int(ErrorKind.UNEXPECTED)
    return Answer(HookTestAnswer(tried=trials), lines, code)


def _remind_again(direct_mail: DirectMail) -> None:
    """Remind of what falls due while mailings are sent; what fails is tried again by the next run."""
    for report in direct_mail.process_due().failed:
        warn(failed_reminder_words(report))
