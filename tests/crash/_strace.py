"""The real program under strace: any call on the files of a state can fail, or be the last one made."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests import preloaded

PROGRAM = "dm_tui"

KINDS = {
    "open": "/^open(at2?)?$",
    "write": "/^p?write(v|64|v2)?$",
    "fsync": "/^f(data)?sync$",
    "rename": "/^rename(at2?)?$",
    "link": "/^link(at)?$",
    "unlink": "/^unlink(at)?$",
    "ftruncate": "/^ftruncate(64)?$",
}
"""The kinds of calls that make a change durable, each by the names it has on one system or another."""

DEADLINE = 60.0

_ROOT = Path(__file__).parents[2]
_CALL = re.compile(r"^\d+ +(\w+)\(")
_PATH = re.compile(r'[<"](/[^>"]*)[>"]')
_FLAGS = re.compile(r"\bO_[A-Z_|]+")


@dataclass(frozen=True)
class Fault:
    """What happens to the `at`-th call of a `kind`: `effect` in strace's words.

    `forever`, to all after it too.
    """

    kind: str
    effect: str
    at: int = 1
    forever: bool = False

    def __str__(self) -> str:
        return f"inject={KINDS[self.kind]}:{self.effect}:when={self.at}{'+' * self.forever}"


@dataclass(frozen=True)
class Ran:
    """What one run left behind; `code` is negative where a signal ended it."""

    code: int
    out: str
    err: str
    log: str

    @property
    def killed(self) -> bool:
        """Whether the injected signal ended it."""
        return "+++ killed by SIGKILL +++" in self.log

    def struck(self, kind: str) -> bool:
        """Say whether a call of this kind was answered with an injected error."""
        return any(kind_of(line) == kind for line in self.log.splitlines() if line.endswith("(INJECTED)"))


@dataclass(frozen=True)
class Call:
    """One call on a file of a state: as which of its kind it was made, on which name, opened in which way.

    It is `vain` where it did nothing, such as to remove what is not there.
    """

    kind: str
    at: int
    name: str
    flags: str
    vain: bool

    @property
    def alike(self) -> tuple[str, str, str]:
        """What it has in common with others that do the same."""
        return self.kind, re.sub(r"\d+", "N", self.name), self.flags

    @property
    def goes_on(self) -> bool:
        """Whether it changes a journal that was there before."""
        return self.name.endswith(".journal") and "O_WRONLY" in self.flags and "O_CREAT" not in self.flags


@dataclass(frozen=True)
class Calls:
    """What a run without faults does to the files of a state: its calls in order, and all their names."""

    made: tuple[Call, ...]
    names: frozenset[str]

    def of(self, kind: str) -> tuple[Call, ...]:
        """Return the calls of a kind."""
        return tuple(call for call in self.made if call.kind == kind)


def kind_of(line: str) -> str:
    """Return the kind of the call on a line of strace's log, nothing where there is none."""
    call = _CALL.match(line)
    if call is None:
        return ""
    return next((kind for kind, names in KINDS.items() if re.search(names[1:-1], call[1])), "")


