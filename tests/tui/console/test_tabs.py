"""The tabs: made when they are first shown, reached by key, arrow and mouse, whatever is pressed how fast."""

import subprocess
import sys
from typing import Any

import pytest
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widget import Widget

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.lists.list_keys import ListKeys
from dm_tui.tui.console.screen import ConsoleScreen
from dm_tui.tui.console.shared.tab_names import SHORT_TABS, TABS, tab_key
from dm_tui.tui.console.tab_bar import TabBar
from dm_tui.tui.widgets.field import Field
from tests.tui.conftest import SitDown
from tests.tui.journey import User

KEYS = {pane: tab_key(pane) for pane in TABS}


def _made(user: User) -> list[str]:
    return [pane for pane in TABS if any(found.children for found in user.screen.query(f"#{pane}"))]


def _shown(user: User) -> list[str]:
    return [pane for pane in TABS if any(found.display for found in user.screen.query(f"#{pane}"))]


async def test_a_tab_is_made_when_it_is_first_shown_and_tab_follows_one_order_before_anything_is_laid_out(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Textual takes the order from where widgets are, less their margins; at first all are in one place."""
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        assert _made(user) == ["overview"]
        for number, (pane, key) in enumerate(KEYS.items(), 1):
            if user.focused == "advice-monthly":  # there digits are typed
                await user.presses("escape")
            await user.presses(key)
            await user.settles()
            assert _shown(user) == [pane]
            assert _made(user) == list(TABS)[:number]
            order = user.screen.focus_chain
            with monkeypatch.context() as not_laid_out:
                not_laid_out.setattr(Widget, "virtual_region", property(lambda widget: Region()))
                assert user.screen.focus_chain == order, pane


def test_the_first_frame_imports_no_other_tab() -> None:
    code = (
        "import sys; from dm_tui.tui.console import screen, tab_factory;"
        "tab_factory.make_tab('overview', None);"
        "print(*[name for name in sys.modules if name.endswith(('_data_table', 'services.export'))"
        " or name.startswith('dm_tui.tui.console.')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {
        "screen",
        "tab_factory",
        "due_work",
        "overview",
        "overview.coming_events",
        "overview.overview_tab",
        "overview.painted_rows",
        "shared.plans_axis",
        "overview.sent_emails",
        "overview.today_gauges",
        "overview.verdict",
        "overview.suggestions",
        "tab_bar",
        "tabbed_console",
        "shared",
        "shared.console_tab",
        "shared.tab_names",
    }
    assert set(run.stdout.split()) == {f"dm_tui.tui.console.{name}" for name in loaded}


async def test_the_keys_of_a_tab_work_on_the_line_of_tabs_as_well(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(*["right"] * 5)
        await user.until(lambda: _shown(user) == ["send"], "the tab")
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
        assert "7 News 99+" in row
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


@pytest.mark.parametrize("panes", [("messages",), ("account", *KEYS)], ids=["new", "made"])
async def test_however_fast_the_keys_the_last_one_counts(
    user_at: SitDown, direct_mail: DirectMail, panes: tuple[str, ...]
) -> None:
    """The first time some tabs are not made yet, later all are. Advice is not among them: it takes digits."""
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        for last in panes:
            if user.focused == "advice-monthly":  # there digits are typed
                await user.presses("escape")
            await user.hammers(*"56723419562", KEYS[last])
            await user.until(lambda last=last: _shown(user) == [last], last)  # type: ignore[misc]
            await user.settles()
            assert _shown(user) == [last]
            focused = user.screen.focused
            assert focused is not None
            assert focused.region.width, last


async def test_arrows_change_the_tab_and_keep_the_focus_on_it(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("right", "right")
        await user.until(lambda: _shown(user) == ["usage"], "usage")
        await user.until(lambda: user.find("#usage-days").region.width, "its columns")
        assert user.find("#tabs").has_focus
        await user.presses("tab")
        assert user.focused == "usage-days"


async def test_a_tab_shows_what_changed_while_another_one_was_in_front(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("account"), "1")
        direct_mail.prerequisites.sign_in("ops")
        await user.presses(tab_key("account"))
        await user.until(lambda: "RAM user ops" in user.reads("#access-text"), "ops")


async def test_every_tab_offers_its_keys_in_help_and_palette(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    own = {"2": "Buy again", "3v": "Day/month/hour", "4": "Pay"}
    async with user_at((120, 70)) as user:
        await user.sees("console")
        for key, name in own.items():
            await user.presses(*key)
            offered = {command.title for command in user.app.get_system_commands(user.screen)}
            assert {name, "Search", "Sort", "Export", "Copy id", "Plans", "Account"} <= offered
            await user.presses("f1")
            await user.sees("notice-screen")
            assert any(name in row for row in user.rows())
            await user.presses("escape")
            await user.sees("console")


@pytest.mark.parametrize("scenario", ["fresh", "busy", "expiring", "overdue", "ram-user"])
async def test_the_overview_fits_80_by_24_in_every_scenario(
    user_at: SitDown, direct_mail: DirectMail, scenario: str
) -> None:
    direct_mail.sandbox.load(scenario)
    direct_mail.set_preferences(prompt_activation=False)
    async with user_at() as user:
        if user.here != "console":
            return
        assert user.screen.query_one("#overview VerticalScroll", VerticalScroll).max_scroll_y == 0


async def test_an_order_is_bought_again(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2", "v", "r")
        await user.sees("plan")
        assert user.chosen("#plans") == "50k"
        assert user.value("#quantity") == "2"


async def test_a_plan_is_bought_again(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2", "r")
        await user.sees("plan")
        assert user.chosen("#plans") == "50k"
        assert user.value("#quantity") == "1"


async def test_a_tab_is_told_its_size_though_something_was_scrolled_a_moment_before(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Textual forgets where everything is when it scrolls; who asks then takes the new for what was there."""
    direct_mail.sandbox.load("busy")
    async with user_at((120, 50)) as user:
        await user.sees("console")
        screen, scroll = user.app.screen, user.app.screen.scroll_to_center

        def scrolled_before(widget: Widget, **how: Any) -> None:
            screen._compositor._full_map_invalidated = True
            scroll(widget, **how)

        monkeypatch.setattr(screen, "scroll_to_center", scrolled_before)
        put = Field.put

        def put_after_a_scroll(field: Field, value: str) -> None:
            screen._compositor._full_map_invalidated = True
            put(field, value)

        monkeypatch.setattr(Field, "put", put_after_a_scroll)
        for pane in ("plans", "usage", "bills", "senders", "messages", "advice"):
            await user.presses(KEYS[pane])
            await user.until(lambda pane=pane: _shown(user) == [pane], "the tab")  # type: ignore[misc]
            await user.until(lambda pane=pane: _knows_its_size(user, pane), f"the size of {pane}")  # type: ignore[misc]


def _knows_its_size(user: User, pane: str) -> bool:
    face = user.find(f"#{pane}")
    if face.has_class("-beside") or face.query(".-tall"):
        return True
    return any(str(keys.render()) for keys in face.query(".keys").results(ListKeys))


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
                await user.until(lambda pane=pane: _shown(user) == [pane], pane)  # type: ignore[misc]
                line = user.rows()[1]
                numbers = [number for number in KEYS.values() if number in line]
                assert numbers == list(KEYS.values()), (width, pane)
                assert len(line.rstrip()) <= width, (width, pane)


async def test_behind_an_editor_the_console_reads_and_paints_nothing(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        console = user.screen
        assert isinstance(console, ConsoleScreen)
        read: list[int] = []
        refresh = ConsoleScreen.refresh_all

        def noted(screen: ConsoleScreen) -> None:
            read.append(1)
            refresh(screen)

        monkeypatch.setattr(ConsoleScreen, "refresh_all", noted)
        await user.presses(KEYS["send"], "n")
        await user.sees("compose")
        await user.types("ada@example.com")
        await user.until(lambda: direct_mail.mailing_drafts.load().to == "ada@example.com", "the draft")
        read.clear()
        console.follow()
        console._refresh_if_seen()
        assert not read
        await user.presses("escape")
        await user.sees("console")
        assert read, "what changed meanwhile is shown on the way back"


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
                await user.until(lambda: _shown(user) == ["overview"], "the overview")
                place = (line.content_region.x - line.region.x + column, row)
                await user.pilot.hover(line, offset=place)
                await user.until(lambda: line.render_line(0) != plain, "another look under the mouse")
                await user.pilot.click(line, offset=place)
                await user.until(lambda pane=pane: _shown(user) == [pane], pane)  # type: ignore[misc]
                assert line.has_focus
        await user.pilot.click(line, offset=(line.size.width - 1, 0))
        assert _shown(user) == ["account"]  # beside the names
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


async def test_the_key_line_names_no_digits_where_a_field_takes_them(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    """In a narrow window the numbers are named there; in the field of Advice only Esc leads to them."""
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
