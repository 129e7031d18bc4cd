"""The conversation under signals: whoever comes back from Ctrl-Z reads the question again."""

import io
import os
import pty
import signal
import termios
from collections.abc import Iterator
from typing import Any

import pytest

from dm_tui.domain.text import to_ascii
from dm_tui.lines.dialogue import Dialogue


class Terminal(io.RawIOBase):
    """You leave it by Ctrl-Z and come back while the first text is written.

    It answers the second question.
    """

    def __init__(self) -> None:
        self.source, self._end = os.pipe()
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, raw: Any) -> int:  # any buffer
        if not self.written:
            os.kill(os.getpid(), signal.SIGCONT)
        self.written += bytes(raw)
        if self.written.count(b"[1]: ") == 2:
            os.write(self._end, b"7\n")
        return len(raw)

    def close(self) -> None:
        if not self.closed:
            os.close(self.source)
            os.close(self._end)
        super().close()


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    with Terminal() as terminal:
        yield terminal


@pytest.fixture
def dialogue(terminal: Terminal) -> Dialogue:
    out = io.TextIOWrapper(io.BufferedWriter(terminal), "utf-8")
    return Dialogue(terminal.source, out, ascii_only=False)


def test_a_stop_in_the_middle_of_a_question_asks_it_once_more(dialogue: Dialogue, terminal: Terminal) -> None:
    assert dialogue.ask("How many", "1", seconds=5) == "7"
    assert terminal.written == b"How many [1]: \nHow many [1]: 7\n"


def test_a_stop_before_a_question_asks_it_once(dialogue: Dialogue, terminal: Terminal) -> None:
    dialogue.say("Console")
    assert dialogue.ask("How many", "1", seconds=0.1) == "1"
    assert terminal.written == b"Console\nHow many [1]: \n"


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_terminal_gets_no_line_broken_within_a_word(ascii_only: bool) -> None:
    """Whether a terminal has 7 or 50 columns; what is no terminal gets each line whole."""
    line = "  1  Two “plans” … 50k × 3 of 150,000 emails, https://example.com/a-page-of-some-length there"
    whole = line if not ascii_only else to_ascii(line)
    for columns, broken in ((50, True), (7, False)):
        end, source = pty.openpty()
        termios.tcsetwinsize(source, (20, columns))
        with os.fdopen(source, "w") as out:
            Dialogue(source, out, ascii_only=ascii_only).say(line)
            said = os.read(end, 4096).decode().splitlines()
        os.close(end)
        assert [word for line in said for word in line.split()] == whole.split()
        if broken:
            assert len(said) > 1
            assert all(len(line) <= columns for line in said)
            assert all(line.startswith("     ") for line in said[1:])  # beneath the choice's text
        else:
            assert said == [whole]
    piped = io.StringIO()
    Dialogue(0, piped, ascii_only=ascii_only).say(line)
    assert piped.getvalue() == f"{whole}\n"
