"""The command line run in process: its exit code and both streams, as a script would see them."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from dm_tui.cli.main import run
from dm_tui.providers.sandbox import bank
from tests.remembered_scenarios import remember_scenarios


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


@pytest.fixture
def dm_tui(capsys: pytest.CaptureFixture[str], state_path: object) -> Callable[..., Ran]:
    """Run one command on the test's own state file."""

    def command(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(["--state", str(state_path), *arguments])
        streams = capsys.readouterr()
        return Ran(code, streams.out, streams.err)

    return command
