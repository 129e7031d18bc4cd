"""Usage as pictures: the cursor's day in words, in the calendar and in its month; a key writes little."""

from functools import partial

import pytest
from rich.style import Style
from textual.geometry import Region, Size

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.paid_by import paid_by
from dm_tui.tui.console.usage.day_chart import DayChart
from dm_tui.tui.console.usage.month_pictures import MonthBars, MonthOfMail
from dm_tui.tui.exact_update import ExactUpdate
from tests.tui.conftest import SitDown
from tests.tui.journey import User

A_KEY = 2_000
"""Bytes that a key writes at most."""


def _chart(user: User) -> DayChart:
    return user.screen.query_one(DayChart)


def _shows(user: User, words: str) -> bool:
    return words in " ".join(user.rows())


async def _opens(user: User) -> None:
    await user.sees("console")
    await user.presses("3")
    await user.until(lambda: user.focused == "usage-days", "the columns")


async def test_the_last_day_is_chosen_and_keys_move_by_days_and_weeks(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await _opens(user)
        for key, words in (
            ("", "Saturday 31 January: nothing sent"),
            ("left", "Friday 30 January: 1,047 emails · plans 1,047 · 52 % of the daily quota"),
            ("up", "Friday 23 January: 1,316 emails"),
            ("down", "Friday 30 January: 1,047 emails"),
            ("right", "Saturday 31 January: nothing sent"),
            ("right", "Saturday 31 January: nothing sent"),
            ("home", "Wednesday 3 September: "),
            ("end", "Saturday 31 January: nothing sent"),
        ):
            await user.presses(*filter(None, [key]))
            await user.until(partial(_shows, user, words), words)


async def test_calendar_and_months_follow_the_cursor(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await _opens(user)
        shown = "\n".join(user.rows())
        for words in (
            "January 2026",
            "▸31·",
            "▸ Jan",
            "37,155",
            "31,768",
            "what paid for it",
            "░ free quota",
        ):
            assert words in shown
        await user.presses(*["up"] * 5)
        await user.until(lambda: "December 2025" in "\n".join(user.rows()), "the month before")
        shown = "\n".join(user.rows())
        assert "▸27" in shown
        assert "▸ Dec" in shown
        assert "▸ Jan" not in shown


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (160, 48)])
async def test_pictures_are_seen_whole_use_the_room_and_name_every_mark(
    user_at: SitDown, direct_mail: DirectMail, size: tuple[int, int]
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(size) as user:
        await _opens(user)
        for id in ("#usage-days", "#usage-calendar", "#usage-months"):
            assert user.screen.region.contains_region(user.find(id).region), id
            assert user.find(id).region.height >= 7
        shown = "\n".join(user.rows())
        for name in ("░ free quota", "█ plans", "▒ pay-as-you-go"):
            assert name in shown
        assert sum(not row.strip(" │┃") for row in user.rows()) <= size[1] // 3


async def test_a_key_repaints_what_differs(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await _opens(user)
        await user.settles()
        painted = []
        whole = user.screen.size.area
        compositor = user.screen._compositor
        render = compositor.render_partial_update

        def counted() -> object:
            painted.append(sum(region.area for region in compositor._dirty_regions))
            return render()

        monkeypatch.setattr(compositor, "render_partial_update", counted)
        await user.presses("left")
        await user.settles()
        assert 0 < sum(painted) < whole // 10


def _cells(user: User) -> dict[tuple[int, int], object]:
    """Return each cell of the screen as it looks: a blank has no colour of its own."""
    found: dict[tuple[int, int], object] = {}
    for y, strip in enumerate(user.screen._compositor.render_strips(user.screen.size)):
        looks = [(sign, segment.style or Style()) for segment in strip for sign in segment.text]
        for x, (sign, style) in enumerate(looks):
            found[x, y] = (sign, style.bgcolor if sign == " " else style.clear_meta_and_links())
    return found


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (160, 48)])
async def test_a_change_of_month_repaints_all_that_differs_in_few_bytes(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(size) as user:
        await _opens(user)
        await user.settles()
        dirty: set[Region] = set()
        written: list[str] = []
        compositor = user.screen._compositor
        render = compositor.render_partial_update

        def noted() -> object:
            dirty.update(compositor._dirty_regions)
            update = render()
            if isinstance(update, ExactUpdate):
                written.append(update.render_segments(user.app.console))
            return update

        monkeypatch.setattr(compositor, "render_partial_update", noted)
        for days in (31, 3, -34):  # to other months and within one
            before = _cells(user)
            dirty.clear()
            written.clear()
            chart = _chart(user)
            chart.choose(chart.chosen - days)
            await user.settles()
            after, keys, regions = _cells(user), "".join(written), set(dirty)
            differing = [place for place, look in after.items() if look != before[place]]
            assert differing
            assert all(any(region.contains(*place) for region in regions) for place in differing)
            assert 0 < len(keys.encode()) < A_KEY
            for picture in user.screen.query("UsageCharts *"):
                picture.refresh()
            await user.settles()
            assert _cells(user) == after  # nothing was left as it had been


async def test_a_day_outside_the_window_repaints_what_differs_and_all_of_that(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await _opens(user)
        await user.settles()
        before = user.rows()
        dirty: set[Region] = set()
        compositor = user.screen._compositor
        render = compositor.render_partial_update

        def noted() -> object:
            dirty.update(compositor._dirty_regions)
            return render()

        monkeypatch.setattr(compositor, "render_partial_update", noted)
        chart = _chart(user)
        chart.choose(chart._first - 1)
        await user.settles()
        differing = {
            (x, y)
            for y, rows in enumerate(zip(before, user.rows(), strict=True))
            for x, (old, new) in enumerate(zip(*rows, strict=True))
            if old != new
        }
        assert differing
        assert all(any(region.contains(x, y) for region in dirty) for x, y in differing)
        in_chart = [region for region in dirty if chart.region.contains_region(region)]
        assert sum(region.area for region in in_chart) < chart.region.area // 2


async def test_a_click_chooses_the_day_under_it(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await _opens(user)
        chart = _chart(user)
        await user.pilot.click(chart, offset=(2 + chart.content_size.width - 7, 12))
        await user.until(lambda: chart.chosen == len(chart._days) - 7, "the day clicked")


async def test_a_day_that_is_chosen_stays_chosen_when_mail_is_sent(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await _opens(user)
        await user.presses("left", "left")
        chosen = _chart(user)._days[_chart(user).chosen].begins
        direct_mail.metering.record(500)
        await user.until(lambda: _chart(user)._days[-1].emails == 500, "what was sent now")
        assert _chart(user)._days[_chart(user).chosen].begins == chosen


async def test_without_mail_the_place_says_what_will_be_here(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("3")
        await user.until(lambda: user.focused == "usage-none", "the words")
        assert "Nothing sent yet" in " ".join(user.rows())
        await user.presses("left", "v")
        await user.until(lambda: user.find("#usage .empty").display, "the list")


def test_the_months_give_way_to_the_names_of_their_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MonthBars, "content_size", Size(28, 7))
    bars = MonthBars(id="usage-months")
    bars.show("By month", [MonthOfMail("Jan", 30, (10, 10, 10), False)] * 6, paid_by())
    rows = str(bars.render()).splitlines()
    assert len(rows) <= 7
    for words in ("░ free quota", "█ plans", "▒ pay-as-you-go"):
        assert any(words in row for row in rows), words
