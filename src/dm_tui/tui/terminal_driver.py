"""Textual's driver for terminals that misbehave: invalid UTF-8, hostile pastes, signals, hang-ups.

It fixes these faults of Textual 8.2: one invalid byte ended the program with exit code 0 (Textual issue
6456); an escape inside a paste turned the rest of it into keys; a terminal that went away left the program
waiting for ever to paint; a quick run of sizes could end with an outdated one; a program stopped by SIGSTOP
and continued never restored the terminal; SIGTERM and SIGHUP left the screen painted.
"""

import os
import selectors
import signal
import sys
from codecs import getincrementaldecoder
from typing import IO, Any

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size

from dm_tui.tui.messages import QuitRequested
from dm_tui.tui.paste_filter import PasteFilter

LOOK_AGAIN = 0.1
"""Seconds between two checks whether to end, and whether an escape was a key."""

READ_BYTES = 65_536
"""Bytes read at once."""


class _TerminalOutput:
    """The terminal as a file. When it is gone, /dev/null takes its place."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError:
            self._discard_output()

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            self._discard_output()

    def fileno(self) -> int:
        return self._file.fileno()

    def _discard_output(self) -> None:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, self._file.fileno())  # the writes still to come go there as well
        os.close(nothing)


class SteadyDriver(LinuxDriver):
    """Ends the program in good order (`QuitRequested`) on a signal, or when the terminal goes away."""

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        # Paint on stdout, which is known to be a terminal: stderr may be a file.
        screen = _TerminalOutput(sys.__stdout__ or sys.stdout)
        self._file = screen  # type: ignore[assignment]  # it has the methods the driver uses
        self._running = False
        # Handled by the event loop, not between two of its instructions: Textual's own handlers take locks
        # that the interrupted instruction may hold.
        self._loop.add_signal_handler(signal.SIGTSTP, self._sigtstp_application)
        self._loop.add_signal_handler(signal.SIGCONT, self._sigcont_application)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup ignores it
                self._loop.add_signal_handler(number, self._end, number)

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's own
        self._running = True
        # Textual's handler can be interrupted by the next one, and then reports its older size last.
        self._loop.add_signal_handler(signal.SIGWINCH, self._resized)

    def stop_application_mode(self) -> None:
        self._running = False
        super().stop_application_mode()

    def _sigcont_application(self, *_: object) -> None:
        """Resume. A SIGSTOP comes without notice, so the terminal is given back first and taken again."""
        if self._running:
            self.suspend_application_mode()
        super()._sigcont_application()

    def _resized(self) -> None:
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
                if selector.select(LOOK_AGAIN):
                    typed = os.read(self.fileno, READ_BYTES)
                    if not typed:
                        return
                    text = without_hostile_pastes(decode(typed))
                    for message in parser.feed(text) if text else ():  # "" would end the parser
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
