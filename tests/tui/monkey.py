"""A monkey at the keyboard: bursts of keys that arrive together, as bytes a terminal sends.

A key that is held down, a stall of the machine, a slow line and a clumsy hand all send several keys in one
packet. They go through the parser of the terminal into the program in one turn of its loop.
"""

import asyncio
from collections import Counter
from random import Random

from textual._xterm_parser import XTermParser

from tests.tui.journey import User

ESCAPE, ENTER, CTRL_P, PAGE_UP = "\x1b[27u", "\r", "\x10", "\x1b[5~"
"""Esc is sent as terminals with the protocol of kitty do: a bare one in a packet would be an Alt."""

MOVES = (
    *("\t", "\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"),  # Tab, Shift+Tab and the arrows
    *(PAGE_UP, "\x1b[6~", "\x1b[H", "\x1b[F", " ", "\x7f", "\x1b[3~"),  # pages, ends, Space and what deletes
)
FUNCTION_KEYS = (
    *("\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[19~", "\x1b[20~"),  # F1 to F5, F8, F9
    *("\x13", "\x15"),  # Ctrl+S, Ctrl+U; Ctrl+C leaves
)
LETTERS = "abcdefghjkmnprstuvxyG?/+-123456789"

TURNS = 60
"""Turns of the loop at most between two packets of a burst; a screen takes some hundred to be there."""


class Monkey:
    """Draws bursts and sends them; `seen` counts them by the screen they met, `last` is for the report."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.seen: Counter[str] = Counter()
        self.last = ""

    @property
    def sent(self) -> int:
        """How many bursts were sent."""
        return self.seen.total()

    def burst(self) -> list[str]:
        """Return 2 to 5 keys: one of them again and again, or any."""
        length = self.random.randint(2, 5)
        if self.random.random() < 0.35:
            return [self._key()] * length
        return [self._key() for _ in range(length)]

    def _key(self) -> str:
        drawn = self.random.random()
        if drawn < 0.3:
            return ENTER
        if drawn < 0.4:
            return ESCAPE
        if drawn < 0.43:
            return CTRL_P
        if drawn < 0.46:
            x, y = self.random.randint(1, 80), self.random.randint(1, 24)
            return f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"  # a click
        return self.random.choice(self.random.choice((MOVES, MOVES, FUNCTION_KEYS, LETTERS, LETTERS)))

    async def send(self, user: User, keys: list[str]) -> None:
        """Send keys in one packet, or the last of them some turns of the loop later."""
        self.last = f"{keys} on {user.here}"
        self.seen[str(user.here)] += 1
        cut = self.random.randrange(1, len(keys)) if self.random.random() < 0.3 else len(keys)
        packet(user, *keys[:cut])
        if keys[cut:]:
            for _ in range(self.random.randint(1, TURNS)):
                await asyncio.sleep(0)
            packet(user, *keys[cut:])


def packet(user: User, *keys: str) -> None:
    """Take keys from the terminal as the driver does, all at once."""
    driver = user.app._driver
    assert driver is not None
    for message in XTermParser().feed("".join(keys)):
        driver.process_message(message)
