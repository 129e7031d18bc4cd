"""Running `dm-tui remind` on a schedule: a systemd user timer, or a line for a crontab.

The crontab is only printed: a program that edits it could lose the user's other lines.
"""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from dm_tui.domain.model import Model
from dm_tui.domain.reminders.run_interval import TIMER_MINUTES
from dm_tui.domain.reminders.wording import BAD_PROGRAM_PATH, TIMER_NOT_INSTALLED, UNPRINTABLE_PATH
from dm_tui.domain.text import clean_line
from dm_tui.services.reminders.passed_variables import choose_variables
from dm_tui.store.durable_files import make_directory, replace_file
from dm_tui.user_files import MEGABYTE, read_file

TIMER_NAME = "dm-tui-remind"

SYSTEMD_MARKER = Path("/run/systemd/system")  # exists where systemd runs the machine (sd_booted)
RunCommand = Callable[[Sequence[str]], int]  # runs a program and returns its exit code


class UnitFile(Model):
    """A file for systemd; `there` where it exists already and is replaced."""

    path: str
    content: str
    there: bool = False


class Arrangement(Model):
    """The steps of (un)installing, for review: files, then commands; without systemd a crontab line."""

    files: tuple[UnitFile, ...] = ()
    commands: tuple[str, ...] = ()
    crontab: str = ""
    secrets: tuple[str, ...] = ()  # variables that are set now but will be missing in scheduled runs
    log: str = ""  # the command that shows what scheduled runs print


def run_quietly(words: Sequence[str]) -> int:
    """Run a program, discard its output and return its exit code; 127 if it cannot be run."""
    try:
        return subprocess.run(words, capture_output=True, timeout=30, check=False).returncode  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 127


