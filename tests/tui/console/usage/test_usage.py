"""Usage: a bar for every day, hour and month, with parts that differ in shape."""

import json
from functools import partial
from pathlib import Path

from dm_tui.services.direct_mail import DirectMail
from tests.tui.conftest import SitDown
from tests.tui.console.looking import cells, table
from tests.tui.journey import User


def _says_nothing(user: User, place: str) -> bool:
    return "Nothing sent yet" in user.reads(place)


async def opens_list(user: User) -> None:
    """Open the list behind the pictures."""
    await user.presses("3", "v")
    await user.until(
        lambda: user.focused != "usage-days" and bool(user.find("#usage-legend").region), "the list"
    )


async def test_every_day_has_a_bar_and_its_numbers(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await opens_list(user)
        assert user.focused == "usage-table"
        assert "░░ free quota    ██ plans    ▒▒ pay-as-you-go" in user.reads("#usage-legend")
        newest = cells(user, "usage-table")[0]
        assert newest[:2] == ["2026-01-30", "1,047"]
        assert set(newest[2]) == {"█"}
        assert newest[3:] == ["0", "1,047", "0"]
        await user.presses("s")
        await user.until(lambda: cells(user, "usage-table")[0][0] == "2025-09-03", "oldest first")
        first = cells(user, "usage-table")[0]
        assert first[2].strip("█") == "░" * first[2].count("░") != ""
        await user.presses("slash", *"2025-12-1")
        await user.until(lambda: "with" in user.reads("#usage .count"), "the search")
        assert any("▒" in row[2] for row in cells(user, "usage-table"))


async def test_the_span_is_changed_with_a_key(
    user_at: SitDown, direct_mail: DirectMail, state_path: Path
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await opens_list(user)
        for span, first in (("month", "2026-01"), ("hour", "2026-01-30 09:00"), ("day", "2026-01-30")):
            await user.presses("d")
            assert cells(user, "usage-table")[0][0] == first
            assert f" {span}s " in user.reads("#usage .count")
            if span == "month":
                await user.presses("x", "tab", "enter")
                await user.hears("exported to")
    [path] = state_path.parent.glob("usage-*.json")
    written = json.loads(path.read_text())["usage"]
    assert {record["by"] for record in written} == {"month"}
    assert sum(record["free"] for record in written) == 2_000


async def test_the_bars_follow_the_width(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await opens_list(user)
        longest = max(len(row[2]) for row in cells(user, "usage-table"))
        await user.until(lambda: table(user, "usage-table").max_scroll_x == 0, "all in the window")
        await user.resizes(120, 36)
        await user.until(
            lambda: max(len(row[2]) for row in cells(user, "usage-table")) > longest, "longer bars"
        )
        await user.resizes(40, 12)
        assert user.here == "console"


async def test_without_mail_it_says_what_will_be_here(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await opens_list(user)
        await user.presses("d", "enter")
        assert user.find("#usage .empty").display
        assert "Sent mail appears here" in user.reads("#usage .empty")


async def test_mail_by_sender_address_is_one_key_away(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at((60, 20)) as user:
        await user.sees("console")
        await opens_list(user)
        await user.presses("v")
        await user.until(lambda: "No mailings in the last" in " ".join(user.rows()), "nothing yet")
        await user.presses("v")
        await user.until(lambda: "No mail with a tag" in " ".join(user.rows()), "nothing yet by tag")
        for view in ("#usage-none", "#usage .empty"):
            await user.presses("v")
            await user.until(partial(_says_nothing, user, view), "pictures, then time")
