"""An account that can send, and a clock that moves: no comparison may depend on one instant."""

from datetime import datetime, timedelta
from typing import Protocol

import pytest

from dm_tui.services.direct_mail import DirectMail
from tests.post import PostOffice
from tests.tui.console.send.mailings import can_send


class _Clock(Protocol):
    step: timedelta

    def __call__(self) -> datetime: ...


@pytest.fixture(autouse=True)
def clock_that_goes_on(fixed_clock: _Clock) -> None:
    """Let a microsecond pass with every look at the clock."""
    fixed_clock.step = timedelta(microseconds=1)


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def sender(direct_mail: DirectMail, office: PostOffice) -> DirectMail:
    return can_send(direct_mail, office)
