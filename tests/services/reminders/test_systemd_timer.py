"""The timer is what was shown, starts this very program, and leaves nothing behind."""

import errno
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.services.reminders.systemd_timer import ReminderTimer
from dm_tui.store.durable_files import replace_file

COMMAND = ("/usr/bin/dm-tui", "--state", "/home/me/state.json", "remind")
ODD = ("/opt/my %h $HOME/dm-tui", "--state", "/x y%z$HOME\"\\'/s.json", "remind")


class Systemd:
    """Runs nothing, remembers what it was asked; what begins with one of `fails` does not work."""

    def __init__(self, booted: Path) -> None:
        self.booted = booted
        self.asked: list[str] = []
        self.fails: tuple[str, ...] = ()
        booted.mkdir(parents=True)

    def __call__(self, words: Sequence[str]) -> int:
        asked = " ".join(words)
        self.asked.append(asked)
        return 1 if self.fails and asked.startswith(self.fails) else 0

    def timer(self, config: Path, command: Sequence[str] = COMMAND) -> ReminderTimer:
        environment = {"XDG_CONFIG_HOME": str(config)}
        return ReminderTimer(
            command, environment, self, self.booted, find_program=lambda name: f"/bin/{name}"
        )


@pytest.fixture
def systemd(tmp_path: Path) -> Systemd:
    """A machine that systemd runs."""
    return Systemd(tmp_path / "run" / "systemd" / "system")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The user's configuration directory."""
    return tmp_path / "my config"


