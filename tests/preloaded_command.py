"""`dm-tui` as a shell finds it: each call is a copy of the preloaded process, with the streams of the call.

The copy has the arguments, variables and directory of the call, and its exit code is the call's. It leads a
session of its own: what a terminal sends to those in its foreground does not reach it. With DM_TUI_STARTS=1
each call starts an interpreter.
"""

import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import preloaded

_STARTS = f"""#!/bin/sh
exec '{sys.executable}' -m dm_tui "$@"
"""

_CALL = f"""#!{sys.executable} -IS
import os, sys, _socket
line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
line.connect({{address!r}})
variables = [name + b"=" + value for name, value in os.environb.items()]
words = [os.getcwdb(), b"%d" % len(sys.argv[1:]), *map(os.fsencode, sys.argv[1:]), *variables]
streams = b"".join(stream.to_bytes(4, sys.byteorder) for stream in (0, 1, 2))
line.sendmsg([b"\\0".join(words)], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
os._exit(int(line.recv(64) or b"1"))
"""


@contextmanager
def command_in(folder: Path) -> Iterator[Path]:
    """Put `dm-tui` into a folder, for as long as this lasts."""
    command = folder / "dm-tui"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line:
        if preloaded.ALL_START or sys.platform != "linux":
            command.write_text(_STARTS)
        else:
            line.bind("")  # the system names it, and nothing of it is left
            line.listen()
            command.write_text(_CALL.format(address=line.getsockname()))
            threading.Thread(target=_serve, args=(line,), daemon=True).start()
        command.chmod(0o755)
        yield command
        if not preloaded.ALL_START and sys.platform == "linux":
            line.shutdown(socket.SHUT_RDWR)


def _serve(line: socket.socket) -> None:
    while True:
        try:
            call, _ = line.accept()
        except OSError:  # nobody calls any more
            return
        threading.Thread(target=_answer, args=(call,), daemon=True).start()


def _answer(call: socket.socket) -> None:
    with call:
        said, streams, _, _ = socket.recv_fds(call, 1 << 20, 3)
        directory, count, *words = [os.fsdecode(word) for word in said.split(b"\0")]
        arguments, variables = words[: int(count)], words[int(count) :]
        env = dict(variable.split("=", 1) for variable in variables)
        pid = preloaded.start(streams, arguments, env, directory)
        for stream in streams:
            os.close(stream)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        call.send(str(code if code >= 0 else 128 - code).encode())