def missing(tmp_path: Path) -> str:
    """Say why strace cannot be used here, nothing where it can: it is really tried."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    try:
        ran = _strace(["true"], {}, tmp_path / "try.log", [], ["inject=/^fsync$:error=EIO:when=1"])
    except (OSError, subprocess.SubprocessError) as error:
        return f"strace cannot be run: {error}"
    return "" if ran.code == 0 else f"strace may not trace here: {ran.err.strip()[:200]}"


def survey(
    module: str, arguments: Sequence[str], env: Mapping[str, str], directory: Path, log: Path
) -> Calls:
    """Run without faults and return the calls on `directory` and everything in it."""
    ran = _run(module, arguments, env, log, [], [])
    assert ran.code == 0, ran.err
    made: list[Call] = []
    names: set[str] = set()
    opened: dict[str, str] = {}
    for line in ran.log.splitlines():
        within = [path[len(str(directory)) :] for path in _PATH.findall(line) if _inside(path, directory)]
        if not within:
            continue
        names.update(within)
        kind, flags = kind_of(line), _FLAGS.search(line)
        if flags:
            opened[within[0]] = flags[0]
        at = 1 + sum(call.kind == kind for call in made)
        vain = re.search(r"\) += -1 E", line) is not None
        made.append(Call(kind, at, within[0], opened.get(within[0], ""), vain))
    return Calls(tuple(made), frozenset(names))


def run(
    module: str,
    arguments: Sequence[str],
    env: Mapping[str, str],
    directory: Path,
    log: Path,
    calls: Calls,
    faults: Sequence[Fault],
) -> Ran:
    """Run with faults in the calls on the names that `calls` found in `directory`; no other call counts."""
    watched = [f"{directory}{name}" for name in sorted(calls.names)]
    return _run(module, arguments, env, log, watched, [str(fault) for fault in faults])


def _run(
    module: str,
    arguments: Sequence[str],
    env: Mapping[str, str],
    log: Path,
    watched: Sequence[str],
    injected: Sequence[str],
) -> Ran:
    if preloaded.fits(env) and _attaches():
        return _strace_copy(module, arguments, env, log, watched, injected)
    return _strace([sys.executable, "-m", module, *arguments], env, log, watched, injected)


def _inside(path: str, directory: Path) -> bool:
    return path == str(directory) or path.startswith(f"{directory}/")


def _strace(
    command: Sequence[str], env: Mapping[str, str], log: Path, watched: Sequence[str], injected: Sequence[str]
) -> Ran:
    options = _options(log, watched, injected)
    if not any("signal=" in injection for injection in injected):  # faster, but signals do not get through
        options.append("--seccomp-bpf")
    ran = subprocess.run(
        ["strace", *options, "--", *command],
        env=dict(env) or None,
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    calls = log.read_text(errors="replace") if log.exists() else ""
    return Ran(ran.returncode, ran.stdout, ran.stderr, calls)


def _options(log: Path, watched: Sequence[str], injected: Sequence[str], *also: str) -> list[str]:
    options = ["-f", "-qq", "-y", "-o", str(log), "-e", "trace=" + ",".join((*KINDS.values(), *also))]
    for path in watched:
        options += ["-P", path]
    for injection in injected:
        options += ["-e", injection]
    return options


def _strace_copy(
    module: str,
    arguments: Sequence[str],
    env: Mapping[str, str],
    log: Path,
    watched: Sequence[str],
    injected: Sequence[str],
) -> Ran:
    """Trace a copy of a process that has imported the program: the calls of imports took most of a run."""
    begun, begin = os.pipe()
    out, err = log.with_suffix(".out"), log.with_suffix(".err")
    with open(os.devnull) as nothing, out.open("w") as said, err.open("w") as told:
        streams = [nothing.fileno(), said.fileno(), told.fileno(), begun]
        pid = preloaded.start(streams, arguments, env, str(log.parent), module)
    os.close(begun)
    look = ["-p", str(pid)]
    if watched:  # else all is
        look += ["-P", str(log.parent / preloaded.LOOKED_FOR)]
    strace = subprocess.Popen(["strace", *_options(log, watched, injected, "/^readlink(at)?$"), *look])
    try:
        _await(lambda: log.exists() and log.stat().st_size > 0, strace)
    finally:
        os.close(begin)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    strace.wait(DEADLINE)
    return Ran(code, out.read_text(), err.read_text(), log.read_text(errors="replace"))


def _await(traces: Callable[[], bool], strace: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + DEADLINE
    while not traces():
        assert strace.poll() is None, "strace does not attach"
        assert time.monotonic() < end, "strace does not come to attach"
        time.sleep(0.002)


@cache
def _attaches() -> bool:
    """Say whether strace may attach to a process that runs: some systems let it start one only."""
    with subprocess.Popen(["sleep", "60"]) as sleeping:
        try:
            tried = ["strace", "-qq", "-o", os.devnull, "-p", str(sleeping.pid)]
            status = Path(f"/proc/{sleeping.pid}/status")
            strace = subprocess.Popen(tried, stderr=subprocess.DEVNULL)
            _await(lambda: "\nTracerPid:\t0\n" not in status.read_text(), strace)
        except AssertionError:
            return False
        finally:
            sleeping.kill()
    return True
