"""A real account far away: the stand-in of the tests answers each call after 200 ms.

Every row is the median of its rounds in seconds, beside its limit. A reading is *warm* where the state file
knows the account, and *cold* where it has never been read.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from statistics import median
from unittest import mock

from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.server import Vendor
from tests.benchmarks.cases import Place, bare_ready
from tests.benchmarks.table import Row

DELAY = 0.2
"""Seconds of every call."""

LIMITS = {
    "First text, never read": 0.5,
    "Console with the account's data, warm": 0.7,
    "Console with the account's data, cold": 1.5,
    "status, warm": 0.7,
    "status, read a moment ago": 0.7,
    "plans, warm": 0.7,
    "domains, warm": 0.7,
    "buy of one plan": 2.0,
}
"""Seconds from exec to what the row names (issue: rates)."""

KEY = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI-test-key",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "a-secret-that-must-never-be-seen",
    "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
}

_BUY = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05")


def live_rows(root: Path, rounds: int) -> list[Row]:
    """Measure every case on the stand-in, and return the rows."""
    with Vendor() as vendor, _environment(vendor) as variables:
        place = Place(root / "live")
        place.env |= variables
        case = _Cases(vendor, place)
        cases: dict[str, Callable[[], float]] = {
            "First text, never read": case.first_text,
            "Console with the account's data, warm": case.warm_console,
            "Console with the account's data, cold": case.cold_console,
            "status, warm": lambda: case.warm("status"),
            "status, read a moment ago": lambda: place.run(case.command("status")),
            "plans, warm": lambda: case.warm("plans"),
            "domains, warm": lambda: case.warm("domains"),
            "buy of one plan": lambda: case.warm(*_BUY),
        }
        rows = []
        for name, measure in cases.items():
            seconds = _median(measure, rounds)
            limit = LIMITS[name]
            rows.append(Row(name, f"{seconds:.2f} s", f"{limit:.1f} s", seconds / limit, 1.0))
        return [*rows, *_floors(place, rounds)]


def _floors(place: Place, rounds: int) -> list[Row]:
    """Return what this machine takes for the same without a program: its speed, to read the rows above by."""
    imports = [sys.executable, "-c", "import pydantic, tinydb"]
    floors: dict[str, Callable[[], float]] = {
        "  bare app, first frame": lambda: bare_ready(place).painted,
        "  import pydantic, tinydb": lambda: place.run(imports),
    }
    seconds = {name: _median(measure, rounds) for name, measure in floors.items()}
    return [Row(name, f"{taken:.2f} s", "", taken) for name, taken in seconds.items()]


def _median(measure: Callable[[], float], rounds: int) -> float:
    measure()  # everything is compiled and in the page cache
    return median(measure() for _ in range(rounds))


class _Cases:
    """The program on one state file of the stand-in's account, which was read an hour ago."""

    def __init__(self, vendor: Vendor, place: Place) -> None:
        self._vendor, self._place = vendor, place
        self._balances = count(1)
        self._read = place.directory / "read"
        vendor.rates.do_not_enforce()  # many rounds in a minute are no ordinary use
        vendor.account.balance = Decimal(100_000)
        vendor.account.order(50_000)
        self._orders = list(vendor.account.orders)

    def command(self, *words: str) -> list[str]:
        return [*self._place.program(), "--provider", "alibaba", *words]

    def warm(self, *words: str) -> float:
        """Run a command on an account that was read an hour ago."""
        self._read_an_hour_ago()
        return self._place.run(self.command(*words))

    def first_text(self) -> float:
        self._forget()
        with self._place.terminal(self.command()) as terminal:
            return terminal.wait_for("Which region sends your mail?") - terminal.started

    def warm_console(self) -> float:
        self._read_an_hour_ago()
        with self._place.terminal(self.command()) as terminal:
            return terminal.wait_for("You can send ", "Balance") - terminal.started

    def cold_console(self) -> float:
        """Start the console, and wait for a balance that it can only have read now."""
        self._read_an_hour_ago()
        self._vendor.account.balance = Decimal(200_000 + next(self._balances))
        with self._place.terminal(self.command()) as terminal:
            return terminal.wait_for(f"{self._vendor.account.balance:,.2f}") - terminal.started

    def _forget(self) -> None:
        for path in self._place.state.parent.glob(f"{self._place.state.name}*"):
            path.unlink()

    def _read_an_hour_ago(self) -> None:
        """Have the account and its state file as they were an hour ago."""
        self._vendor.account.orders[:] = self._orders
        if not self._read.exists():
            self._read_once()
        shutil.rmtree(self._place.state.parent)
        shutil.copytree(self._read, self._place.state.parent)

    def _read_once(self) -> None:
        self._vendor.delay = 0.0
        hour_ago = datetime.now(UTC) - timedelta(hours=1)
        direct_mail = DirectMail(self._place.state, "alibaba", clock=lambda: hour_ago)
        direct_mail.connect()
        direct_mail.set_preferences(prompt_activation=False)
        direct_mail.close()
        shutil.copytree(self._place.state.parent, self._read)
        self._vendor.delay = DELAY


@contextmanager
def _environment(vendor: Vendor) -> Iterator[dict[str, str]]:
    variables = {**KEY, "DM_TUI_ALIBABA_ENDPOINT": vendor.endpoint, "NO_PROXY": "127.0.0.1"}
    with mock.patch.dict(os.environ, variables):
        yield variables
