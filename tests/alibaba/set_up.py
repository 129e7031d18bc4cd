"""An account that is set up once: the first test that asks sets it up, the others get a copy of that."""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.alibaba.server import Vendor

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
