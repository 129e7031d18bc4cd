"""What every test stands on: a bare environment, a fixed clock that moves only when told, one account."""

import gc
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.light_strips import make_caches_late
from tests.dimmed_once import dim_once
from tests.grammar_once import build_grammars_once
from tests.handlers_once import find_handlers_once
from tests.parsed_once import parse_once
from tests.styled_once import find_styles_once

START = datetime(2026, 1, 31, 9, tzinfo=UTC)

Wait = Callable[[timedelta], None]
OpenDirectMail = Callable[[], DirectMail]

gc.set_threshold(50_000, 20, 100)  # a look for garbage every few tests: a tenth of their time

# Every worker and every program a test starts would compile all of its modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

IN_MEMORY = Path("/dev/shm")
"""Files that need not outlast a test lie there, where there is room: tests of the store take a third less."""

if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 2**31:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))

EXAMPLES = int(os.environ.get("DM_TUI_EXAMPLES", "40"))
"""How many cases a property is tried with, unless it says otherwise."""

settings.register_profile("tests", deadline=None, max_examples=EXAMPLES, derandomize="CI" in os.environ)
settings.load_profile("tests")

FAST_EXAMPLES = 10
"""How many cases the fast loop tries."""


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer cases in the fast loop: to look for one takes a third of it."""
    if config.getoption("markexpr") == "not slow" and "DM_TUI_EXAMPLES" not in os.environ:
        settings.register_profile("fast", settings.get_profile("tests"), max_examples=FAST_EXAMPLES)
        settings.load_profile("fast")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are processors: many tests wait for a terminal rather than work."""
    return (os.cpu_count() or 1) + 1


_directories = count()

SLOW_FOLDERS = {"crash": "crash", "pty": "pty", "tui": "screen", "snapshots": "snapshot", "alibaba": "vendor"}
"""The marker of every test in a folder of `tests`."""

SEARCHES = ("_machine.py", "test_whatever_happens.py", "test_optimum.py", "test_curves.py")
"""Ends of the names of files whose tests search for a fault."""

WHOLE_KINDS = (
    *(
        "docs/test_commands_of_pages.py",
        "cli/test_answers.py",
        "cli/test_scenarios.py",
        "cli/test_streams.py",
        "cli/test_hostile_files.py",
        "cli/test_hostile_text.py",
    ),
    *("sandbox/test_scenarios.py", "sandbox/test_clock.py"),
    *("mailing/test_workbook.py", "mailing/test_seen_addresses.py", "upkeep/test_backup.py"),
    "tests/test_sources.py",
)
"""Ends of the paths of files whose tests meet all of a kind: every command, page, scenario, kind of file."""

STARTS = ("cli/test_fast_imports.py", "cli/test_fast_textual.py")
"""Ends of the paths of files whose every test starts interpreters."""


TESTS = Path(__file__).parent


def _kinds(path: Path) -> list[str]:
    """Return the markers of all tests in a file, and in a folder of `tests`."""
    folder = path.relative_to(TESTS).parts[:1]
    kinds = [SLOW_FOLDERS[name] for name in folder if name in SLOW_FOLDERS]
    if path.name.endswith(SEARCHES):
        kinds.append("machine")
    if path.as_posix().endswith(WHOLE_KINDS):
        kinds.append("whole")
    if path.as_posix().endswith(STARTS):
        kinds.append("start")
    return [*kinds, "slow"] if kinds else []


