"""The sandbox: known starts, and its clock."""

from argparse import Namespace

from dm_tui.cli.output import Answer, warn
from dm_tui.domain.dates import show_instant
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.sandbox.json_shapes import SandboxAnswer


def sandbox_load(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Replaces the state with a known start."""
    direct_mail.sandbox.load(args.scenario)
    lines = [f"Scenario {args.scenario}. Now {show_instant(direct_mail.now())}."]
    return Answer(SandboxAnswer(now=direct_mail.now()), lines)


def sandbox_advance(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Moves the clock of the sandbox, and does everything that falls due on the way."""
    from dm_tui.cli.reminder_words import failed_reminder_words

    events = direct_mail.sandbox.advance(args.duration)
    for report in direct_mail.reminders.failures():
        warn(failed_reminder_words(report))
    lines = [f"{show_instant(event.at)}: {event.what}" for event in events]
    lines.append(f"Now {show_instant(direct_mail.now())}.")
    return Answer(SandboxAnswer(now=direct_mail.now(), events=events), lines)


def sandbox_reset(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Starts over."""
    direct_mail.sandbox.reset()
    return Answer(SandboxAnswer(now=direct_mail.now()), ["The sandbox starts over."])
