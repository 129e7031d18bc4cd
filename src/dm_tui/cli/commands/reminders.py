"""`remind`: what is due, each once; and having it done by itself."""

import os
import sys
from argparse import Namespace

from dm_tui.cli.output import Answer, warn
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.reminders.settings import ReminderKind
from dm_tui.services.account.provider_choice import name_for_provider
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.transports import smtp_settings
from dm_tui.services.reminders.json_shapes import FailedRow, RemindAnswer, SentRow, TimerAnswer
from dm_tui.services.reminders.reports import ReminderReport
from dm_tui.services.reminders.systemd_timer import TIMER_NAME, Arrangement, ReminderTimer


def remind(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Sends what is due, each once; 1 where something failed."""
    if args.install or args.uninstall:
        return _change_timer(direct_mail, args)
    due = direct_mail.process_due(retry=args.retry)
    for report in due.failed:
        warn(failure_words(report))
    answer = RemindAnswer(sent=SentRow.rows_of(due.sent), failed=FailedRow.rows_of(due.failed))
    lines = [
        f"{report.channel}: {_reminder_words(report)}{_to(report)}{_transport_words(report)}"
        for report in due.sent
    ]
    if not due.failed:
        waiting = (report for report in direct_mail.reminders.failures() if report.next_try_at)
        lines += map(_retry_line, waiting)
    return Answer(
        answer,
        lines or ([] if due.failed else ["Nothing is due."]),
        int(ErrorKind.UNEXPECTED) if due.failed else 0,
    )


def _reminder_words(report: ReminderReport) -> str:
    threshold = {
        ReminderKind.EXPIRY: f" {report.threshold} days",
        ReminderKind.LOW_QUOTA: f" {report.threshold} %",
    }.get(report.kind, "")
    return f"{report.kind}{threshold}, {', '.join(report.plans) or report.about}"


def _to(report: ReminderReport) -> str:
    return f" to {', '.join(report.to)}" if report.to else ""


def _transport_words(report: ReminderReport) -> str:
    return f" by {report.way}" if report.way else ""


def failure_words(report: ReminderReport) -> str:
    """Return what did not arrive, why, and when it is tried again."""
    again = "It is not tried again."
    if report.next_try_at:
        again = f"It is tried again from {show_instant(report.next_try_at)} on."
    why = report.words.rstrip(".") or "it is not known whether it arrived"
    return (
        f"not reminded by {report.channel}{_to(report)} ({_reminder_words(report)}): {why}. {again}"
    )


def _retry_line(report: ReminderReport) -> str:
    return f"! {failure_words(report)} At once: dm-tui remind --retry"


def _change_timer(direct_mail: DirectMail, args: Namespace) -> Answer:
    state = str(direct_mail.state_path.absolute())
    command = (*_program(), "--state", state, "--provider", direct_mail.provider.name, "remind")
    smtp_settings(
        direct_mail.preferences(), os.environ
    )  # it goes along: refused where it holds a password
    name = name_for_provider(TIMER_NAME, direct_mail.provider.name)
    timer = ReminderTimer(command, os.environ, name=name)
    arrangement = timer.arrange_install() if args.install else timer.arrange_uninstall()
    if not arrangement.commands:
        return Answer(
            TimerAnswer(arrangement=arrangement, done=False), _manual_lines(arrangement, args)
        )
    _show(arrangement, args)
    _require_consent(args)
    if args.install:
        timer.install(arrangement)
        lines = ["Installed. Without you being signed in it runs after: loginctl enable-linger"]
    else:
        timer.uninstall(arrangement)
        lines = ["Uninstalled."]
    return Answer(TimerAnswer(arrangement=arrangement, done=True), lines)


def _manual_lines(arrangement: Arrangement, args: Namespace) -> list[str]:
    if args.install:
        return [
            "There is no systemd here. Add this line with crontab -e:",
            "",
            arrangement.crontab,
            *_secrets(arrangement),
        ]
    if arrangement.crontab:
        return ["No timer is installed. In a crontab it is this line:", "", arrangement.crontab]
    return ["No timer is installed."]


def _show(arrangement: Arrangement, args: Namespace) -> None:
    """Show what will be done, on stderr: the answer comes afterwards."""
    for file in arrangement.files:
        does = ("replaces" if file.there else "writes") if args.install else "removes"
        warn(f"{does} {file.path}")
        for line in file.content.splitlines():
            warn(f"    {line}")
    for command in arrangement.commands:
        warn(f"runs {command}")
    for line in _secrets(arrangement):
        warn(line)


def _secrets(arrangement: Arrangement) -> list[str]:
    """Say which secrets of this shell what is installed will not have: none is written down."""
    if not arrangement.secrets:
        return []
    return [
        "",
        f"Set here and not written down: {', '.join(arrangement.secrets)}. A password of a mail server "
        "is found in the keyring too, credentials in the vendor's profile files; or set them where "
        "the timer sees them (environment.d, crontab).",
    ]


def _require_consent(args: Namespace) -> None:
    if args.yes:
        return
    if not sys.stdin.isatty():
        raise DirectMailError(
            ErrorKind.USAGE,
            "not-confirmed",
            "Nothing was changed: this needs your word.",
            "Add --yes.",
        )
    warn("Do it? [y/N]")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise DirectMailError(ErrorKind.USAGE, "not-confirmed", "Nothing was changed.")


def _program() -> tuple[str, ...]:
    """Return how to start this program again, wherever from."""
    started = os.path.abspath(sys.argv[0])
    if os.path.basename(started) == "dm-tui" and os.access(started, os.X_OK):
        return (started,)
    return (sys.executable, "-m", "dm_tui")
