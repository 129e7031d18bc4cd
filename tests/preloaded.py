"""A process that has imported the program and forks a copy of itself for each start: half of one is imports.

Everything behind the imports is as in a process of its own: terminal, environment, directory, signals, ends.
What the interpreter itself reads when it starts (locale, PYTHON…) cannot differ from one copy to the next, so
`fits` says which starts it can serve; the others start an interpreter. With DM_TUI_STARTS=1 all do.
"""

import atexit
import contextlib
import ctypes
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import IO, Any, TextIO

from dm_tui.__main__ import main
from dm_tui.domain.model import Model

ROOMS = ("dm_tui", "textual.layouts")
ALSO = ("dm_tui.cli.main", "textual.drivers.linux_driver", "rich._unicode_data")
LATER = ("dm_tui.providers.alibaba", "dm_tui.providers.sms")
"""What imports the vendor's SDK, in a way of its own."""

READ_AT_START = ("LANG", "LC_", "PYTHON", "TEXTUAL_", "ESCDELAY", "PATH")
"""The variables, or their beginnings, that an interpreter or a library reads once."""

LOOKED_FOR = "traced"

ALL_START = "DM_TUI_STARTS" in os.environ

_ROOT = str(Path(__file__).parent.parent)

_one_at_a_time = threading.Lock()
_SUBREAPER, _PTRACER = 36, 0x59616D61


def fits(env: Mapping[str, str]) -> bool:
    """Say whether a copy with this environment would be what an interpreter with it is."""
    return not ALL_START and sys.platform == "linux" and _read_at_start(env) == _read_at_start(_environment())


def program(
    *arguments: str, module: str = "dm_tui", env: Mapping[str, str] | None = None, **named: Any
) -> "subprocess.Popen[Any]":
    """Start `python -m module` with these arguments; in a copy of the preloaded process where one will do.

    Nothing of how an interpreter starts may be what is proven: what it reads then is left out of `env`.
    """
    inherited = os.environ if env is None else env
    env = {name: value for name, value in inherited.items() if not name.startswith(READ_AT_START)}
    named.setdefault("cwd", _ROOT)
    opened = subprocess.Popen if ALL_START or sys.platform != "linux" else _Copy
    command = [sys.executable, "-m", module, *arguments]
    return opened(command, env={**env, **_environment()}, **named)


def run(*arguments: str, **named: Any) -> "subprocess.CompletedProcess[Any]":
    """Run `dm-tui` with these arguments and nothing to read as `program` does, and take what it says."""
    pipes: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
    }
    with program(*arguments, **pipes, **named) as running:
        said, told = running.communicate(timeout=60)
    return subprocess.CompletedProcess(running.args, running.returncode, said, told)


class _Copy(subprocess.Popen[Any]):
    """A child that is a copy of the preloaded process."""

    def _execute_child(self, args: list[str], *how: Any) -> None:
        """Do what starts an interpreter otherwise, after the pipes are made: none is left open here."""
        module, *arguments = args[2:]
        directory, env = how[4:6]
        ours, its = (how[10], how[11], how[13]), (how[9], how[12], how[14])
        streams = [end if end >= 0 else own for own, end in enumerate(its)]
        self.pid = start(streams, arguments, env, directory, module)
        self._child_created = True
        nothing: int = getattr(self, "_devnull", -1)
        for end in {end for own, end in zip(ours, its, strict=True) if own >= 0} | {nothing} - {-1}:
            os.close(end)
        self._closed_child_pipe_fds = True


def start(
    streams: Sequence[int],
    arguments: Sequence[str],
    env: Mapping[str, str],
    directory: str,
    module: str = "dm_tui",
    ignored: Sequence[int] = (),
) -> int:
    """Start `dm-tui` on these streams, and return its number: it is a child of this process.

    Another module is run by its `main`, which gets the arguments; a script is run in its place. Signals that
    are `ignored` are as under nohup.

    They are its input, output and errors; a terminal alone is all of them, and led by it. It begins after a
    fourth one has ended. Until then it looks for a link in its directory: a trace that shows this shows all.
    """
    order = {"arguments": list(arguments), "env": dict(env), "directory": directory, "module": module,
             "ignored": list(ignored)}  # fmt: skip
    with _one_at_a_time:
        socket.send_fds(_line(), [json.dumps(order).encode()], list(streams))
        return int(_line().recv(64))


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8"}


