"""An app comes up once in the preloaded process, for its style sheets: each copy would read and apply them.

That is a third of the time in which a screen comes up. What is found depends on nothing in which copies
differ, and nothing else of that app is left: no file and no thread.
"""

import asyncio
import os
import shutil
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from dm_tui.tui.app import DirectMailApp
from tests.parsed_once import parse_once
from tests.styled_once import find_styles_once


class _ForGood:
    """What changes something for as long as this process, and its copies, last."""

    setattr = staticmethod(setattr)


def find_styles() -> None:
    """Keep what the first step and, behind it, the others look like."""
    parse_once(_ForGood)  # type: ignore[arg-type]
    find_styles_once(_ForGood)  # type: ignore[arg-type]
    home = Path(tempfile.mkdtemp())
    tempfile.tempdir = None  # each copy looks for its own
    try:
        with mock.patch.dict(os.environ, {"HOME": str(home)}):
            asyncio.run(_come_up(home / "state" / "state.json"))
    finally:
        shutil.rmtree(home)
    assert threading.active_count() == 1, "a copy has no thread but its first"


async def _come_up(state: Path) -> None:
    app = DirectMailApp.for_state(state, datetime(2026, 1, 31, 9, tzinfo=UTC))
    async with app.run_test(size=(80, 24)) as pilot:
        await app._preload_screens()
        await pilot.pause()
    app.direct_mail.close()
