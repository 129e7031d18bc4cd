"""A program that sends by a slow server is killed while it waits: only those whose letter may have left are
unknown.

The server's own record says whose letter reached it. CI kills twice; `DM_TUI_KILLS=60` is the long run,
`DM_TUI_SEED` repeats one.
"""

import asyncio
import os
import random
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.crash.test_sending import Server, kill_senders

# Read before the test begins: it is run in a bare environment.
KILLS = int(os.environ.get("DM_TUI_KILLS", "2"))
SEED = int(os.environ.get("DM_TUI_SEED", "0")) or random.randrange(1, 2**32)

RECIPIENTS, KILLS_OF_A_MAILING = 60, 6
PAUSE = 0.012
"""Seconds before the server answers each command of an envelope."""

BETWEEN_NOTE_AND_LETTER = 1
"""Letters that may be noted and not have left: a kill finds those few microseconds hardly ever."""


class SlowServer(Server):
    """Answers each command of an envelope late and a letter at once; keeps whose letters it read."""

    one_delivery = 3 * PAUSE

    def __init__(self) -> None:
        super().__init__()
        self.read: set[str] = set()

    async def _listen(self) -> int:
        server = await self._loop.create_server(lambda: _SlowSMTP(self), "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Take a sender, late."""
        await asyncio.sleep(PAUSE)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Take a recipient, late."""
        await asyncio.sleep(PAUSE)
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a letter."""
        self.read.update(envelope.rcpt_tos)
        return await super().handle_DATA(server, session, envelope)


class _SlowSMTP(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        await asyncio.sleep(PAUSE)
        await super().smtp_DATA(arg)


@pytest.mark.slow
def test_only_those_whose_letter_may_have_left_are_unknown(tmp_path: Path) -> None:
    print(f"DM_TUI_KILLS={KILLS} DM_TUI_SEED={SEED}")
    rng = random.Random(SEED)
    left, trials = KILLS, count()
    unknown = unread = 0
    while left > 0:
        path = tmp_path / f"{next(trials)}" / "state.json"
        with SlowServer() as server:
            trial = kill_senders(path, min(left, KILLS_OF_A_MAILING), rng, server, size=RECIPIENTS)
        assert trial.wrong == []
        unknown += len(trial.unknown)
        unread += len(set(trial.unknown) - server.read)
        left -= trial.killed
    print(f"{KILLS - left} kills: {unknown} unknown, the letters of {unread} of them never left")
    assert unread <= BETWEEN_NOTE_AND_LETTER
