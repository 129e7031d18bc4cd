"""A clock that goes on: what is compared with what was shown a moment ago must not depend on the instant."""

from datetime import datetime, timedelta
from typing import Protocol

import pytest


class _Clock(Protocol):
    step: timedelta

    def __call__(self) -> datetime: ...


@pytest.fixture(autouse=True)
def clock_that_goes_on(fixed_clock: _Clock) -> None:
    """Let a microsecond pass with every look at the clock."""
    fixed_clock.step = timedelta(microseconds=1)
