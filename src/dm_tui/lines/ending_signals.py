"""The signals that end a program which does nothing about them."""

import signal

_NOT_ENDING = ("CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "WINCH")
"""They are ignored, or stop the program for a while (POSIX.1-2017: signal.h)."""

_BEYOND_HELP = ("KILL", "SEGV", "BUS", "FPE", "ILL")
"""One cannot be handled; the others come from the interpreter itself, which would fault again. After them the
full screen is given back by another program (`tui.terminal_watch`); `reset` repairs the settings of the line.
"""

_IGNORED_BY_PYTHON = ("PIPE", "XFSZ")
"""A write fails in their place."""

ENDING_SIGNALS = tuple(
    number
    for number in signal.Signals
    if number.name.removeprefix("SIG") not in (*_NOT_ENDING, *_BEYOND_HELP, *_IGNORED_BY_PYTHON)
)
"""The signals after which a program still has to leave its terminal as it was."""
