"""Programs that are always ended, and a state file in a directory of the test's own."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from dm_tui.tui.wizard.step import StepScreen
from tests.pty.program import ENTER, Program
from tests.pty.walking import WALK, to_primary_button


class Start(Protocol):
    """Starts the program on the test's state file; every start finds what the last one left."""

    def __call__(
        self,
        columns: int = 80,
        rows: int = 24,
        *,
        arguments: Sequence[str] = (),
        script: Path | None = None,
        deaf: bool = False,
        **environment: str,
    ) -> Program:
        """Start it."""


def environment_at(home: Path) -> dict[str, str]:
    """Return the variables of a login whose home is there."""
    return {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TZ": "UTC",
        **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")},
    }


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """A way to start the program; whatever is still running at the end is killed, by its id."""
    home = tmp_path / "home"
    home.mkdir()
    started: list[Program] = []

    def start(
        columns: int = 80,
        rows: int = 24,
        *,
        arguments: Sequence[str] = (),
        script: Path | None = None,
        deaf: bool = False,
        **environment: str,
    ) -> Program:
        env = {**environment_at(home), **environment}
        program = Program(tmp_path / "state" / "state.json", env, columns, rows, arguments, script, deaf)
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One walk through the wizard, and what it left at every step: a folder of that name."""
    folder = tmp_path_factory.getbasetemp() / "walked"
    (folder / "home").mkdir(parents=True)
    program = Program(folder / "state" / "state.json", environment_at(folder / "home"), 80, 24)
    try:
        for screen in WALK:
            program.wait_for_step(screen)
            if screen is not WALK[0]:
                shutil.copytree(folder / "state", folder / screen.step)
            if screen is not WALK[-1]:
                to_primary_button(program, screen)
                program.press(ENTER)
    finally:
        program.kill()
    return folder


@pytest.fixture
def start_at(start: Start, walked: Path, tmp_path: Path) -> Callable[..., Program]:
    """A way to start the program at a step, as after a walk to it and a crash there."""

    def start_at(screen: type[StepScreen], **how: Any) -> Program:
        shutil.copytree(walked / screen.step, tmp_path / "state")
        program = start(**how)
        program.wait_for_step(screen)
        return program

    return start_at
