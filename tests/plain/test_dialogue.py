"""The conversation under signals: whoever comes back from Ctrl-Z reads the question again."""

import io
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from dm_tui.plain.dialogue import Dialogue


class Terminal(io.RawIOBase):
    """It is left by Ctrl-Z and come back to in the middle of what is written first, and answers the second question."""

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


def test_a_stop_in_the_middle_of_a_question_asks_it_once_more(
    dialogue: Dialogue, terminal: Terminal
) -> None:
    assert dialogue.ask("How many", "1", seconds=5) == "7"
    assert terminal.written == b"How many [1]: \nHow many [1]: 7\n"


def test_a_stop_before_a_question_asks_it_once(dialogue: Dialogue, terminal: Terminal) -> None:
    dialogue.say("Console")
    assert dialogue.ask("How many", "1", seconds=0.1) == "1"
    assert terminal.written == b"Console\nHow many [1]: \n"