def _is_left_out(path: Path, config: pytest.Config) -> bool:
    return config.getoption("markexpr") == "not slow" and bool(_kinds(path))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import nothing slow for the fast loop: every worker would, for nothing."""
    return True if collection_path.is_relative_to(TESTS) and _is_left_out(collection_path, config) else None


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let every worker begin with a share of its own: they compile each file of a fresh clone once."""
    worker, workers = (os.environ.get(f"PYTEST_XDIST_WORKER{end}") for end in ("", "_COUNT"))
    if worker and workers and [Path(path).resolve() for path in session.config.args] == [TESTS]:
        files = [path for path in sorted(TESTS.rglob("test_*.py")) if not _is_left_out(path, session.config)]
        for path in files[int(worker.removeprefix("gw")) :: int(workers)]:
            with suppress(
                Exception, pytest.skip.Exception
            ):  # collection imports it again, and says what is wrong
                import_module(".".join(path.relative_to(TESTS.parent).with_suffix("").parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, so that `-m "not slow"` is the fast loop and `-m pty` runs one kind alone."""
    kinds = cache(_kinds)
    for item in items:
        for kind in kinds(item.path):
            item.add_marker(kind)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a long text by how it begins and its length: an id is read, and typed."""
    if isinstance(val, str | bytes) and len(ascii(val)) > 80:
        return f"{val[:8]!a} of {len(val)}"
    return None


def pytest_sessionfinish() -> None:
    """Look for garbage once, and find nothing again in the looks with which pytest ends: seconds a worker."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of the test, numbered by counting: pytest looks through thousands for the next number."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", request.node.name)[:30]
    path = tmp_path_factory.getbasetemp() / f"{next(_directories)}-{name}"
    path.mkdir()
    return path


@pytest.fixture(scope="session", autouse=True)
def what_is_done_once() -> Iterator[None]:
    """Parse each style sheet, find styles and handlers of like widgets, and build each grammar once a run."""
    make_caches_late()
    with pytest.MonkeyPatch.context() as patch:
        build_grammars_once(patch)
        parse_once(patch)
        find_styles_once(patch)
        find_handlers_once(patch)
        dim_once(patch)
        yield


@pytest.fixture(scope="session")
def nobodys_environment() -> Mapping[str, str]:
    """The environment without a setting of the developer."""
    named = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS", "LINES")
    for name in list(os.environ):
        if name == "TEXTUAL_SNAPSHOT_TEMPDIR":  # where the snapshot report is collected
            continue
        if name in named or name.startswith(("TEXTUAL_", "DM_TUI_", "XDG_")):
            del os.environ[name]
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):  # no authority is trusted, nor read at every connection
        os.environ[name] = os.devnull
    os.environ["TERM"] = "xterm-256color"
    os.environ["TZ"] = "UTC"
    os.environ["LANGUAGE"] = "C"  # argparse looks for a translation of each of its words otherwise
    time.tzset()
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


@pytest.fixture(autouse=True)
def bare_environment(nobodys_environment: Mapping[str, str], tmp_path: Path) -> Iterator[None]:
    """No setting of the developer reaches a test, and no test reaches the developer's files."""
    os.environ["HOME"] = f"{tmp_path}/home"
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{kind}_HOME"] = f"{tmp_path}/xdg/{kind.lower()}"
    os.environ["XDG_RUNTIME_DIR"] = f"{tmp_path}/xdg/runtime"
    before = len(os.environ)
    yield
    os.environ.update(nobodys_environment)
    if len(os.environ) != before:  # the command line says `--profile` to all of its process
        ours = ("HOME", "PYTEST_CURRENT_TEST")
        for name in os.environ.keys() - nobodys_environment.keys() - {*ours}:
            del os.environ[name]
    time.tzset()


@pytest.fixture(autouse=True)
def disk_that_need_not_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody pulls the plug during a test: waiting for the disk would prove nothing and take most of the
    time.
    """
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


class _FixedClock:
    """Stands still, unless it goes a `step` further with every look at it, as a real one does."""

    def __init__(self) -> None:
        self.now = START
        self.step = timedelta()

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now

    def wait(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def fixed_clock() -> _FixedClock:
    """One clock for all that a test opens, so that two views of one account agree on the time."""
    return _FixedClock()


@pytest.fixture
def wait(fixed_clock: _FixedClock) -> Wait:
    """Let time pass; nothing falls due by itself, as while the program is closed."""
    return fixed_clock.wait


@pytest.fixture
def state_path(tmp_path: Path) -> Path:
    """A state file in a directory that the program has to make."""
    return tmp_path / "state" / "state.json"


@pytest.fixture
def open_direct_mail(state_path: Path, fixed_clock: _FixedClock) -> OpenDirectMail:
    """Open the account once more, as a second process or the next start of the program would."""
    return lambda: DirectMail(state_path, clock=fixed_clock, sleep=lambda seconds: None)


@pytest.fixture
def direct_mail(open_direct_mail: OpenDirectMail) -> DirectMail:
    """A fresh account on 31 January 2026, 09:00 UTC; the bank that does not answer takes no time."""
    return open_direct_mail()


@pytest.fixture
def activated(direct_mail: DirectMail) -> DirectMail:
    """That account once Direct Mail is activated: it may set up and send."""
    direct_mail.sandbox.load("activated")
    return direct_mail
