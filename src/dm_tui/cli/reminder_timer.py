"""Installing and removing the timer of reminders: the steps are shown, then confirmed."""

import os
import sys
from argparse import Namespace

from dm_tui.cli.output import Answer, warn
from dm_tui.domain.errors import ErrorKind
from dm_tui.services.account.provider_choice import name_for_provider
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.transport_choice import smtp_settings
from dm_tui.services.reminders.json_shapes import TimerAnswer
from dm_tui.services.reminders.systemd_timer import TIMER_NAME, Arrangement, ReminderTimer
from dm_tui.settings.profiles import profile_name

NOT_CONFIRMED = ErrorKind.USAGE.text("not-confirmed", "Nothing was changed.")
NOT_CONFIRMED_IN_A_PIPE = ErrorKind.USAGE.text(
    "not-confirmed", "Nothing was changed: this requires your confirmation.", "Add --yes."
)


def change_timer(direct_mail: DirectMail, args: Namespace) -> Answer:
    """Install or remove the timer, or say what to do where no systemd is there."""
    state = str(direct_mail.state_path.absolute())
    profile = profile_name()
    account = ("--state", state, "--provider", direct_mail.provider.name)
    command = (*_program(), *(("--profile", profile) if profile else ()), *account, "remind")
    # The timer takes the server along, so one that holds a password is refused here.
    smtp_settings(direct_mail.preferences(), os.environ)
    name = name_for_provider(TIMER_NAME, direct_mail.provider.name)
    name = f"{name}-{profile}" if profile else name
    timer = ReminderTimer(command, os.environ, name=name)
    arrangement = timer.arrange_install() if args.install else timer.arrange_uninstall()
    if not arrangement.commands:
        return Answer(TimerAnswer(arrangement=arrangement, done=False), _manual_lines(arrangement, args))
    _show(arrangement, args)
    _require_consent(args)
    if args.install:
        timer.install(arrangement)
        lines = [
            "Installed. To run it while you are signed out: loginctl enable-linger",
            f"What it prints is in the journal: {arrangement.log}",
        ]
    else:
        timer.uninstall(arrangement)
        lines = ["Uninstalled."]
    return Answer(TimerAnswer(arrangement=arrangement, done=True), lines)


def _manual_lines(arrangement: Arrangement, args: Namespace) -> list[str]:
    if args.install:
        no_systemd = "There is no systemd here. Add this line with crontab -e:"
        log = [f"To see what it prints: {arrangement.log}", ""] if arrangement.log else []
        secrets = [line for line in _secrets(arrangement) if line]
        return [*secrets, *log, no_systemd, "", arrangement.crontab]
    if arrangement.crontab:
        return [
            "No timer is installed. If you use a crontab, remove the line that is like this one:",
            "",
            arrangement.crontab,
        ]
    return ["No timer is installed."]


def _show(arrangement: Arrangement, args: Namespace) -> None:
    """Show the steps on stderr, before the question."""
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
    """Return which secrets of this shell the timer will lack, because none is written down."""
    if not arrangement.secrets:
        return []
    return [
        "",
        f"Set in this shell and not saved, because they hold a secret: {', '.join(arrangement.secrets)}. The "
        "timer also finds passwords and addresses of hooks in the keyring and credentials in the vendor's "
        "profile files; or set them where the timer sees them (environment.d, crontab).",
    ]


def _require_consent(args: Namespace) -> None:
    if args.yes:
        return
    if not sys.stdin.isatty():
        raise NOT_CONFIRMED_IN_A_PIPE()
    warn("Continue? [y/N]")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise NOT_CONFIRMED()


def _program() -> tuple[str, ...]:
    """Return the command that starts this program from anywhere."""
    started = os.path.abspath(sys.argv[0])
    if os.path.basename(started) == "dm-tui" and os.access(started, os.X_OK):
        return (started,)
    return (sys.executable, "-m", "dm_tui")
