"""The line of tabs: whole names where there is room, a number in any window, and reached by key and mouse."""

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import SHORT_TABS, TABS, tab_key
from dm_tui.tui.console.tab_bar import TabBar, fit_tabs
from tests.tui.conftest import SitDown
from tests.tui.console.looking import shown_tabs

KEYS = {pane: tab_key(pane) for pane in TABS}


async def test_the_keys_of_a_tab_work_on_the_line_of_tabs_as_well(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(*["right"] * 5)
        await user.until(lambda: shown_tabs(user) == ["send"], "the tab")
        await user.presses("n")
        await user.sees("compose")


async def test_all_tabs_fit_80_columns_with_many_messages(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    terms = direct_mail.purchases.catalogue().terms_version
    for _ in range(100):
        order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", terms)
        direct_mail.purchases.pay(order.id, "card-4242")
    async with user_at() as user:
        await user.sees("console")
        row = user.rows()[1]
        assert "7 Msgs(9+)" in row
        assert all(f"{key} {SHORT_TABS[pane]}" in row for pane, key in KEYS.items())


async def test_title_tabs_contents_and_keys_have_one_left_edge(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(KEYS["plans"])
        for size in ((80, 24), (100, 30), (120, 36), (160, 48)):
            await user.resizes(*size)
            await user.until(lambda: any("4 plans" in row for row in user.rows()), "the list")
            words = ("Direct Mail", "1 ", "● Plans", "4 plans", "Enter Open", "b Buy")
            rows = [next(row for row in user.rows() if row.strip().startswith(word)) for word in words]
            assert {len(row) - len(row.lstrip()) for row in rows} == {3 if size[0] >= 120 else 1}, size


async def test_arrows_change_the_tab_and_keep_the_focus_on_it(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("right", "right")
        await user.until(lambda: shown_tabs(user) == ["usage"], "usage")
        await user.until(lambda: user.find("#usage-days").region.width, "its columns")
        assert user.find("#tabs").has_focus
        await user.presses("tab")
        assert user.focused == "usage-days"


async def test_every_tab_has_its_number_in_every_window(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((40, 24)) as user:
        await user.sees("console")
        for width in (40, 60, 80, 100):
            await user.resizes(width, 24)
            for pane, key in KEYS.items():
                if user.focused == "advice-monthly":  # there digits are typed
                    await user.presses("escape")
                await user.presses(key)
                await user.until(lambda pane=pane: shown_tabs(user) == [pane], pane)  # type: ignore[misc]
                line = user.rows()[1]
                numbers = [number for number in KEYS.values() if number in line]
                assert numbers == list(KEYS.values()), (width, pane)
                assert len(line.rstrip()) <= width, (width, pane)


async def test_a_click_on_a_name_or_below_it_shows_its_tab_and_the_mouse_says_which(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await user.sees("console")
        line = user.screen.query_one(TabBar)
        plain = line.render_line(0)
        for row, pane, ends in ((0, "plans", 2), (1, "bills", 1), (0, "account", 2)):
            name = f"{KEYS[pane]} {TABS[pane]}"
            begins = line.render_line(0).text.index(name)
            for column in (begins + len(name) - 1, begins)[:ends]:
                await user.presses(KEYS["overview"])
                await user.until(lambda: shown_tabs(user) == ["overview"], "the overview")
                place = (line.content_region.x - line.region.x + column, row)
                await user.pilot.hover(line, offset=place)
                await user.until(lambda: line.render_line(0) != plain, "another look under the mouse")
                await user.pilot.click(line, offset=place)
                await user.until(lambda pane=pane: shown_tabs(user) == [pane], pane)  # type: ignore[misc]
                assert line.has_focus
        await user.pilot.click(line, offset=(line.size.width - 1, 0))
        assert shown_tabs(user) == ["account"]  # beside the names
        await user.pilot.hover("#masthead")
        await user.until(lambda: line.hovered == "", "the mouse is gone")


async def test_the_line_below_is_heavy_under_the_name_of_the_tab_in_front(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 36)) as user:
        await user.sees("console")
        line = user.screen.query_one(TabBar)
        for pane in TABS:
            name = next(label for label in line._line.labels if label.startswith(KEYS[pane]))
            begins = line.render_line(0).text.index(name)
            below = line.render_line(1).text
            assert len(below) == line.content_size.width
            assert below[begins : begins + len(name)] == "━" * len(name)
            assert below[begins - 1] + below[begins + len(name)] == "╸╺"
            await user.presses("right")


@pytest.mark.parametrize("scenario", ["fresh", "activated", "busy"])
async def test_the_key_line_names_quit_in_the_smallest_window(
    user_at: SitDown, direct_mail: DirectMail, scenario: str
) -> None:
    direct_mail.sandbox.load(scenario)
    async with user_at((40, 12)) as user:
        await user.sees("prerequisites" if scenario == "fresh" else "console")
        assert "F1 Help  ^q Quit" in user.rows()[-1]


async def test_the_key_line_names_no_digits_where_a_field_takes_them(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    """In a narrow window the numbers are named there; in the field of Advice only Esc leads to them.

    In a wide window, where the line of tabs has the numbers, Esc is named in that field, too.
    """
    direct_mail.sandbox.load("busy")
    async with user_at((60, 20)) as user:
        await user.sees("console")
        assert "1-9 Tabs" in user.rows()[-1]
        await user.presses(KEYS["advice"])
        await user.until(lambda: user.focused == "advice-monthly", "the field in focus")
        await user.settles()
        assert "1-9" not in user.rows()[-1]
        assert "Esc Tabs" in user.rows()[-1]
        await user.presses("escape")
        await user.settles()
        assert "1-9 Tabs" in user.rows()[-1]
        await user.presses(KEYS["plans"], "slash")
        await user.settles()
        assert "Tabs" not in user.rows()[-1]
        await user.resizes(120, 36)
        await user.presses("escape", KEYS["advice"])
        await user.until(lambda: user.focused == "advice-monthly", "the field in focus")
        await user.until(lambda: "Esc Tabs" in user.rows()[-1], "the key that leads to the tabs")
        await user.presses("escape")
        await user.settles()
        assert "Tabs" not in user.rows()[-1]  # the names are in the line of tabs


@pytest.mark.parametrize("unread", [5, 60, 1_200])
def test_a_count_of_messages_never_reads_as_the_number_of_a_tab(unread: int) -> None:
    for width in range(40, 161):
        for front in TABS:
            words = " ".join(fit_tabs(unread, front, width).labels)
            numbers = [word for word in words.split() if word[:1].isdigit()]
            assert [number.partition("(")[0] for number in numbers] == list(KEYS.values()), (width, front)
            assert words.count("(") == 1, (width, front)
