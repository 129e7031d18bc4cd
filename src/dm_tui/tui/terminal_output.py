"""What the program paints, on its way to the terminal: nothing that happens there ends the painting."""

import os
import unicodedata
from typing import TextIO

from rich.cells import cell_len


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


def replace_what_is_missing(text: str, encoding: str) -> str:
    """Return `text` as far as `encoding` can say it, of the same width on the screen."""
    missing = {
        ord(character): _of_same_width(character)
        for character in set(text)
        if not character.isascii() and not character.encode(encoding, "ignore")
    }
    return text.translate(missing)


def _of_same_width(character: str) -> str:
    name = unicodedata.name(character, "")
    if name.startswith("BOX DRAWINGS"):
        across, down = "HORIZONTAL" in name, "VERTICAL" in name
        return "+" if across == down else "-" if across else "|"
    return "?" * cell_len(character)
