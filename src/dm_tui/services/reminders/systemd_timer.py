"""Having `dm-tui remind` run by itself: a systemd user timer, or the line for a crontab."""

import os
import shlex
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.text import clean_line
from dm_tui.store.durable_files import make_directory, replace_file

TIMER_NAME = "dm-tui-remind"
TIMER_MINUTES = 5
"""How often it runs: an unpaid order is reminded of a quarter of an hour before it lapses."""

PASSED_VARIABLES = ("XDG_CONFIG_HOME", "DM_TUI_SMTP", "TZ")
"""Variables that decide what is reminded and how, and go along: no timer has those of a shell."""

SECRET_VARIABLES = (
    "DM_TUI_SMTP_PASSWORD",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
)
"""Variables that are never written down, and so are missing where it runs by itself."""

SYSTEMD_MARKER = Path("/run/systemd/system")
"""There where systemd runs the machine (sd_booted)."""

RunCommand = Callable[[Sequence[str]], int]
"""Runs a program and returns its exit code."""


class UnitFile(Model):
    """A file for systemd. `there`: it is there already, and is replaced."""

    path: str
    content: str
    there: bool = False


class Arrangement(Model):
    """What (un)installing does, for the user to see before: files, then commands. A crontab line otherwise.

    `secrets` are the names of variables that are set now and will not be when it runs.
    """

    files: tuple[UnitFile, ...] = ()
    commands: tuple[str, ...] = ()
    crontab: str = ""
    secrets: tuple[str, ...] = ()


def run_quietly(words: Sequence[str]) -> int:
    """Run a program; what it says goes nowhere. 127 where there is none."""
    try:
        return subprocess.run(words, capture_output=True, timeout=30, check=False).returncode  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 127


class ReminderTimer:
    """Arranges that `command` is run under a `name`, with what of the `environment` it depends on."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        run: RunCommand = run_quietly,
        booted: Path = SYSTEMD_MARKER,
        name: str = TIMER_NAME,
    ) -> None:
        self._command = tuple(command)
        self._run = run
        self._name = name
        self._variables = [
            f"{one}={environment[one]}" for one in PASSED_VARIABLES if environment.get(one)
        ]
        self._secrets = tuple(one for one in SECRET_VARIABLES if environment.get(one))
        config = environment.get("XDG_CONFIG_HOME", "")
        if not os.path.isabs(config):  # counts as not set (XDG base directories)
            self._variables = [one for one in self._variables if one != f"XDG_CONFIG_HOME={config}"]
            config = os.path.expanduser("~/.config")
        self._units = Path(config) / "systemd" / "user"
        self._booted = booted

    def arrange_install(self) -> Arrangement:
        """Return what installing does here."""
        if not self._has_systemd():
            return Arrangement(crontab=self.crontab(), secrets=self._secrets)
        contents = {"service": self._service(), "timer": _TIMER}
        return Arrangement(
            files=tuple(
                UnitFile(path=str(path), content=contents[kind], there=path.exists())
                for kind, path in self._paths().items()
            ),
            commands=(
                "systemctl --user daemon-reload",
                f"systemctl --user enable --now {self._name}.timer",
            ),
            secrets=self._secrets,
        )

    def arrange_uninstall(self) -> Arrangement:
        """Return what uninstalling does here; nothing where nothing is installed."""
        there = tuple(
            UnitFile(path=str(one), content="", there=True)
            for one in self._paths().values()
            if one.exists()
        )
        if not there:
            return Arrangement(crontab="" if self._has_systemd() else self.crontab())
        return Arrangement(
            files=there,
            commands=(
                f"systemctl --user disable --now {self._name}.timer",
                "systemctl --user daemon-reload",
            ),
        )

    def install(self, arrangement: Arrangement) -> None:
        """Write the files and start the timer; where that fails all is as before, a timer that ran runs on."""
        before: dict[Path, bytes] = {}
        try:
            for file in arrangement.files:
                if (path := Path(file.path)).exists():
                    before[path] = path.read_bytes()
            for file in arrangement.files:
                path = Path(file.path)
                make_directory(path.parent)
                replace_file(path, file.content.encode("utf-8"), keep_backup=False)
        except OSError as error:
            self._restore(arrangement, before)
            raise _not_installed_error(
                f"{self._units}: {(error.strerror or '').lower()}", self
            ) from error
        for command in arrangement.commands:
            if self._run(command.split()) != 0:
                self._restore(arrangement, before)
                raise _not_installed_error(f"“{command}” failed", self)

    def _restore(self, arrangement: Arrangement, before: Mapping[Path, bytes]) -> None:
        self._remove(file for file in arrangement.files if Path(file.path) not in before)
        for path, content in before.items():
            with suppress(OSError):  # what it was about is said already
                replace_file(path, content, keep_backup=False)
        if before:
            for command in arrangement.commands:
                self._run(command.split())

    def uninstall(self, arrangement: Arrangement) -> None:
        """Stop the timer and remove the files."""
        stop, *rest = arrangement.commands
        self._run(stop.split())  # one that does not run need not be stopped
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
        asked = ("systemctl", "--user", "show-environment")
        return self._booted.is_dir() and self._run(asked) == 0

    def crontab(self) -> str:
        """Return the line for a crontab."""
        line = shlex.join((*(("env", *self._variables) if self._variables else ()), *self._command))
        _require_one_line(line)
        return f"*/{TIMER_MINUTES} * * * * {line} >/dev/null".replace(
            "%", r"\%"
        )  # cron's own line end

    def _service(self) -> str:
        program, *words = self._command
        if any(sign in program for sign in "\"'\\"):
            raise DirectMailError(
                ErrorKind.REFUSED,
                "program-path",
                f"systemd runs no program whose path has quotes or backslashes: {program}.",
                f"Use a crontab: {self.crontab()}",
            )
        lines = ["[Unit]", "Description=Reminders of dm-tui", "", "[Service]", "Type=oneshot"]
        lines += [f"Environment={_quoted(one)}" for one in self._variables]
        # The colon: a $ is a $.
        lines.append(f"ExecStart=:{' '.join(map(_quoted, (program, *words)))}")
        return "\n".join([*lines, ""])


_TIMER = f"""[Unit]
Description=Reminders of dm-tui, every {TIMER_MINUTES} minutes

[Timer]
OnCalendar=*:0/{TIMER_MINUTES}
Persistent=true

[Install]
WantedBy=timers.target
"""


def _quoted(word: str) -> str:
    """Return a word as systemd takes it to the letter (systemd.syntax, systemd.unit: specifiers)."""
    _require_one_line(word)
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _require_one_line(word: str) -> None:
    if not word.isprintable():
        raise DirectMailError(
            ErrorKind.USAGE,
            "unprintable-path",
            f"A path has characters that cannot be written down: {clean_line(word)}.",
            "Move the state file or the program to another place.",
        )


def _not_installed_error(what: str, timer: ReminderTimer) -> DirectMailError:
    return DirectMailError(
        ErrorKind.REFUSED,
        "timer-not-installed",
        f"The timer was not installed: {what}.",
        f"Use a crontab instead, with crontab -e: {timer.crontab()}",
    )
