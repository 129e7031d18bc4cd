"""A fault of ours is told with exit code 1 and kept in a report that holds nothing of the user's."""

import errno
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from dm_tui.cli.commands import purchase
from dm_tui.services.mailing.spreadsheets import seen_addresses

Command = Callable[..., Any]
SECRET = "-".join(("tell", "nobody"))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """`plans` fails after another failure, with a secret at hand."""

    def plans(*_: object) -> None:
        kept = {"password": SECRET}
        try:
            kept[SECRET + "?"]
        except KeyError as error:
            raise ValueError(SECRET) from error

    monkeypatch.setattr(purchase, "plans", plans)


def report(state_path: Path) -> Path:
    (report,) = state_path.parent.glob("crash-*.txt")
    return report


@pytest.mark.usefixtures("broken")
def test_a_fault_is_told_and_kept(dm_tui: Command, state_path: Path) -> None:
    ran = dm_tui("plans")
    assert (ran.code, ran.out) == (1, "")
    assert "ValueError" in ran.err
    assert str(report(state_path)) in ran.err
    written = report(state_path).read_text(encoding="utf-8")
    assert "ValueError" in written
    assert "KeyError" in written
    assert "cli/main.py" in written
    assert SECRET not in ran.err + written
    assert str(Path.home()) not in written
    assert report(state_path).stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("broken")
def test_a_fault_has_the_shape_of_errors(dm_tui: Command) -> None:
    ran = dm_tui("plans", "--json")
    assert (ran.code, ran.error()["code"]) == (1, "unexpected")
    assert SECRET not in ran.err


@pytest.mark.usefixtures("broken")
def test_the_same_fault_again_fills_no_disk(dm_tui: Command, state_path: Path) -> None:
    for _ in range(3):
        dm_tui("plans")
    assert report(state_path)


@pytest.mark.usefixtures("broken")
def test_a_report_that_cannot_be_written_is_no_other_fault(dm_tui: Command, state_path: Path) -> None:
    state_path.parent.write_text("a file where the directory should be")
    ran = dm_tui("plans", "--json")
    assert (ran.code, ran.error()["code"]) == (1, "unexpected")
    assert "No report" in ran.error()["hint"]


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))])
def test_too_little_memory_is_no_fault_of_ours(
    dm_tui: Command, state_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def plans(*_: object) -> None:
        raise error

    monkeypatch.setattr(purchase, "plans", plans)
    ran = dm_tui("plans", "--json")
    assert (ran.code, ran.error()["code"]) == (1, "no-memory")
    assert not list(state_path.parent.glob("crash-*.txt"))


def test_files_that_an_update_changed_meanwhile_are_no_fault_of_ours(
    dm_tui: Command, state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plans(*_: object) -> None:
        import_module("dm_tui.domain.purchase.plan_of_the_next_version")

    monkeypatch.setattr(purchase, "plans", plans)
    ran = dm_tui("plans", "--json")
    assert (ran.code, ran.error()["code"]) == (1, "files-changed")
    assert not list(state_path.parent.glob("crash-*.txt"))


def test_a_file_of_more_recipients_than_the_memory_takes_is_refused_in_words(
    dm_tui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    dm_tui("sandbox", "load", "busy")
    sender = dm_tui("senders", "--json").document()["senders"][0]["address"]
    (tmp_path / "people.csv").write_text("email\nann@example.com\n")
    letter = ("send", "--from", sender, "--subject", "S", "--text", "t", "--recipients")
    monkeypatch.setattr(seen_addresses, "mmap", refuse)
    ran = dm_tui(*letter, str(tmp_path / "people.csv"), "--json")
    assert (ran.code, ran.error()["code"]) == (1, "no-memory")
    assert dm_tui("mailings", "--json").document()["mailings"] == []


def test_what_is_known_and_expected_leaves_no_report(dm_tui: Command, state_path: Path) -> None:
    dm_tui("quote", "2m")
    assert not list(state_path.parent.glob("crash-*.txt"))
