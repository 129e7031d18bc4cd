"""What the program rewrites is a file: a pipe in its place is refused, not waited for nor written to."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.log_entry import LogEnd
from dm_tui.services.upkeep.crash_report import report_crash
from dm_tui.store import progress_notes
from dm_tui.store.progress_notes import ProgressNotes
from dm_tui.user_files import REWRITE, open_regular

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")


@pytest.fixture(params=[False, True], ids=["nobody reads", "somebody reads"])
def pipe(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK) if request.param else None
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(10)  # what waits for ever fails
    yield path
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
    if reader is not None:
        assert os.read(reader, 1) == b""
        os.close(reader)


def test_a_pipe_is_no_file(pipe: Path) -> None:
    with pytest.raises(OSError):  # noqa: PT011  # as the system says it
        open_regular(pipe, REWRITE)


def test_notes_are_refused(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_notes, "boot_id", lambda: "boot")
    with pytest.raises(DirectMailError) as refused:
        ProgressNotes(pipe, LogEnd(), range(3))
    assert refused.value.code == "state-unusable"


def test_a_crash_is_told_without_its_report(pipe: Path) -> None:
    now, error = datetime(2026, 1, 31, tzinfo=UTC), ValueError()
    first = report_crash(error, pipe.parent, now)
    name = next(pipe.parent.glob("crash-*.txt"))
    name.unlink()
    os.rename(pipe, name)
    assert "could be written" in str(report_crash(error, pipe.parent, now)) != str(first)
    with suppress(OSError):
        os.rename(name, pipe)


def test_a_file_is_emptied_and_private(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("before")
    os.close(open_regular(tmp_path / "a", REWRITE))
    os.close(open_regular(tmp_path / "b", REWRITE))
    assert (tmp_path / "a").read_bytes() == b""
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
