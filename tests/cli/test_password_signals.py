"""A signal ends the program while a password is typed, whenever it comes."""

import os
import signal
import threading

import pytest

from dm_tui.cli.commands.password import LOOK_EVERY, _signals_exit
from dm_tui.lines.ending_signals import ENDING_SIGNALS


def test_a_signal_that_does_not_end_the_wait_for_the_terminal_ends_the_program() -> None:
    """A signal to another thread is like one just before the wait: it is noted, and nothing wakes up."""
    number = next(number for number in ENDING_SIGNALS if signal.getsignal(number) is signal.SIG_DFL)
    source, end = os.pipe()
    waited_in_vain = threading.Event()

    def give_up() -> None:
        waited_in_vain.set()
        os.write(end, b"\n")

    def send() -> None:
        signal.pthread_kill(threading.get_ident(), number)

    def wait_for_the_terminal() -> None:
        for timer in (watch, sender):
            timer.start()
        os.read(source, 1)

    watch, sender = threading.Timer(40 * LOOK_EVERY, give_up), threading.Timer(LOOK_EVERY / 5, send)
    try:
        with pytest.raises(SystemExit) as left, _signals_exit():
            wait_for_the_terminal()
    finally:
        watch.cancel()
        for timer in (watch, sender):
            timer.join()
        for descriptor in (source, end):
            os.close(descriptor)
    assert left.value.code == 128 + number
    assert not waited_in_vain.is_set()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(number) is signal.SIG_DFL
