"""The command line run in process: its exit code and both streams, as a script would see them."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Hashable
from datetime import datetime
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dm_tui.cli.main import run
from dm_tui.providers.sandbox import bank
from dm_tui.services.direct_mail import DirectMail, system_clock
from dm_tui.services.sandbox.scenarios import Sandbox
from tests.conftest import START
from tests.keyring_stand_in import FakeKeyring
from tests.remembered_scenarios import remember_scenarios

TYPED_PASSWORD = "Typed-12-Secret"


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    def document(self) -> Any:
        """Return the one JSON document on stdout, of a command that went well."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    def error(self) -> dict[str, str]:
        """Return the error in the shape of the contract; stdout has to be empty then."""
        assert self.out == ""
        (line,) = self.err.splitlines()
        document = json.loads(line)
        assert set(document) == {"error"}
        assert set(document["error"]) == {"code", "message", "hint"}
        error: dict[str, str] = document["error"]
        return error


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bank that does not answer is waited for in real time: not in a test."""
    monkeypatch.setattr(bank, "NO_ANSWER_SECONDS", 0)


@pytest.fixture(autouse=True)
def scenarios_of_the_day(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load scenarios as they were when they were first loaded today: commands run by the real clock."""
    if request.path.stem != "test_scenarios":
        remember_scenarios(monkeypatch, same=lambda now: now.date())


def _open_with(monkeypatch: pytest.MonkeyPatch, usual: object, instead: object) -> None:
    """Let every account be opened with something else than the clock or the sleep of a usual start."""
    defaults = DirectMail.__init__.__defaults__
    assert defaults is not None
    assert usual in defaults
    monkeypatch.setattr(
        DirectMail.__init__, "__defaults__", tuple(instead if value is usual else value for value in defaults)
    )


def _start() -> datetime:
    return START


@pytest.fixture
def on_a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands run on one day: six months from another may have a day more, for which a quota counts."""
    _open_with(monkeypatch, system_clock, _start)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds for which commands would wait: none of them passes."""
    seconds: list[float] = []
    _open_with(monkeypatch, time.sleep, seconds.append)
    return seconds


_play = Sandbox.load

_loaded: dict[Hashable, tuple[Path, Ran]] = {}
"""The directory of a new account after a scenario was loaded, and what the command said."""


@pytest.fixture
def dm_tui(
    capsys: pytest.CaptureFixture[str], state_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Ran]:
    """Run one command on the test's own state file; a new account has its scenario from the first test
    of the day that loaded it.
    """

    def command(*arguments: str) -> Ran:
        is_load = arguments[:2] == ("sandbox", "load") and len(arguments) == 3
        if not is_load or Sandbox.load is _play or not _is_bare(state_path):
            return run_here(*arguments)
        clock = signature(DirectMail.__init__).parameters["clock"].default
        key = (arguments[-1], clock().date() if clock is system_clock else clock)
        if key in _loaded:
            shutil.copytree(_loaded[key][0], state_path.parent)
            return _loaded[key][1]
        ran = run_here(*arguments)
        if ran.code == 0:
            kept = tmp_path_factory.mktemp("loaded") / "state"
            shutil.copytree(state_path.parent, kept)
            _loaded[key] = kept, ran
        return ran

    def run_here(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(["--state", str(state_path), *arguments])
        streams = capsys.readouterr()
        return Ran(code, streams.out, streams.err)

    return command


def _is_bare(state: Path) -> bool:
    """Say whether there is neither an account yet nor a setting."""
    set_up = state.parent.exists() or Path(os.environ["XDG_CONFIG_HOME"]).exists()
    return not set_up and not any(name.startswith("DM_TUI_") for name in os.environ)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    """A keyring of the test's own in the place of the system's."""
    keyring = FakeKeyring()
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    return keyring


@pytest.fixture
def typed_prompts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The prompts of a terminal on which a password is typed."""
    prompts: list[str] = []

    def getpass(prompt: str, stream: object) -> str:
        prompts.append(prompt)
        return TYPED_PASSWORD

    monkeypatch.setattr("dm_tui.cli.commands.password.getpass", getpass)
    monkeypatch.setattr("dm_tui.cli.commands.password._can_type", lambda: True)
    return prompts
