"""A timer that is to fire once fires, though the processor goes elsewhere while it looks at the clock."""

import asyncio
import time

import pytest
from textual import _time

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.screen import ONE_FRAME
from tests.tui.conftest import SitDown


async def test_a_console_is_shown_though_the_processor_was_elsewhere(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("busy")
    elsewhere: list[float] = []

    def look_and_lose_the_processor() -> float:
        now, task = time.monotonic(), asyncio.current_task()
        if task is not None and task.get_name() == "delay_update" and not elsewhere:
            elsewhere.append(2 * ONE_FRAME)  # until it looks again
            time.sleep(elsewhere[0])
        return now

    monkeypatch.setattr(_time, "get_time", look_and_lose_the_processor)
    async with user_at() as user:
        await user.sees("console")
        assert elsewhere
        assert any("quota" in row for row in user.rows())
