"""The real program under strace: any call on the files of a state can fail, or be the last one made."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

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

_CALL = re.compile(r"^\d+ +(\w+)\(")
_PATH = re.compile(r'[<"](/[^>"]*)[>"]')


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
class Calls:
    """What a run without faults does to the files of a state: how often what, and to which names."""

    count: Counter[str]
    names: frozenset[str]


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


def survey(command: Sequence[str], env: Mapping[str, str], directory: Path, log: Path) -> Calls:
    """Run without faults and return the calls on `directory` and everything in it."""
    ran = _strace(command, env, log, [], [])
    assert ran.code == 0, ran.err
    count: Counter[str] = Counter()
    names: set[str] = set()
    for line in ran.log.splitlines():
        within = {path for path in _PATH.findall(line) if _inside(path, directory)}
        if within:
            count[kind_of(line)] += 1
            names.update(path[len(str(directory)) :] for path in within)
    return Calls(count, frozenset(names))


def run(
    command: Sequence[str],
    env: Mapping[str, str],
    directory: Path,
    log: Path,
    calls: Calls,
    faults: Sequence[Fault],
) -> Ran:
    """Run with faults in the calls on the names that `calls` found in `directory`; no other call counts."""
    watched = [f"{directory}{name}" for name in sorted(calls.names)]
    return _strace(command, env, log, watched, [str(fault) for fault in faults])


def _inside(path: str, directory: Path) -> bool:
    return path == str(directory) or path.startswith(f"{directory}/")


def _strace(
    command: Sequence[str], env: Mapping[str, str], log: Path, watched: Sequence[str], injected: Sequence[str]
) -> Ran:
    options = ["-f", "-qq", "-y", "-o", str(log)]
    if not any("signal=" in one for one in injected):  # faster, but signals do not get through
        options.append("--seccomp-bpf")
    options += ["-e", "trace=" + ",".join(KINDS.values())]
    for path in watched:
        options += ["-P", path]
    for one in injected:
        options += ["-e", one]
    ran = subprocess.run(
        ["strace", *options, "--", *command],
        env=dict(env) or None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    calls = log.read_text(errors="replace") if log.exists() else ""
    return Ran(ran.returncode, ran.stdout, ran.stderr, calls)
