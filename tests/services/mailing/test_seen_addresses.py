"""Addresses are told apart exactly, and take little memory however many there are."""

import os
import subprocess
import sys
import tempfile
from collections import deque
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError
from dm_tui.services.mailing.spreadsheets import seen_addresses
from dm_tui.services.mailing.spreadsheets.seen_addresses import SeenAddresses

LISTS = st.lists(st.sampled_from([f"{'x' * (n % 7)}{n}@example.com" for n in range(40)]), max_size=200)


@pytest.fixture
def little_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write addresses to the disk after a few."""
    monkeypatch.setattr(seen_addresses, "_TAIL_BYTES", 100)


def first_lines(addresses: list[str]) -> list[int]:
    seen = SeenAddresses()
    return [seen.first_line(address, line) for line, address in enumerate(addresses)]


@pytest.mark.parametrize("tail_bytes", [1, 100, 1 << 20])
@pytest.mark.parametrize(
    "hashed", [hash, lambda address: 0, lambda address: -1, lambda address: len(address)]
)
def test_each_address_has_its_first_line_whatever_the_hashes(
    monkeypatch: pytest.MonkeyPatch, tail_bytes: int, hashed: object
) -> None:
    monkeypatch.setattr(seen_addresses, "_TAIL_BYTES", tail_bytes)
    monkeypatch.setattr(seen_addresses, "hash", hashed, raising=False)

    @given(LISTS)
    def check(addresses: list[str]) -> None:
        first: dict[str, int] = {}
        assert first_lines(addresses) == [
            first.setdefault(address, line) for line, address in enumerate(addresses)
        ]

    check()


def test_an_address_that_begins_another_is_not_that_one() -> None:
    assert first_lines(["a@b.de", "a@b.dev", "a@b.de", "a@b.dev"]) == [0, 1, 0, 1]


MANY = 300_000
MEASURE = f"""
from pathlib import Path
from dm_tui.services.mailing.spreadsheets.seen_addresses import SeenAddresses

def peak():
    status = Path("/proc/self/status").read_text().split()
    return int(status[status.index("VmHWM:") + 1])

SeenAddresses().first_line("ann@example.org", 0)
before, seen = peak(), SeenAddresses()
for line in range({MANY}):
    seen.first_line(f"somebody{{line}}@mail.example.com", line)
print(peak() - before, sum(8 * len(part) for part in seen._parts) // 1024)
"""


def test_an_address_takes_a_dozen_bytes_of_memory_and_the_growing_of_the_table_leaves_no_holes() -> None:
    """Of a process, in kB: what is traced inside Python has no holes. Arrays left 3,100 kB of them."""
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    run = subprocess.run([sys.executable, "-c", MEASURE], env=environment, capture_output=True, check=True)
    peak, table = map(int, run.stdout.split())
    assert table * 1024 < MANY * 13
    assert peak < table + 2_000, "a megabyte of them is the end that is not written yet"


@pytest.mark.usefixtures("little_stays")
def test_nobody_else_can_read_the_file_and_it_goes_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    open_before = len(os.listdir("/proc/self/fd"))
    seen = SeenAddresses()
    for line in range(100):
        seen.first_line(f"{line}@example.com", line)
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == open_before + 1
    del seen
    assert len(os.listdir("/proc/self/fd")) == open_before


@pytest.mark.usefixtures("little_stays")
def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    seen = SeenAddresses()
    with pytest.raises(DirectMailError) as told:
        deque(seen.first_line(f"{line}@example.com", line) for line in range(100))
    monkeypatch.undo()
    assert told.value.code == "state-unusable"
    assert tempfile.gettempdir() in str(told.value)