def _read_at_start(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(READ_AT_START)}


@cache
def _line() -> socket.socket:
    """Start it, and become the parent of whatever it leaves: a test waits for the program as for its own."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with there:
        command = [sys.executable, "-m", "tests.preloaded"]
        subprocess.Popen(command, stdin=there.fileno(), env=_environment(), cwd=_ROOT)
    return here


def _serve(line: socket.socket) -> Callable[[], object]:
    """Start what is ordered, and return in each copy what it is to do; nothing when nobody orders more."""
    while True:
        order, descriptors, _, _ = socket.recv_fds(line, 1 << 20, 4)
        if not order:
            return lambda: None
        read, write = os.pipe()
        if (between := os.fork()) == 0:
            if (program := os.fork()) == 0:
                line.detach()
                return _take_place(json.loads(order), descriptors)
            os.write(write, str(program).encode())
            os._exit(0)
        for descriptor in (write, *descriptors):
            os.close(descriptor)
        os.waitpid(between, 0)  # the program has its new parent now
        line.send(os.read(read, 64))
        os.close(read)


def _take_place(order: dict[str, Any], streams: list[int]) -> Callable[[], object]:
    """Become a process as one that was just started on these streams, and return what it is to do."""
    os.setsid()
    if len(streams) == 1:
        fcntl.ioctl(streams[0], termios.TIOCSCTTY, 0)
        streams *= 3
    moved = [fcntl.fcntl(stream, fcntl.F_DUPFD, 10) for stream in streams]  # none is in the place of another
    for descriptor, stream in enumerate(moved[:3]):
        os.dup2(stream, descriptor)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with contextlib.suppress(OSError):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ, *order["ignored"]):  # the first two by every interpreter
        signal.signal(ignored, signal.SIG_IGN)
    if len(moved) == 4:
        ctypes.CDLL(None).prctl(_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
        while not select.select(moved[3:], [], [], 0.002)[0]:
            with contextlib.suppress(OSError):
                os.readlink(os.path.join(order["directory"], LOOKED_FOR))
    os.closerange(3, 256)
    os.chdir(order["directory"])
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    sys.argv = ["dm-tui", *order["arguments"]]
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        opened = _open_as(getattr(sys, f"__{name}__"), descriptor)
        setattr(sys, name, opened)
        setattr(sys, f"__{name}__", opened)
    if order["module"] == "dm_tui":
        return main
    if order["module"].endswith(".py"):
        return partial(runpy.run_path, order["module"], run_name="__main__")
    return partial(importlib.import_module(order["module"]).main, *order["arguments"])


def _end_after(run: Callable[[], object]) -> None:
    """Run it and end as an interpreter does, but take nothing apart that was imported: half a copy's time."""
    code: object = 0
    try:
        run()
    except SystemExit as left:
        code = left.code or 0
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    with contextlib.suppress(OSError, ValueError):  # what cannot be written the interpreter reports
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
        if isinstance(code, int):
            os._exit(code & 0xFF)
    sys.exit(code)  # type: ignore[arg-type]


def _open_as(own: TextIO, descriptor: int) -> IO[str]:
    """Open a stream in the way in which the interpreter opened its own."""
    lines = os.isatty(descriptor) or descriptor == 2
    mode, buffering = "w" if descriptor else "r", 1 if lines else -1
    return open(descriptor, mode, buffering, encoding=own.encoding, errors=own.errors, closefd=False)


def _preload() -> None:
    for name in ALSO:
        importlib.import_module(name)
    for room in ROOMS:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if not module.name.startswith(LATER):
                importlib.import_module(module.name)
    build_models()
    importlib.import_module("tests.preloaded_styles").find_styles()


def build_models(model: type[Model] = Model) -> None:
    """Build what a program would build when it first uses a model: two thirds of a purchase's time."""
    for narrower in model.__subclasses__():
        narrower.model_rebuild()
        build_models(narrower)


if __name__ == "__main__":
    with socket.socket(fileno=os.dup(0)) as line:
        _preload()
        gc.freeze()
        run_there = _serve(line)
        _end_after(run_there)
