"""Files whose content is not ours to know are read without waiting, and never for ever."""

import os
import stat
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


def test_a_file_is_read_whole_from_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a" * 100_000 + b"\nb\n")
    assert read_file(tmp_path / "file", 200_000, start=100_001) == b"b\n"
    with open_file(tmp_path / "file") as file:
        assert [len(line) for line in file] == [100_001, 2]
        file.seek(0)
        assert len(file.read()) == 100_003
