"""Files whose content is not ours to know are read without waiting, and never for ever."""

import os
import stat
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from dm_tui import user_files
from dm_tui.user_files import open_file, read_file


def read_all(file: BinaryIO) -> bytes:
    return file.read()


def read_line(file: BinaryIO) -> bytes:
    return file.readline()


def read_some(file: BinaryIO) -> bytes:
    return file.read(10)


@pytest.mark.parametrize("read", [read_all, read_line, read_some, list])
def test_what_calls_itself_a_file_and_has_nothing_now_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[BinaryIO], object]
) -> None:
    """The system calls some files below `/proc` regular that are read like a pipe: `/proc/kmsg`."""
    os.mkfifo(tmp_path / "silent")
    writer = os.open(tmp_path / "silent", os.O_RDWR)
    monkeypatch.setattr(user_files, "stat", _Calling())
    with open_file(tmp_path / "silent") as file, pytest.raises(OSError, match="without waiting"):
        read(file)
    os.close(writer)


class _Calling:
    """Calls a pipe a regular file."""

    S_ISDIR = staticmethod(stat.S_ISDIR)
    S_ISREG = staticmethod(stat.S_ISFIFO)


@pytest.mark.parametrize("written", [0, 1, 99, 100, 101, 250])
@pytest.mark.parametrize("told", [0, 1, 90, 100])
def test_a_file_that_is_longer_than_it_says_is_read_to_its_end_and_no_further_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int, told: int
) -> None:
    """As one that another program writes to now, or one of `/proc`, which says nothing of its size."""
    content = bytes(range(written))
    (tmp_path / "file").write_bytes(content)
    monkeypatch.setattr(user_files, "_BLOCK", 30)
    monkeypatch.setattr(os, "fstat", lambda descriptor: os.stat_result((stat.S_IFREG, *[told] * 9)))
    if written > 100:
        with pytest.raises(OSError, match="more than 100 bytes"):
            read_file(tmp_path / "file", 100)
    else:
        assert read_file(tmp_path / "file", 100) == content


def test_reading_takes_no_more_memory_than_the_file_has(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a" * 1000)
    tracemalloc.start()
    try:
        assert len(read_file(tmp_path / "file", 500 * user_files.MEGABYTE)) == 1000
        assert tracemalloc.get_traced_memory()[1] < user_files.MEGABYTE
    finally:
        tracemalloc.stop()


def test_a_file_is_read_whole_from_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a" * 100_000 + b"\nb\n")
    assert read_file(tmp_path / "file", 200_000, start=100_001) == b"b\n"
    with open_file(tmp_path / "file") as file:
        assert [len(line) for line in file] == [100_001, 2]
        file.seek(0)
        assert len(file.read()) == 100_003
