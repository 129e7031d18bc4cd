"""Room is used: at most four tenths of the rows of a large window are blank, and a small one shows all."""

import re

import pytest
from textual.widget import Widget

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import TABS, tab_key
from tests.tui.conftest import SitDown
from tests.tui.journey import User

_SIDES = re.compile(r"[\s│┃]")

LARGE = (160, 48)


def _blank(user: User) -> int:
    """Count the rows with nothing but the sides of frames."""
    return sum(not _SIDES.sub("", row) for row in user.rows())


async def _shows(user: User, pane: str) -> None:
    await user.sees("console")
    await user.presses(tab_key(pane))
    await user.settles()


@pytest.mark.parametrize("pane", ["overview", "plans", "usage", "send", "advice"])
async def test_no_more_than_four_tenths_of_a_large_window_are_blank(
    user_at: SitDown, direct_mail: DirectMail, pane: str
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(LARGE) as user:
        await _shows(user, pane)
        assert _blank(user) * 10 <= LARGE[1] * 4, "\n".join(user.rows())


@pytest.mark.parametrize("pane", list(TABS))
async def test_80_columns_of_24_rows_show_all_of_a_tab(
    user_at: SitDown, direct_mail: DirectMail, pane: str
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((80, 24)) as user:
        await _shows(user, pane)
        scrolled = [one for one in user.screen.query(Widget) if one.max_scroll_y and one.region.height > 2]
        assert not [one for one in scrolled if one.styles.overflow_y != "hidden"], scrolled
