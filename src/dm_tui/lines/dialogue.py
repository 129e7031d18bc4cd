"""Questions and answers as lines, for screen readers, serial lines and logs.

No cursor moves, and nothing is repainted. Every question also accepts `b`, `q` and `?` or `help`; they lose
nothing the user typed.
"""

import os
import re
import select
import signal
from collections.abc import Sequence
from functools import cache
from textwrap import fill
from typing import TextIO

from dm_tui.domain.text import clean_line, show_control_characters, to_ascii
from dm_tui.lines.typeahead import drop_typeahead

KEY_HELP = "At every question: b goes back, q leaves and saves everything, ? or help shows help. Enter accepts the answer in [ ]."

LONGEST_ANSWER = 300
"""Characters of an answer that are used."""

_NARROWEST = 20
"""Columns below which the terminal itself breaks lines."""

_CHOICE_INDENT = re.compile(r" *(?:\d+  )?")
"""The indent of a wrapped line's rest: under the text after the number of a choice."""

_LONGEST_LINE = 65_536
"""Bytes of a line that are kept until its end arrives."""


class LeaveRequested(Exception):  # noqa: N818  # an answer, no error
    """The user leaves, or the input has ended."""


class BackRequested(Exception):  # noqa: N818  # an answer, no error
    """The user goes back to the previous step."""


class Dialogue:
    """Asks on `out` and takes answers from the descriptor `source`.

    `help` is the text for `?`. Raises LeaveRequested for `q` and BackRequested for `b`.
    """

    def __init__(self, source: int, out: TextIO, *, ascii_only: bool) -> None:
        self.help: Sequence[str] = ()
        self.question_count = 0
        self._source = source
        self._out = out
        self._ascii_only = ascii_only
        self._waiting = b""

    def say(self, *lines: str) -> None:
        """Write lines; on a terminal, a long one wraps between words, under its own indent."""
        columns = self._columns()
        shown = (self._printable(part) for line in lines for part in line.split("\n"))
        self._write("".join(f"{_wrap_line(line, columns)}\n" for line in shown))

    def ask(self, prompt: str, default: str = "", *, seconds: float | None = None) -> str:
        """Return the answer, or `default` for an empty answer or none within `seconds`."""
        while True:
            answer = self._answer(f"{prompt} [{default}]: " if default else f"{prompt}: ", seconds)
            match answer.lower():
                case "b":
                    raise BackRequested
                case "q":
                    raise LeaveRequested
                case "?" | "help":
                    self.say(*self.help, KEY_HELP)
                case "":
                    return default
                case _ if text := clean_line(answer, LONGEST_ANSWER):
                    return text
                case _:
                    self.say("That answer has no text.")

    def ask_without_typeahead(self, prompt: str, default: str = "") -> str:
        """Ask a question and drop everything typed or pasted before it: no earlier line may decide it."""
        if drop_typeahead(self._source):
            self._waiting = b""
        return self.ask(prompt, default)

    def choose(self, prompt: str, options: Sequence[tuple[str, str]], chosen: str | None) -> str:
        """Return the chosen id of several (id, label); the user types its number or its id."""
        ids = [id for id, _ in options]
        self.say(*(f"  {number}  {label}" for number, (_, label) in enumerate(options, 1)))
        default = str(ids.index(chosen) + 1) if chosen in ids else "1"
        while True:
            answer = self.ask(prompt, default)
            if answer in ids:
                return answer
            if answer.isascii() and answer.isdigit() and len(answer) <= 3:
                number = int(answer)
                if 1 <= number <= len(ids):
                    return ids[number - 1]
            self.say(f"Type a number from 1 to {len(ids)}.")

    def _answer(self, prompt: str, seconds: float | None) -> str:
        self.question_count += 1
        prompt = self._printable(prompt)
        _was_resumed()  # forget a stop before this question
        self._write(prompt)
        line = self._line(prompt, seconds)
        if line is None or not os.isatty(self._source):  # nothing was echoed
            self.say(clean_line(line or "", LONGEST_ANSWER))
        elif not self._out.isatty():  # the echo went elsewhere
            self.say("")
        return line or ""

    def _line(self, prompt: str, seconds: float | None) -> str | None:
        """Return the next line, None if none came within `seconds`. A line without an end is no answer.

        Repeats the prompt after Ctrl-Z: the shell has covered the question.
        """
        while b"\n" not in self._waiting:
            try:
                ready, *_ = select.select([self._source, _signal_pipe()], [], [], seconds)
                if not ready:
                    return None
                if self._source not in ready:
                    if _was_resumed():
                        self._write(f"\n{prompt}")
                    continue
                typed = os.read(self._source, 4096)
            except OSError:  # the terminal is gone
                typed = b""
            if not typed:
                raise LeaveRequested
            self._waiting += typed
            if len(self._waiting) > _LONGEST_LINE and b"\n" not in self._waiting:
                self._waiting = self._waiting[:_LONGEST_LINE]
        line, _, self._waiting = self._waiting.partition(b"\n")
        return line.decode("utf-8", "replace").strip()

    def _columns(self) -> int:
        """Return the width of the terminal, 0 if there is none or it is unknown."""
        try:
            return os.get_terminal_size(self._out.fileno()).columns
        except (OSError, ValueError):
            return 0

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()

    def _printable(self, text: str) -> str:
        text = show_control_characters(text)
        return to_ascii(text) if self._ascii_only else text


def _wrap_line(line: str, columns: int) -> str:
    """Wrap a line to `columns`; only a longer word may be wider."""
    if len(line) <= columns or columns < _NARROWEST:
        return line
    indent = " " * len(_CHOICE_INDENT.match(line)[0])  # type: ignore[index]  # it matches nothing, too
    return fill(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


@cache
def _signal_pipe() -> int:
    """Return the end of a pipe that yields the number of every signal, made once.

    The handler itself prints nothing: a stream in the middle of writing takes no second writer.
    """
    source, end = os.pipe()
    for descriptor in (source, end):
        os.set_blocking(descriptor, False)
    signal.set_wakeup_fd(end, warn_on_full_buffer=False)
    signal.signal(signal.SIGCONT, lambda *_: None)  # signals without a handler do not reach the pipe
    return source


def _was_resumed() -> bool:
    """Say whether the program was stopped and resumed since the last call."""
    try:
        return signal.SIGCONT in os.read(_signal_pipe(), 4096)
    except BlockingIOError:
        return False
