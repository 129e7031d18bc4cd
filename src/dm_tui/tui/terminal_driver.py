"""Textual's driver for terminals that misbehave: invalid UTF-8, hostile pastes, signals, hang-ups.

It fixes these faults of Textual 8.2: one invalid byte ended the program with exit code 0 (Textual issue
6456); an escape inside a paste turned the rest of it into keys; a terminal that went away left the program
waiting for ever to paint; a quick run of sizes could end with an outdated one; a program stopped by SIGSTOP
and continued never restored the terminal, and one that resumed often painted nothing on a blank screen; a
signal that ends the program, and an error while it starts or stops to paint, left the screen painted; the
mouse in pixels stayed asked for. What ends the program so that it can do nothing more is left to
`TerminalWatch`.
"""

import os
import selectors
import signal
import sys
import termios
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import Any

from textual import constants
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size

from dm_tui.lines.ending_signals import ENDING_SIGNALS
from dm_tui.tui.app_messages import QuitRequested
from dm_tui.tui.paste_filter import PasteFilter
from dm_tui.tui.terminal_output import TerminalOutput
from dm_tui.tui.terminal_watch import TerminalWatch

LOOK_AGAIN = 0.1
"""Seconds between two checks whether to end."""

ESCAPE_SECONDS = 0.04
"""Seconds after which an escape was the key Esc. An arrow key is an escape and more, and over a slow line the
rest may come 20 ms later. Textual waits for 100 ms; `ESCDELAY` (in ms) sets another time.
"""

READ_BYTES = 65_536
"""Bytes read at once."""

GIVE_BACK = (
    "\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l"  # no half-painted frame, paste markers, cut lines, sizes in band
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # no mouse
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"  # keys as usual, the main screen, its cursor, no focus events
)
"""What undoes all that Textual asks of a terminal (xterm: control sequences; kitty: keyboard protocol)."""


class SteadyDriver(LinuxDriver):
    """Ends the program in good order (`QuitRequested`) on a signal, or when the terminal goes away."""

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        # Paint on stdout, which is known to be a terminal: stderr may be a file.
        self._terminal = TerminalOutput(sys.__stdout__ or sys.stdout)
        self._file = self._terminal  # type: ignore[assignment]  # it has the methods the driver uses
        self._running = False
        self._watch: TerminalWatch | None = None
        if "ESCDELAY" not in os.environ:
            constants.ESCAPE_DELAY = ESCAPE_SECONDS  # type: ignore[misc]  # the parser looks here at each escape
        # Handled by the event loop, not between two of its instructions: Textual's own handlers take locks
        # that the interrupted instruction may hold.
        self._loop.add_signal_handler(signal.SIGTSTP, self._sigtstp_application)
        self._loop.add_signal_handler(signal.SIGCONT, self._sigcont_application)
        for number in ENDING_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup ignores it
                self._loop.add_signal_handler(number, self._end, number)

    def start_application_mode(self) -> None:
        self._running = True
        self._watch = self._watch or TerminalWatch(self._terminal.fileno(), GIVE_BACK)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's own
        # Textual's handler can be interrupted by the next one, and then reports its older size last.
        self._loop.add_signal_handler(signal.SIGWINCH, self._post_resize)

    def stop_application_mode(self) -> None:
        if self._mouse_pixels:
            self.write("\x1b[?1016l")
            self._mouse_pixels = False
        super().stop_application_mode()
        self._running = False
        self._end_watch()

    def give_back(self) -> None:
        """Leave the terminal as it was, where an error kept Textual from it."""
        if not self._running:
            return
        self._running = False
        self.exit_event.set()
        with suppress(OSError, ValueError):
            os.write(self._terminal.fileno(), GIVE_BACK.encode("ascii"))
        with suppress(OSError, termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        self._end_watch()

    def _end_watch(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.end()

    def _sigcont_application(self, *_: object) -> None:
        """Resume. A SIGSTOP comes without notice, so the terminal is given back first and taken again.

        The screen it switches to is blank, and Textual paints only what has changed, or another size.
        """
        if self._running:
            self.suspend_application_mode()
        super()._sigcont_application()
        self._app.call_later(self._app.refresh, layout=True)

    def _post_resize(self) -> None:
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self.process_message(Resize(size, size))

    def _end(self, number: int) -> None:
        self.process_message(QuitRequested(128 + number))

    def run_input_thread(self) -> None:
        """Read keys and pastes until the program ends or the terminal does."""
        try:
            self._read()
        except OSError:  # the terminal went away; at end of file reading ends without an error
            pass
        except Exception as error:  # a fault of ours is reported like any other
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)
            return
        if not self.exit_event.is_set():
            self._loop.call_soon_threadsafe(self._end, signal.SIGHUP)

    def _read(self) -> None:
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        without_hostile_pastes = PasteFilter().feed
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_seconds_to_wait(parser)):
                    typed = os.read(self.fileno, READ_BYTES)
                    if not typed:
                        return
                    text = without_hostile_pastes(decode(typed))
                    for message in parser.feed(text) if text else ():  # "" would end the parser
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)


def _seconds_to_wait(parser: XTermParser) -> float:
    """Return for how long to wait for input: an escape that may be a key is looked at in time."""
    until = parser._timeout_time
    return LOOK_AGAIN if until is None else min(LOOK_AGAIN, max(0.0, until - get_time()))
