"""A process that has imported the program and forks a copy of itself for each start: half of one is imports.

Everything behind the imports is as in a process of its own: terminal, environment, directory, signals, ends.
What the interpreter itself reads when it starts (locale, PYTHON…) cannot differ from one copy to the next, so
`fits` says which starts it can serve; the others start an interpreter. With DM_TUI_STARTS=1 all do.
"""

import contextlib
import ctypes
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from dm_tui.__main__ import main

ROOMS = ("dm_tui", "textual.layouts")
ALSO = ("dm_tui.cli.main", "textual.drivers.linux_driver", "rich._unicode_data")
LATER = ("dm_tui.providers.alibaba", "dm_tui.providers.sms")
"""What imports the vendor's SDK, in a way of its own."""

READ_AT_START = ("LANG", "LC_", "PYTHON", "TEXTUAL_", "ESCDELAY", "PATH")
"""The variables, or their beginnings, that an interpreter or a library reads once."""

ALL_START = "DM_TUI_STARTS" in os.environ

_SUBREAPER = 36


def fits(env: Mapping[str, str]) -> bool:
    """Say whether a copy with this environment would be what an interpreter with it is."""
    return not ALL_START and sys.platform == "linux" and _read_at_start(env) == _read_at_start(_environment())


def start(terminal: int, arguments: Sequence[str], env: Mapping[str, str], directory: str) -> int:
    """Start `dm-tui` on a terminal, whose leader it becomes; return its number, a child of this process."""
    line = _line()
    order = {"arguments": list(arguments), "env": dict(env), "directory": directory}
    socket.send_fds(line, [json.dumps(order).encode()], [terminal])
    return int(line.recv(64))


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
        subprocess.Popen(command, stdin=there.fileno(), env=_environment(), cwd=Path(__file__).parent.parent)
    return here


def _serve(line: socket.socket) -> bool:
    """Start what is ordered; return in each copy, which is the program then, and where nobody orders more."""
    while True:
        order, descriptors, _, _ = socket.recv_fds(line, 1 << 20, 1)
        if not order:
            return False
        read, write = os.pipe()
        if (between := os.fork()) == 0:
            if (program := os.fork()) == 0:
                line.detach()
                _take_place(json.loads(order), descriptors[0])
                return True
            os.write(write, str(program).encode())
            os._exit(0)
        os.close(write)
        os.close(descriptors[0])
        os.waitpid(between, 0)  # the program has its new parent now
        line.send(os.read(read, 64))
        os.close(read)


def _take_place(order: dict[str, Any], terminal: int) -> None:
    """Become a process as one that was just started on this terminal."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for descriptor in range(3):
        os.dup2(terminal, descriptor)
    os.closerange(3, 256)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with contextlib.suppress(OSError):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):  # as every interpreter does
        signal.signal(ignored, signal.SIG_IGN)
    os.chdir(order["directory"])
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    sys.argv = ["dm-tui", *order["arguments"]]
    sys.stdin = sys.__stdin__ = _open(0, "r", "strict")  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = _open(1, "w", "strict")  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _open(2, "w", "backslashreplace")  # type: ignore[misc]


def _open(descriptor: int, mode: str, errors: str) -> Any:
    return open(descriptor, mode, buffering=1, encoding="utf-8", errors=errors, closefd=False)


def _preload() -> None:
    for name in ALSO:
        importlib.import_module(name)
    for room in ROOMS:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if not module.name.startswith(LATER):
                importlib.import_module(module.name)


if __name__ == "__main__":
    with socket.socket(fileno=os.dup(0)) as line:
        _preload()
        gc.freeze()
        if _serve(line):
            main()
