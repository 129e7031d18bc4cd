"""What the program paints, on its way to the terminal: nothing that happens there ends the painting."""

import os
from typing import TextIO


class TerminalOutput:
    """The terminal as a file. What it cannot show is replaced; when it is gone, /dev/null takes its place.

    Textual 8.2 paints in a thread that an error ends, and then no sequence reaches the terminal any more, not
    even those that give it back (a Latin-1 locale: Textual issue 4168).
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        try:
            try:
                self._file.write(text)
            except UnicodeEncodeError:
                from dm_tui.tui.missing_characters import replace_what_is_missing  # most locales have all

                self._file.write(replace_what_is_missing(text, self._file.encoding))
        except (OSError, ValueError):  # it is gone, or the file is closed
            self._discard_output()

    def flush(self) -> None:
        try:
            self._file.flush()
        except (OSError, ValueError):
            self._discard_output()

    def fileno(self) -> int:
        return self._file.fileno()

    def _discard_output(self) -> None:
        nothing = os.open(os.devnull, os.O_WRONLY)
        if self._file.closed:
            self._file = open(nothing, "w", encoding="utf-8")  # noqa: SIM115  # it ends with the program
            return
        os.dup2(nothing, self._file.fileno())  # the writes still to come go there as well
        os.close(nothing)
