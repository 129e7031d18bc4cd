"""Gives the terminal back after an end that no program can handle: SIGKILL, SIGSEGV, or no memory left.

A shell waits at the other end of a pipe. The pipe closes however the program ends, and where that did not say
goodbye before, the shell writes what undoes the screen. It takes a millisecond to start, and holds nothing of
the program: no memory, no lock, no file but the terminal. The settings of the line are left to the shell that
you return to: it sets them again at that moment.
"""

import os
from contextlib import suppress

_SHELL = "/bin/sh"
_SCRIPT = "trap '' INT QUIT HUP TERM TSTP TTIN TTOU; read -r goodbye || printf %s \"$0\""


class TerminalWatch:
    """Watches until `end`; where there is no shell, nothing is watched."""

    def __init__(self, terminal: int, give_back: str) -> None:
        self._pipe = self._shell = -1
        reading, self._pipe = os.pipe()  # no program that is started by this one keeps it open
        try:
            self._shell = os.posix_spawn(
                _SHELL,
                ["sh", "-c", _SCRIPT, give_back],
                {},
                file_actions=[(os.POSIX_SPAWN_DUP2, reading, 0), (os.POSIX_SPAWN_DUP2, terminal, 1)],
                setpgroup=0,  # keys that end or stop the program are not for the shell
            )
        except OSError:
            self.end()
        finally:
            os.close(reading)

    def end(self) -> None:
        """Say goodbye: the program has given the terminal back itself."""
        pipe, self._pipe = self._pipe, -1
        shell, self._shell = self._shell, -1
        with suppress(OSError):
            if pipe >= 0 and shell >= 0:
                os.write(pipe, b"\n")
        with suppress(OSError):
            if pipe >= 0:
                os.close(pipe)
        with suppress(OSError):
            if shell >= 0:
                os.waitpid(shell, 0)