def test_on_macos_the_line_of_a_crontab_writes_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no journal and no syslog that would keep it."""
    monkeypatch.setenv("HOME", str(tmp_path / "my home"))
    timer = ReminderTimer(COMMAND, {}, lambda words: 1, tmp_path / "none", platform="darwin")
    arrangement = timer.arrange_install()
    file = tmp_path / "my home" / "Library" / "Logs" / "dm-tui-remind.log"
    assert arrangement.crontab.endswith(f"remind >> '{file}' 2>&1")
    assert shlex.split(arrangement.log) == ["cat", str(file)]


def test_what_is_installed_is_what_was_shown(systemd: Systemd, config: Path) -> None:
    timer = systemd.timer(config)
    shown = timer.arrange_install()
    assert not config.exists()
    timer.install(shown)
    units = config / "systemd" / "user"
    assert [file.path for file in shown.files] == [
        str(units / "dm-tui-remind.service"),
        str(units / "dm-tui-remind.timer"),
    ]
    for file in shown.files:
        assert Path(file.path).read_text() == file.content
    service, clock = (file.content for file in shown.files)
    assert 'ExecStart=:"/usr/bin/dm-tui" "--state" "/home/me/state.json" "remind"\n' in service
    assert "Type=oneshot\n" in service
    assert "SyslogIdentifier=dm-tui-remind\n" in service
    assert "StandardOutput" not in service  # what it prints goes to the journal
    assert shown.log == "journalctl --user -u dm-tui-remind"
    assert "OnCalendar=*:0/5\n" in clock
    assert "WantedBy=timers.target\n" in clock
    assert (
        systemd.asked[1:]
        == list(shown.commands)
        == ["systemctl --user daemon-reload", "systemctl --user enable --now dm-tui-remind.timer"]
    )


def test_two_accounts_have_a_timer_each(systemd: Systemd, config: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(config)}
    one = systemd.timer(config)
    two = ReminderTimer(COMMAND, environment, systemd, systemd.booted, name="dm-tui-remind-alibaba")
    one.install(one.arrange_install())
    assert not any(file.there for file in two.arrange_install().files)
    two.install(two.arrange_install())
    one.uninstall(one.arrange_uninstall())
    assert sorted(file.name for file in (config / "systemd" / "user").iterdir()) == [
        "dm-tui-remind-alibaba.service",
        "dm-tui-remind-alibaba.timer",
    ]
    assert systemd.asked[-2:] == [
        "systemctl --user disable --now dm-tui-remind.timer",
        "systemctl --user daemon-reload",
    ]


def test_installing_again_replaces_it(systemd: Systemd, config: Path) -> None:
    timer = systemd.timer(config)
    timer.install(timer.arrange_install())
    other = systemd.timer(config, (*COMMAND, "--json"))
    other.install(other.arrange_install())
    assert '"--json"' in (config / "systemd/user/dm-tui-remind.service").read_text()
    assert len(list((config / "systemd" / "user").iterdir())) == 2


def test_uninstalling_stops_it_and_leaves_nothing(systemd: Systemd, config: Path) -> None:
    timer = systemd.timer(config)
    timer.install(timer.arrange_install())
    systemd.asked.clear()
    timer.uninstall(timer.arrange_uninstall())
    assert systemd.asked == [
        "systemctl --user disable --now dm-tui-remind.timer",
        "systemctl --user daemon-reload",
    ]
    assert list((config / "systemd" / "user").iterdir()) == []
    assert timer.arrange_uninstall().commands == ()


def test_a_timer_that_cannot_be_started_is_not_left_behind(systemd: Systemd, config: Path) -> None:
    systemd.fails = ("systemctl --user enable",)
    timer = systemd.timer(config)
    with pytest.raises(DirectMailError) as refused:
        timer.install(timer.arrange_install())
    assert refused.value.code == "timer-not-installed"
    assert "*/5 * * * *" in refused.value.hint
    assert list((config / "systemd" / "user").iterdir()) == []


def test_a_unit_that_cannot_be_read_is_not_replaced(
    systemd: Systemd, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timer = systemd.timer(config)
    timer.install(timer.arrange_install())
    before = sorted((config / "systemd" / "user").iterdir())

    def refuse(*_: object) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("dm_tui.services.reminders.systemd_timer.read_file", refuse)
    with pytest.raises(DirectMailError) as refused:
        timer.install(timer.arrange_install())
    assert refused.value.code == "timer-not-installed"
    assert sorted((config / "systemd" / "user").iterdir()) == before


@pytest.mark.parametrize("fails", ["a command", "a file"])
def test_a_timer_that_cannot_be_replaced_runs_on_as_it_was(
    systemd: Systemd, config: Path, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    timer = systemd.timer(config)
    timer.install(timer.arrange_install())
    units = config / "systemd" / "user"
    before = {path.name: path.read_bytes() for path in units.iterdir()}
    other = systemd.timer(config, (*COMMAND, "--json"))
    shown = other.arrange_install()
    systemd.asked.clear()
    if fails == "a command":
        systemd.fails = ("systemctl --user enable",)
    else:
        monkeypatch.setattr("dm_tui.services.reminders.systemd_timer.replace_file", only_services)
    with pytest.raises(DirectMailError) as refused:
        other.install(shown)
    assert refused.value.code == "timer-not-installed"
    assert {path.name: path.read_bytes() for path in units.iterdir()} == before
    assert systemd.asked[-2:] == list(shown.commands)


def only_services(path: Path, content: bytes, *, keep_backup: bool) -> None:
    """Write services, and no timers: the disk is full."""
    if path.suffix == ".timer":
        raise OSError(errno.ENOSPC, "No space left on device")
    replace_file(path, content, keep_backup=keep_backup)


@pytest.mark.parametrize("fails", ["systemctl", "not booted"])
def test_without_systemd_there_is_a_line_for_the_crontab(systemd: Systemd, config: Path, fails: str) -> None:
    systemd.fails = (fails,)
    if fails == "not booted":
        systemd.booted.rmdir()
    found = systemd.timer(config).arrange_install()
    assert (found.files, found.commands) == ((), ())
    assert found.crontab == (
        f"*/5 * * * * env 'XDG_CONFIG_HOME={config}' /usr/bin/dm-tui --state /home/me/state.json "
        "remind 2>&1 | /bin/logger -t dm-tui-remind"
    )


def test_without_a_logger_cron_itself_reports_what_was_printed(tmp_path: Path) -> None:
    timer = ReminderTimer(COMMAND, {}, lambda words: 1, tmp_path / "none", find_program=lambda name: None)
    assert timer.arrange_install().crontab == f"*/5 * * * * {shlex.join(COMMAND)}"
    assert timer.arrange_install().log == ""


def test_the_crontab_line_starts_the_program_to_the_letter(tmp_path: Path) -> None:
    timer = ReminderTimer(ODD, {}, lambda words: 1, tmp_path / "none", find_program=lambda name: None)
    line = timer.arrange_install().crontab
    assert line.startswith("*/5 * * * * ")
    assert "%" not in line.replace(r"\%", "")  # to cron it would end the line
    shell = line.removeprefix("*/5 * * * * ").replace(r"\%", "%")
    assert shlex.split(shell) == list(ODD)


def test_without_xdg_config_home_it_is_the_usual_place(systemd: Systemd, tmp_path: Path) -> None:
    for environment in ({}, {"XDG_CONFIG_HOME": "relative"}, {"XDG_CONFIG_HOME": ""}):
        timer = ReminderTimer(COMMAND, environment, systemd, systemd.booted)
        (service, _) = timer.arrange_install().files
        assert service.path == str(
            tmp_path / "home" / ".config" / "systemd" / "user" / "dm-tui-remind.service"
        )
        assert "Environment" not in service.content


def test_a_path_that_cannot_be_written_down_is_refused(systemd: Systemd, config: Path) -> None:
    for command in (("/x/dm-tui", "a\nExecStart=/bin/evil"), ("/x\x1b/dm-tui",)):
        with pytest.raises(DirectMailError) as refused:
            systemd.timer(config, command).arrange_install()
        assert refused.value.code == "unprintable-path"


def test_a_program_that_systemd_would_not_run_is_left_to_the_crontab(systemd: Systemd, config: Path) -> None:
    with pytest.raises(DirectMailError) as refused:
        systemd.timer(config, ('/x"y/dm-tui', "remind")).arrange_install()
    assert refused.value.code == "program-path"
    assert "*/5 * * * *" in refused.value.hint


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze here")
def test_systemd_itself_reads_the_unit_to_the_letter(systemd: Systemd, tmp_path: Path) -> None:
    program = tmp_path / "my %h $HOME" / "dm-tui"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    config = tmp_path / "a b%c"
    timer = systemd.timer(config, (str(program), *ODD[1:]))
    timer.install(timer.arrange_install())
    unit = config / "systemd" / "user" / "dm-tui-remind.service"
    asked = ["systemd-analyze", "verify", "--man=no", str(unit)]
    ran = subprocess.run(
        asked, capture_output=True, text=True, check=False, env={"SYSTEMD_LOG_LEVEL": "debug"}
    )
    (line,) = (line for line in ran.stdout.splitlines() if "Command Line:" in line)
    told = line.partition("Command Line: ")[2]
    # systemd shows words as a shell would take them.
    script = "import sys; print(ascii(sys.argv[1:]))"
    shown = subprocess.run(
        ["sh", "-c", f'exec "$0" -c "$1" {told}', sys.executable, script],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == ascii([str(program), *ODD[1:]])
    assert "my %h" in told
    assert f"XDG_CONFIG_HOME={config}" in ran.stdout
