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
from dm_tui.tui.console.shared.tab_names import TABS, tab_key
from dm_tui.tui.widgets.field import Field
from tests.tui.conftest import SitDown
from tests.tui.console.looking import shown_tabs
from tests.tui.journey import User

KEYS = {pane: tab_key(pane) for pane in TABS}


def _made(user: User) -> list[str]:
    return [pane for pane in TABS if any(found.children for found in user.screen.query(f"#{pane}"))]


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
            assert shown_tabs(user) == [pane]
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
        "overview.changed_rows",
        "shared.plans_axis",
        "overview.sent_emails",
        "overview.today_gauges",
        "overview.can_send",
        "overview.suggestions",
        "tab_bar",
        "tabbed_console",
        "shared",
        "shared.console_tab",
        "shared.tab_names",
    }
    assert set(run.stdout.split()) == {f"dm_tui.tui.console.{name}" for name in loaded}


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
            await user.until(lambda last=last: shown_tabs(user) == [last], last)  # type: ignore[misc]
            await user.settles()
            assert shown_tabs(user) == [last]
            focused = user.screen.focused
            assert focused is not None
            assert focused.region.width, last


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
            await user.until(lambda pane=pane: shown_tabs(user) == [pane], "the tab")  # type: ignore[misc]
            await user.until(lambda pane=pane: _knows_its_size(user, pane), f"the size of {pane}")  # type: ignore[misc]


def _knows_its_size(user: User, pane: str) -> bool:
    face = user.find(f"#{pane}")
    if face.has_class("-beside") or face.query(".-tall"):
        return True
    return any(str(keys.render()) for keys in face.query(".keys").results(ListKeys))


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
