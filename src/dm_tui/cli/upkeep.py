"""The commands that see to the installation: the sandbox, backups, exports, and whether all is in order."""

from argparse import Namespace
from pathlib import Path

from dm_tui.cli.output import Answer, warn
from dm_tui.cli.upkeep_shapes import (
    BackupAnswer,
    DoctorAnswer,
    PathsAnswer,
    RestoreAnswer,
    SandboxAnswer,
)
from dm_tui.domain.dates import show_instant
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.transports import outbox_path
from dm_tui.settings import expand_user_path


def sandbox_load(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Replaces the state by a known start."""
    direct_mail.sandbox.load(args.scenario)
    return Answer(
        SandboxAnswer(now=direct_mail.now()),
        [f"Scenario {args.scenario}. Now {show_instant(direct_mail.now())}."],
    )


def sandbox_advance(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Moves the sandbox's clock and plays what falls due."""
    from dm_tui.cli.reminding import failure_words

    events = direct_mail.sandbox.advance(args.duration)
    for one in direct_mail.reminders.failures():
        warn(failure_words(one))
    return Answer(
        SandboxAnswer(now=direct_mail.now(), events=events),
        [
            *(f"{show_instant(event.at)}: {event.what}" for event in events),
            f"Now {show_instant(direct_mail.now())}.",
        ],
    )


def sandbox_reset(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Starts over."""
    direct_mail.sandbox.reset()
    return Answer(SandboxAnswer(now=direct_mail.now()), ["The sandbox is as new."])


def doctor(direct_mail: DirectMail, args: Namespace) -> Answer:
    """State of the installation and of the books."""
    checks = direct_mail.doctor.examine()
    return Answer(
        DoctorAnswer(checks=checks),
        [f"{'ok ' if check.ok else 'OFF'}  {check.name}: {check.detail}" for check in checks],
    )


def backup(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Writes everything to one file and reads it back."""
    written = direct_mail.backups.write(expand_user_path(args.file))
    return Answer(
        BackupAnswer(file=str(written.path), documents=written.documents),
        [f"{written.documents:,} documents in {written.path}, read back and the same."],
    )


def restore(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Makes the state what a backup says; what there was is backed up first."""
    read, before, cancelled = direct_mail.backups.restore(expand_user_path(args.file))
    lines = [f"{read.documents:,} documents from {read.path}: everything is as it was then."]
    lines += [
        f"Mailing {id} is cancelled: what was sent of it since the backup is not known here."
        for id in cancelled
    ]
    if before is not None:
        lines.append(f"What there was: dm-tui restore {before.path}")
    else:
        lines.append("Reminders sent since the backup are not known here: one may come again.")
    return Answer(
        RestoreAnswer(
            file=str(read.path),
            documents=read.documents,
            before=str(before.path) if before is not None else None,
            cancelled_mailings=cancelled,
        ),
        lines,
    )


def export(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Orders, bills or usage for a spreadsheet."""
    from dm_tui.cli.spreadsheet import export_answer

    args.json = args.json or args.format == "json"
    return export_answer(direct_mail, args.what)


def paths(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Where files lie."""
    state: Path = direct_mail.state_path
    answer = PathsAnswer(
        state=str(state),
        backup=f"{state}.bak",
        lock=f"{state}.lock",
        mailings=f"{state}.mailings",
        outbox=str(outbox_path(state)),
        settings=str(direct_mail.reminders.choices.file),
    )
    return Answer(answer, [f"{name:<9}{where}" for name, where in answer.model_dump().items()])
