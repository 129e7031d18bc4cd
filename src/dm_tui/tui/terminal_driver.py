"""Textual's driver, for terminals that misbehave: bytes that are no UTF-8, hostile pastes, signals, hang-ups.

What was found with Textual 8.2 and is mended here: one byte that is no UTF-8 ended the program with exit code
0 (Textual issue 6456); an escape inside a paste turned the rest of it into keys; a terminal that went away
left the program waiting for ever to paint; a quick run of sizes could end with one that was no longer so; a
program stopped by SIGSTOP and continued never gave the terminal back as it was; SIGTERM and SIGHUP left the
terminal as it was painted.
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
"""Seconds after which the driver looks whether it shall end, and whether an escape was a key."""

READ_BYTES = 65_536
"""Bytes that are read together."""


class _TerminalOutput:
    """The terminal as a file. When it is gone, nothing takes its place and swallows what is written."""

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
        os.dup2(nothing, self._file.fileno())  # what is still to be written goes there as well
        os.close(nothing)


class SteadyDriver(LinuxDriver):
    """Ends the program in good order (`QuitRequested`) when it is told to, or when the terminal goes away."""

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        # Paints on stdout, which was seen to be a terminal: stderr may be sent to a file.
        screen = _TerminalOutput(sys.__stdout__ or sys.stdout)
        self._file = screen  # type: ignore[assignment]  # it has all that is used of a file
        self._running = False
        # In the event loop, not between any two instructions of it: Textual's own handlers take locks that
        # the interrupted instruction may hold.
        self._loop.add_signal_handler(signal.SIGTSTP, self._sigtstp_application)
        self._loop.add_signal_handler(signal.SIGCONT, self._sigcont_application)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wants it
                self._loop.add_signal_handler(number, self._end, number)

    def start_application_mode(self) -> None:
        """Take the terminal."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's own
        self._running = True
        # A handler of Textual's can be interrupted by the next one, and then reports its own size last.
        self._loop.add_signal_handler(signal.SIGWINCH, self._resized)

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self._running = False
        super().stop_application_mode()

    def _sigcont_application(self, *_: object) -> None:
        """Go on. After a SIGSTOP, which nobody is told of, the terminal is given back first and taken anew."""
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
        except (
            OSError
        ):  # a terminal that went away; at its end of file reading ends without an error
            pass
        except Exception as error:  # ours: it shall be told as every other
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
