"""How many calls wait for one another: at 200 ms a call that is the time, whatever is made beside it.

A limit of time follows from each: a start of the program takes about 0.3 s, so `status` in 0.7 s allows two
rounds, a console that has never been read in 1.5 s four, and `buy` of one plan in 2 s six.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from dm_tui.providers.alibaba.api import client
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.server import Vendor
from tests.alibaba.server.account import now

pytestmark = pytest.mark.usefixtures("reads_in_threads")

WARM = {
    ("status",): 2,
    ("plans",): 1,
    ("domains",): 2,
    ("orders",): 1,
    ("buy", "50k", "--accept-terms", "--yes-spend", "13.05"): 5,
}
"""Rounds of each command on an account that was read an hour ago."""


@pytest.fixture(autouse=True)
def furnished(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account with one of everything; a call may take as long as its round."""
    monkeypatch.setattr(client, "READ_SECONDS", 10.0)
    monkeypatch.setattr(client, "WRITE_SECONDS", 10.0)
    vendor.account.order(50_000)


@pytest.mark.parametrize("words", WARM, ids=" ".join)
def test_a_command_on_a_known_account(
    live_command: Command, vendor: Vendor, state_path: Path, words: tuple[str, ...]
) -> None:
    hour_ago = now() - timedelta(hours=1)
    direct_mail = DirectMail(state_path, "alibaba", clock=lambda: hour_ago)
    direct_mail.connect()
    direct_mail.close()
    vendor.rounds.begin()
    ran = live_command(*words)
    assert ran.code == 0, ran.err
    assert vendor.rounds.number <= WARM[words], "\n".join(map(str, vendor.rounds.calls))


def test_the_console_on_an_account_that_was_never_read(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.rounds.begin()
    open_live().connect()
    assert vendor.rounds.number <= 3, "\n".join(map(str, vendor.rounds.calls))


def test_the_console_on_a_known_account(live: DirectMail, vendor: Vendor) -> None:
    vendor.rounds.begin()
    live.connect()
    assert vendor.rounds.number <= 2, "\n".join(map(str, vendor.rounds.calls))
