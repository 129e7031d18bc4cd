"""Every combination of missing and damaged files: what was acknowledged is still in a file, and told."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.store import archive
from dm_tui.store import state as state_module
from dm_tui.store.state import StateFile
from tests.store.conftest import NOW

PARTS = ("state.json", "state.json.bak", "state.json.2.journal", "state.json.3.journal", "state.json.archive")
WAYS = ("whole", "missing", "damaged")
EVERY_WAY = list(itertools.product(WAYS, repeat=len(PARTS)))
MARKS = [f"mark-{number:02}" for number in range(20)]


def put(state: StateFile, mark: str) -> None:
    with state.transaction() as tables:
        tables.of(InternalMessage).put(InternalMessage(id=mark, at=NOW, subject=f"about {mark}"))


def marks_in(directory: Path) -> set[str]:
    """Return the marks that any file has, whatever it is called."""
    content = b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())
    return {mark for mark in MARKS if f"about {mark}".encode() in content}


def marks_read(state: StateFile) -> set[str]:
    with state.read() as tables:
        return {message.id for message in tables.of(InternalMessage).history()} & set(MARKS)


@pytest.fixture
def busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a snapshot, the one before, journals with changes behind both, and an archive."""
    path = tmp_path / "busy" / "state.json"
    monkeypatch.setattr(state_module, "KEEP_LIVE", 3)
    monkeypatch.setattr(archive, "ARCHIVE_BATCH", 0)
    program = StateFile(path, lambda: NOW)
    for number, mark in enumerate(MARKS):
        put(program, mark)
        if number in (8, 14):
            program.close()
    assert {part.name for part in path.parent.iterdir()} == {*PARTS, "state.json.lock"}
    assert marks_read(StateFile(path, lambda: NOW)) == set(MARKS)
    return path.parent


def spoil(part: Path, way: str) -> None:
    files = sorted(part.iterdir()) if part.is_dir() else [part]
    for file in files:
        if way == "missing":
            file.unlink()
        elif way == "damaged":
            raw = bytearray(file.read_bytes())
            raw[raw.index(b"about mark") - 8] ^= 0x15
            file.write_bytes(raw)


@pytest.fixture
def spoiled(busy: Path, tmp_path: Path) -> Callable[[tuple[str, ...]], Path]:
    def make(ways: tuple[str, ...]) -> Path:
        directory = tmp_path / "spoiled"
        shutil.rmtree(directory, ignore_errors=True)
        shutil.copytree(busy, directory)
        for part, way in zip(PARTS, ways, strict=True):
            spoil(directory / part, way)
        return directory

    return make


def use(path: Path) -> Iterator[str]:
    """Read, change and fold as programs do one after the other; yield what is wrong after each of them."""
    for number in range(4):
        program = StateFile(path, lambda: NOW)
        before = marks_in(path.parent)
        refused = False
        try:
            found = marks_read(program)
            if before - found and not program.notices:
                yield f"{number}: {sorted(before - found)} are in a file, and nobody is told that they do not count"
            put(program, f"later-{number}")
        except DirectMailError as error:
            refused = True
            if error.kind is not ErrorKind.STATE_FILE or "start with a new one" in error.hint:
                yield f"{number}: {error}"
        program.close()
        lost = before - marks_in(path.parent)
        if lost:
            yield f"{number}: {sorted(lost)} are nowhere any more"
        if not refused and not path.exists():
            yield f"{number}: a change was made and there is no file"


@pytest.mark.slow
def test_whatever_is_missing_or_damaged_nothing_acknowledged_is_lost_unseen(
    spoiled: Callable[[tuple[str, ...]], Path],
) -> None:
    wrong = []
    for ways in EVERY_WAY:
        directory = spoiled(ways)
        told = " ".join(
            f"{part.removeprefix('state.json') or 'state'}:{way}"
            for part, way in zip(PARTS, ways, strict=True)
        )
        wrong += [f"{told}: {what}" for what in use(directory / "state.json")]
    assert not wrong, "\n".join([f"{len(wrong)}:", *wrong])
