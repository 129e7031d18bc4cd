"""What a run looks at ten times a second: whether it may go on, and the clock."""

from collections.abc import Callable
from threading import Condition
from typing import Any

import pytest

from dm_tui.services.mailing.delivery.mailing_run import MailingRun
from tests.held import HELD


class RunTicks:
    """Counts how often a run has looked."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._looked, self._news = 0, Condition()
        tick: Callable[..., None] = MailingRun._tick

        def count(run: MailingRun, *given: Any) -> None:
            tick(run, *given)
            with self._news:
                self._looked += 1
                self._news.notify_all()

        patch.setattr(MailingRun, "_tick", count)

    def wait_until_seen(self) -> None:
        """Wait until the run has looked at what is true now: twice, for one look may have begun before."""
        with self._news:
            seen = self._looked + 2
            assert self._news.wait_for(lambda: self._looked >= seen, HELD)
