"""A real account played by the stand-in vendor, and the program on it: everything but the vendor is real."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

# The SDK reads the environment once, when it is imported: whoever imports it first decides for the whole run.
os.environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true"
os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "LTAI-test-key"
os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "a-secret-that-must-never-be-seen"

import pytest

from dm_tui.cli.main import run
from dm_tui.domain.mailing.retries import RETRY_DELAYS
from dm_tui.domain.purchase.order import Order
from dm_tui.providers.alibaba.api import client
from dm_tui.providers.alibaba.api.pace import Pace
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads
from dm_tui.providers.alibaba.api.read_retries import THROTTLED_PAUSES
from dm_tui.providers.alibaba.api_transport import ApiTransport
from dm_tui.services import wait_with_progress
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.delivery import delivery_workers, list_delivery, mailing_run
from dm_tui.services.purchase import settling
from tests.alibaba.reads import NO_THREADS, read_at_once
from tests.alibaba.server import Vendor, other_ways
from tests.alibaba.server.account import now
from tests.alibaba.server.in_process import reached_in_process
from tests.alibaba.set_up import ReadOnce, SetUpOnce
from tests.alibaba.turns import EVERY
from tests.cli.conftest import Ran
from tests.conftest import _FixedClock

OpenLive = Callable[[], DirectMail]
Command = Callable[..., Ran]
SetUp = Callable[[Callable[[DirectMail, Vendor], None]], DirectMail]


@pytest.fixture(autouse=True)
def no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls follow one another at once: a stand-in that enforces its rates has a clock of its own."""
    monkeypatch.setattr(Pace, "_wait_for", lambda self, calls: None)


@pytest.fixture
def reads_in_threads() -> None:
    """Have a test read in threads, as the program does: what waits for what, or the screen while it reads."""


@pytest.fixture(autouse=True)
def one_read_after_another(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the parts of an account one after the other, unless a test asks for threads.

    With `DM_TUI_EVERY` all of them read in threads.
    """
    if "reads_in_threads" not in request.fixturenames and not EVERY:
        monkeypatch.setattr(ParallelReads, "begin", read_at_once)
        monkeypatch.setattr(wait_with_progress, "threading", NO_THREADS)


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch, fixed_clock: _FixedClock) -> Iterator[Vendor]:
    """The vendor, whom the program finds in the place of the real one, and who is not waited for long."""
    monkeypatch.setattr(client, "READ_SECONDS", 0.005)
    monkeypatch.setattr(client, "WRITE_SECONDS", 0.005)
    monkeypatch.setattr(client, "RETRY_PAUSES", (0.0, 0.0))
    monkeypatch.setattr(client, "THROTTLED_PAUSES", (0.0,) * len(THROTTLED_PAUSES))
    with reached_in_process(Vendor()) as vendor:
        vendor.rates.do_not_enforce()
        vendor.account.clock = fixed_clock
        monkeypatch.setenv("DM_TUI_ALIBABA_ENDPOINT", vendor.endpoint)
        yield vendor


@pytest.fixture
def on_the_wire(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """That vendor on loopback, where another process finds it too."""
    monkeypatch.setattr(client, "READ_SECONDS", 5.0)
    monkeypatch.setattr(client, "WRITE_SECONDS", 5.0)
    with vendor:
        monkeypatch.setenv("DM_TUI_ALIBABA_ENDPOINT", vendor.endpoint)
        yield vendor


@pytest.fixture(params=list(other_ways()), ids=lambda way: way[0])
def guessed(request: pytest.FixtureRequest, vendor: Vendor) -> Vendor:
    """The vendor, once for every answer to each question that its documents leave open."""
    vendor.account.guesses = replace(request.param[1])
    return vendor


@pytest.fixture
def open_live(vendor: Vendor, state_path: Path, fixed_clock: _FixedClock) -> OpenLive:
    """Open the live account once more, as the next start of the program would."""
    return lambda: DirectMail(state_path, "alibaba", clock=fixed_clock, sleep=lambda seconds: None)


@pytest.fixture(scope="session")
def read_once() -> ReadOnce:
    return ReadOnce()


@pytest.fixture
def live(
    read_once: ReadOnce, open_live: OpenLive, vendor: Vendor, fixed_clock: _FixedClock, state_path: Path
) -> DirectMail:
    """A live account that was read once and may be bought for."""
    return read_once.open(open_live, vendor, fixed_clock, state_path.parent)


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> SetUpOnce:
    return SetUpOnce(tmp_path_factory.mktemp("set-up"))


@pytest.fixture
def set_up(set_up_once: SetUpOnce, open_live: OpenLive, vendor: Vendor, state_path: Path) -> SetUp:
    """Set the account up by a function, once for all tests that give the same one, and open it."""

    def set_up_by(prepare: Callable[[DirectMail, Vendor], None]) -> DirectMail:
        def prepare_connected() -> None:
            live = open_live()
            live.connect()
            prepare(live, vendor)
            live.close()

        key = f"{prepare.__module__}.{prepare.__qualname__}"
        set_up_once.set_up(prepare_connected, key, vendor, state_path.parent)
        return open_live()

    return set_up_by


@pytest.fixture
def one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send each letter when the one before is answered: those behind a refused one are accepted after it."""
    monkeypatch.setattr(ApiTransport, "connections", 1)


@pytest.fixture
def confirmed(live: DirectMail) -> Callable[..., Order]:
    """Confirm a purchase at the prices of the account: what every payment begins with."""

    def make(spec: str = "50k", quantity: int = 1) -> Order:
        terms = live.purchases.catalogue().terms_version
        region = live.prerequisites.account().region
        return live.purchases.confirm(spec, quantity, region, terms)

    return make


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command waits neither between two looks for a purchase nor between two tries to send."""
    monkeypatch.setattr(settling, "CHECK_PAUSES", (0, 0, 0, 0))
    for waits in (delivery_workers, list_delivery, mailing_run):
        monkeypatch.setattr(waits, "RETRY_DELAYS", (0.0,) * len(RETRY_DELAYS))


@pytest.fixture
def live_command(
    capsys: pytest.CaptureFixture[str], vendor: Vendor, state_path: Path, no_pauses: None
) -> Command:
    """Run one command on the real account; nothing is waited for."""
    vendor.account.clock = now  # as the command line has it

    def command(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(["--state", str(state_path), "--provider", "alibaba", *arguments])
        streams = capsys.readouterr()
        return Ran(code, streams.out, streams.err)

    return command
