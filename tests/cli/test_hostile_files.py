"""Whatever a named file is, a command ends with a clear message and an exit code, and soon."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from dm_tui.cli.main import run

Command = Callable[..., Any]


def directory(path: Path) -> None:
    path.mkdir()


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20 * 1024**3)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


KINDS: dict[str, Callable[[Path], object]] = {
    "directory": directory,
    "20 GB": sparse,
    "pipe": lambda path: os.mkfifo(path),
    "endless": endless,
    "link to itself": lambda path: path.symlink_to(path),
}


def in_turn(names: Sequence[str]) -> pytest.MarkDecorator:
    """Let each file become two of the kinds, and each kind some file; with `DM_TUI_EVERY=1` all meet."""
    kinds, all_meet = list(KINDS), "DM_TUI_EVERY" in os.environ
    met = [
        (name, kind)
        for at, name in enumerate(names)
        for turn, kind in enumerate(kinds)
        if all_meet or (turn - 2 * at) % len(kinds) < 2
    ]
    return pytest.mark.parametrize(("name", "kind"), met)


SEND = ("send", "--from", "news@mail.example.com", "--subject", "s", "--dry-run")
USES = {
    "restore": ("restore", "FILE"),
    "recipients": (*SEND, "--text", "t", "--recipients", "FILE"),
    "html": (*SEND, "--to", "b@example.com", "--html", "FILE"),
    "template": ("templates", "add", "x", "--subject", "s", "--html", "FILE"),
    "backup": ("backup", "FILE"),
    "state": ("--state", "FILE", "status"),
    "a change of state": ("--state", "FILE", "sandbox", "load", "busy"),
    "state under a file": ("--state", "FILE/state.json", "sandbox", "load", "busy"),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_none_is_refused(dm_tui: Command, tmp_path: Path, use: str, kind: str) -> None:
    dm_tui("sandbox", "load", "busy")
    KINDS[kind](tmp_path / "hostile")
    if (use, kind) == ("state under a file", "directory"):
        pytest.skip("that is a place for a file")
    ran = dm_tui(*(word.replace("FILE", str(tmp_path / "hostile")) for word in USES[use]))
    assert ran.code in (2, 6, 7), (ran.code, ran.err)
    assert ran.out == ""
    assert "hostile" in ran.err
    assert "fault" not in ran.err
    assert os.path.lexists(tmp_path / "hostile")
    assert (tmp_path / "hostile").is_symlink() is (kind in ("endless", "link to itself"))
    assert not list(tmp_path.glob("hostile.tmp"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@in_turn(["state.json.bak", "state.json.1.journal", "settings.toml", "segment"])
def test_a_file_of_the_programs_own_that_became_another_is_refused(
    dm_tui: Command, state_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    dm_tui("sandbox", "load", "busy")
    dm_tui("buy", "50k", "--accept-terms")
    replaced = next(state_path.with_name("state.json.archive").glob("*.json"))
    if name == "settings.toml":
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        replaced = tmp_path / "dm-tui" / "settings.toml"
        replaced.parent.mkdir()
    elif name.startswith("state"):
        replaced = state_path.with_name(name)
    replaced.unlink(missing_ok=True)
    KINDS[kind](replaced)
    for command in ("status", "orders", "remind", "doctor"):
        ran = dm_tui(command)
        assert ran.code in (0, 1, 2, 6), (command, ran.err)
        assert "fault" not in ran.err


OUTBOX_LOG = "outbox/dm-tui.log"
CHANGE = ("send", "--from", "news@mail.example.com", "--to", "a@example.com", "--subject", "s", "--text", "t")


@in_turn(["state.json.lock", "state.json.paying.lock", "newest journal", OUTBOX_LOG])
def test_what_a_change_needs_and_is_none_is_refused_by_its_name(
    dm_tui: Command, state_path: Path, name: str, kind: str
) -> None:
    dm_tui("sandbox", "load", "busy")
    assert dm_tui(*CHANGE).code == 0
    journals = state_path.parent.glob("*.journal")
    replaced = max(journals) if name == "newest journal" else state_path.parent / name
    replaced.unlink(missing_ok=True)
    KINDS[kind](replaced)
    ran = dm_tui("buy", "50k", "--accept-terms") if "paying" in name else dm_tui(*CHANGE)
    if kind == "20 GB" and name.endswith(".lock"):  # what is in a lock does not matter
        assert ran.code == 0, ran.err
        return
    assert ran.code in (6, 7), (ran.code, ran.err)
    assert ("outbox" if name == OUTBOX_LOG else replaced.name) in ran.err
    assert "fault" not in ran.err


@in_turn([".log", ".recipients", ".hand", ".lock"])
def test_a_file_of_a_mailing_that_became_another_is_refused(
    dm_tui: Command, state_path: Path, name: str, kind: str
) -> None:
    dm_tui("sandbox", "load", "busy")
    to = ",".join(f"a{number}@example.com" for number in range(3))
    id = dm_tui(*CHANGE, "--to", to, "--json").document()["mailing"]
    replaced = state_path.with_name("state.json.mailings") / f"{id}{name}"
    replaced.unlink(missing_ok=True)
    KINDS[kind](replaced)
    for words in (
        ("mailings", "show", id),
        ("mailings", "resume", id),
        ("mailings", "cancel", id),
        ("doctor",),
    ):
        ran = dm_tui(*words)
        assert ran.code in (0, 1, 2, 6, 7), (words, ran.err)
        assert "fault" not in ran.err, (words, ran.err)


@pytest.fixture
def homeless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without HOME whom the system does not know, as in many a container."""
    pwd = pytest.importorskip("pwd")

    def unknown(*_: object) -> None:
        raise KeyError("getpwuid(): uid not found")

    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "DM_TUI_STATE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.mark.parametrize("words", [("status",), ("doctor",), ("sandbox", "load", "busy"), ("remind",)])
def test_without_a_home_a_state_file_is_asked_for(
    homeless: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert run([*words]) == 2
    assert "home directory is not known" in capsys.readouterr().err
    assert run(["--state", "s.json", *words]) == 0, capsys.readouterr().err
    assert not list(homeless.glob("~*"))


@pytest.mark.parametrize("path", [".", "/", "..", "n" * 300, "a\0b", "\ud800"])
def test_a_path_that_no_file_can_have_is_refused(dm_tui: Command, path: str) -> None:
    for words in (("--state", path, "status"), ("backup", path), ("restore", path)):
        ran = dm_tui(*words)
        assert (ran.code, ran.out) == (2, "")
        assert "is not the name of a file" in ran.err


def test_a_path_that_is_too_long_leaves_no_directories_behind(dm_tui: Command, tmp_path: Path) -> None:
    ran = dm_tui("--state", f"{tmp_path / 'deep'}{'/d' * 3_000}/state.json", "sandbox", "load", "busy")
    assert ran.code in (2, 6)
    assert "fault" not in ran.err
    assert not (tmp_path / "deep").exists()


def test_a_backup_replaces_no_link_that_leads_nowhere(dm_tui: Command, tmp_path: Path) -> None:
    (tmp_path / "b.json").symlink_to(tmp_path / "nowhere")
    dm_tui("sandbox", "load", "activated")
    assert dm_tui("backup", str(tmp_path / "b.json"), "--json").error()["code"] == "backup-exists"
    assert [path.name for path in tmp_path.iterdir() if path.is_symlink()] == ["b.json"]
