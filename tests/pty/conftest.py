"""Programs that are always ended, and a state file in a directory of the test's own."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from tests.pty.program import Program


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
        env = {
            **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TZ": "UTC",
            **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")},
            **environment,
        }
        program = Program(tmp_path / "state" / "state.json", env, columns, rows, arguments, script, deaf)
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
