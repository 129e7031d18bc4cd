"""An account that is set up once: the first test that asks sets it up, the others get a copy of that."""

import copy
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.server import Vendor
from tests.alibaba.turns import EVERY
from tests.conftest import _FixedClock

Prepare = Callable[[], None]


class SetUpOnce:
    """Keeps what each function has set up, the vendor's account and ours, in a `directory` for each."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._accounts: dict[object, dict[str, object]] = {}

    def set_up(self, prepare: Prepare, key: object, vendor: Vendor, state: Path) -> None:
        """Have the vendor's account and the directory `state` as `prepare` leaves them.

        Afterwards no call counts as made. The clock of an account stays that of its test.
        """
        kept = self._directory / str(key)
        if key not in self._accounts:
            prepare()
            shutil.copytree(state, kept)
            self._accounts[key] = copy.deepcopy(_without_clock(vendor))
            shutil.rmtree(state)
            vendor.seen.clear()
            vendor.raw.clear()
            vendor.faults.calls.clear()
        vendor.account.__dict__.update(copy.deepcopy(self._accounts[key]))
        shutil.copytree(kept, state)


def _without_clock(vendor: Vendor) -> dict[str, object]:
    return {name: value for name, value in vendor.account.__dict__.items() if name != "clock"}


class _Read(NamedTuple):
    """What a first reading leaves: files with their modes, the calls as they came, what the client knows."""

    files: dict[Path, tuple[int, bytes]]
    seen: list[str]
    raw: list[dict[str, str]]
    made: set[str]
    allowed: set[str]


class ReadOnce:
    """Keeps what the first reading of each account leaves; the next test with such an account gets a copy."""

    def __init__(self) -> None:
        self._readings: dict[object, _Read] = {}

    def open(
        self, open_live: Callable[[], DirectMail], vendor: Vendor, clock: _FixedClock, state: Path
    ) -> DirectMail:
        """Open the account as its first `connect` leaves it, with all that shows of that at the vendor.

        It does connect where something may befall the calls, or where looking changes the account.
        """
        account = pickle.dumps(_without_clock(vendor))
        key = (account, clock.now, tuple(sorted(_settings().items())))
        usual = vendor.is_as_usual() and not clock.step and not state.exists() and not EVERY
        if usual and key in self._readings:
            return _copied(self._readings[key], open_live, vendor, state)
        live = open_live()
        live.connect()
        if usual and pickle.dumps(_without_clock(vendor)) == account:
            self._readings[key] = _kept(live, vendor, state)
        return live


def _settings() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("DM_TUI_", "ALIBABA_")) and name != "DM_TUI_ALIBABA_ENDPOINT"
    }


def _kept(live: DirectMail, vendor: Vendor, state: Path) -> _Read:
    files = {
        path.relative_to(state): (path.stat().st_mode, path.read_bytes())
        for path in state.rglob("*")
        if path.is_file()
    }
    client = live.provider.account._connection.client()  # type: ignore[attr-defined]
    return _Read(files, [*vendor.seen], [*vendor.raw], {*client.made}, {*client.allowed})


def _copied(reading: _Read, open_live: Callable[[], DirectMail], vendor: Vendor, state: Path) -> DirectMail:
    for path, (mode, content) in reading.files.items():
        (state / path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        (state / path).write_bytes(content)
        (state / path).chmod(mode)
    vendor.seen += reading.seen
    vendor.raw += reading.raw
    for action in reading.seen:
        vendor.faults.next(action)
    live = open_live()
    connection = live.provider.account._connection  # type: ignore[attr-defined]
    client = connection.reading_client()
    client.made |= reading.made
    client.allowed |= reading.allowed
    connection.note_confirmed()
    return live