class ReminderTimer:
    """Schedules `command` under a `name`, with the variables of the `environment` that it depends on."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        run: RunCommand = run_quietly,
        booted: Path = SYSTEMD_MARKER,
        name: str = TIMER_NAME,
        find_program: Callable[[str], str | None] = shutil.which,
        platform: str = sys.platform,
    ) -> None:
        self._command = tuple(command)
        self._run = run
        self._name = name
        chosen = choose_variables(environment)
        self._secrets = chosen.secret
        config = chosen.passed.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        self._variables = [f"{name}={value}" for name, value in chosen.passed.items()]
        self._into_log, self._show_log = _crontab_log(name, find_program, platform)
        self._units = Path(config) / "systemd" / "user"
        self._booted = booted

    def arrange_install(self) -> Arrangement:
        """Return the steps of installing on this machine."""
        if not self._has_systemd():
            return Arrangement(crontab=self.crontab(), secrets=self._secrets, log=self._show_log)
        contents = {"service": self._service(), "timer": _TIMER}
        return Arrangement(
            files=tuple(
                UnitFile(path=str(path), content=contents[kind], there=path.exists())
                for kind, path in self._paths().items()
            ),
            commands=("systemctl --user daemon-reload", f"systemctl --user enable --now {self._name}.timer"),
            secrets=self._secrets,
            log=f"journalctl --user -u {self._name}",
        )

    def arrange_uninstall(self) -> Arrangement:
        """Return the steps of uninstalling; none where nothing is installed."""
        paths = [str(path) for path in self._paths().values() if path.exists()]
        installed = tuple(UnitFile(path=path, content="", there=True) for path in paths)
        if not installed:
            return Arrangement(crontab="" if self._has_systemd() else self.crontab())
        return Arrangement(
            files=installed,
            commands=(f"systemctl --user disable --now {self._name}.timer", "systemctl --user daemon-reload"),
        )

    def install(self, arrangement: Arrangement) -> None:
        """Write the files and start the timer.

        A failure restores the state before, a running timer included.
        """
        contents = {Path(file.path): file.content for file in arrangement.files}
        before: dict[Path, bytes] | None = None
        try:
            before = {path: read_file(path, MEGABYTE) for path in contents if path.exists()}
            for path, content in contents.items():
                make_directory(path.parent)
                replace_file(path, content.encode("utf-8"), keep_backup=False)
        except OSError as error:
            if before is not None:
                self._restore(arrangement, before)
            reason = f"{self._units}: {(error.strerror or '').lower()}"
            raise TIMER_NOT_INSTALLED(reason=reason, crontab=self.crontab()) from error
        for command in arrangement.commands:
            if self._run(command.split()) != 0:
                self._restore(arrangement, before)
                raise TIMER_NOT_INSTALLED(reason=f"“{command}” failed", crontab=self.crontab())

    def _restore(self, arrangement: Arrangement, before: Mapping[Path, bytes]) -> None:
        self._remove(file for file in arrangement.files if Path(file.path) not in before)
        for path, old in before.items():
            with suppress(OSError):  # the first error is reported already
                replace_file(path, old, keep_backup=False)
        if before:
            for command in arrangement.commands:
                self._run(command.split())

    def uninstall(self, arrangement: Arrangement) -> None:
        """Stop the timer and remove the files."""
        stop, *rest = arrangement.commands
        self._run(stop.split())  # fails harmlessly where no timer runs
        self._remove(arrangement.files)
        for command in rest:
            self._run(command.split())

    def _remove(self, files: Iterable[UnitFile]) -> None:
        for file in files:
            with suppress(FileNotFoundError):
                os.unlink(file.path)

    def _paths(self) -> dict[str, Path]:
        return {kind: self._units / f"{self._name}.{kind}" for kind in ("service", "timer")}

    def _has_systemd(self) -> bool:
        return self._booted.is_dir() and self._run(("systemctl", "--user", "show-environment")) == 0

    def crontab(self) -> str:
        """Return the line for a crontab. What it prints goes to a log, otherwise cron mails it."""
        line = shlex.join((*(("env", *self._variables) if self._variables else ()), *self._command))
        _require_one_line(line)
        # A bare % is a line end to cron.
        return f"*/{TIMER_MINUTES} * * * * {line}{self._into_log}".replace("%", r"\%")

    def _service(self) -> str:
        program, *words = self._command
        if any(sign in program for sign in "\"'\\"):
            raise BAD_PROGRAM_PATH(program=program, crontab=self.crontab())
        lines = ["[Unit]", "Description=Reminders of dm-tui", "", "[Service]", "Type=oneshot"]
        lines.append(f"SyslogIdentifier={self._name}")
        lines += [f"Environment={_quote(variable)}" for variable in self._variables]
        # The colon keeps systemd from expanding a $.
        lines.append(f"ExecStart=:{' '.join(map(_quote, (program, *words)))}")
        return "\n".join([*lines, ""])


def _crontab_log(name: str, find_program: Callable[[str], str | None], platform: str) -> tuple[str, str]:
    """Return what the line of a crontab ends with, and the command that shows the log.

    On macOS, which has neither a journal nor a syslog file, it is a file where logs of programs are.
    """
    if platform == "darwin":
        file = shlex.quote(os.path.expanduser(f"~/Library/Logs/{name}.log"))
        return f" >> {file} 2>&1", f"cat {file}"
    logger = find_program("logger")
    if logger is None:
        return "", ""
    journal = find_program("journalctl") is not None
    show = f"journalctl -t {name}" if journal else f"grep {name} /var/log/syslog"
    return f" 2>&1 | {shlex.quote(logger)} -t {name}", show


_TIMER = f"""[Unit]
Description=Reminders of dm-tui, every {TIMER_MINUTES} minutes

[Timer]
OnCalendar=*:0/{TIMER_MINUTES}
Persistent=true

[Install]
WantedBy=timers.target
"""


def _quote(word: str) -> str:
    """Return a word so that systemd takes it literally (systemd.syntax, systemd.unit: specifiers)."""
    _require_one_line(word)
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _require_one_line(word: str) -> None:
    if not word.isprintable():
        raise UNPRINTABLE_PATH(path=clean_line(word))
