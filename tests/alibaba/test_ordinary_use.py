"""Ordinary commands, one after the other: none is refused for its rate, and none waits for it."""

from datetime import timedelta
from pathlib import Path

import pytest

from dm_tui.providers.alibaba.api.pace import Pace
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command
from tests.alibaba.server import Vendor
from tests.alibaba.server.account import now

COMMANDS = (("status",), ("plans",), ("domains",), ("senders",), ("quote", "50k"), ("status",))


@pytest.mark.parametrize("read_before", [False, True], ids=["never read", "read an hour ago"])
def test_six_commands_within_one_second_are_all_taken_at_once(
    live_command: Command,
    vendor: Vendor,
    state_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    read_before: bool,
) -> None:
    """Each is a program of its own, with a pace of its own; the vendor counts all in a single instant."""
    vendor.account.order(50_000)
    if read_before:
        hour_ago = now() - timedelta(hours=1)
        direct_mail = DirectMail(state_path, "alibaba", clock=lambda: hour_ago)
        direct_mail.connect()
        direct_mail.close()
    waits: list[float] = []
    monkeypatch.setattr(Pace, "_wait_for", lambda self, calls: waits.append(self._seconds_left(calls)))
    vendor.rates.enforce(lambda: 0.0)
    for words in COMMANDS:
        ran = live_command(*words)
        assert ran.code == 0, ran.err
    assert (vendor.rates.refused, [seconds for seconds in waits if seconds > 0]) == ([], [])
