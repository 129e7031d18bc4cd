"""The key Esc and the arrow keys begin with the same byte; only time tells them apart."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median

import pytest
from textual import _parser, constants, events
from textual._xterm_parser import XTermParser

from dm_tui.tui.terminal_driver import ESCAPE_SECONDS
from dm_tui.tui.wizard.billing_model import BillingModelScreen
from tests.pty.conftest import Start
from tests.pty.program import ESCAPE, F1, Program
from tests.pty.walking import HELP, walk_to

SLACK = 0.01
"""Seconds that the answer to Esc may take longer than two answers to another key, besides the wait: a busy
machine takes its time for both. An idle one answers within 60 ms.
"""

APART = 0.02
"""Seconds between the two pieces of an arrow key on a slow line."""

TRIES = 5


def _seconds_to_answer(program: Program, key: str, done: Callable[[], bool]) -> float:
    """Press a key once the screen is at rest, and return how long the first answer took."""
    program.until(lambda: len(program.output) == _after_a_moment(program), "quiet")
    before, began = len(program.output), time.monotonic()
    program.press(key)
    program.until(lambda: len(program.output) > before, "an answer")
    took = time.monotonic() - began
    program.until(done, f"{key!r} done")
    return took


def _after_a_moment(program: Program) -> int:
    program._read()
    return len(program.output)


def test_escape_is_answered_at_once(start: Start) -> None:
    program = start()
    walk_to(program, BillingModelScreen)
    other, escape = [], []
    for _ in range(TRIES):
        other.append(_seconds_to_answer(program, F1, lambda: HELP in program.text))
        escape.append(_seconds_to_answer(program, ESCAPE, lambda: HELP not in program.text))
    most = ESCAPE_SECONDS + 2 * median(other) + SLACK  # one may begin with the rest of an answer before it
    assert min(escape) < most, f"Esc: {min(escape):.3f} s, F1: {median(other):.3f} s"


def test_an_arrow_key_in_two_pieces_is_one_key(start: Start) -> None:
    program = start()
    walk_to(program, BillingModelScreen)
    for piece, rest in (("\x1b", "[B"), ("\x1b[", "A"), ("\x1bO", "B")):
        before, began = program.chosen_row(), time.monotonic()
        program.press(piece)
        time.sleep(APART)
        program.press(rest)
        if time.monotonic() - began > ESCAPE_SECONDS * 0.8:
            pytest.skip("The machine is too busy to send a key in two pieces on time.")
        program.until(partial(program.choice_left, before), f"{piece!r} and {rest!r} to be an arrow")
    assert "Leave dm-tui?" not in program.text


def test_time_alone_tells_escape_from_an_arrow(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(_parser, "get_time", lambda: now[0])
    monkeypatch.setattr(constants, "ESCAPE_DELAY", ESCAPE_SECONDS)
    parser = XTermParser()

    def keys(typed: str, later: float) -> list[str]:
        """Type, wait, and return the keys that were understood."""
        messages = list(parser.feed(typed))
        now[0] += later
        messages += parser.tick()
        return [message.key for message in messages if isinstance(message, events.Key)]

    assert keys("\x1b", APART) + keys("[B", APART) == ["down"]
    assert keys("\x1b[", APART) + keys("A", APART) == ["up"]
    assert keys("\x1bO", APART) + keys("B", APART) == ["down"]
    assert keys("\x1b", APART) + keys("[", APART) + keys("B", APART) == ["down"]
    assert keys("\x1b", ESCAPE_SECONDS) == ["escape"]
