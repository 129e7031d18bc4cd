"""Keys that arrive in one packet edit as they would one by one: on a slow line they do."""

import os
import random

import pytest
from textual import events
from textual.widget import Widget
from textual.widgets import Input, TextArea

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.lists.row_table import RowTable
from dm_tui.tui.console.screen import ConsoleScreen
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.console.send.mailings import composes
from tests.tui.journey import User, sit_down
from tests.tui.monkey import ENTER, packet

TAB, DOWN = "\t", "\x1b[B"
BACKSPACE, DELETE, LEFT, RIGHT, HOME, END = "\x7f", "\x1b[3~", "\x1b[D", "\x1b[C", "\x1b[H", "\x1b[F"
TO_THE_BEGINNING, TO_THE_END = "\x15", "\x0b"
EDITS = (BACKSPACE, DELETE, LEFT, RIGHT, HOME, END, TO_THE_BEGINNING, TO_THE_END)
"""What a terminal sends for keys that move and delete; the last two delete a part of the line."""

SEEDS = 40 if "DM_TUI_EVERY" in os.environ else 3
"""How many lines of keys are tried in each field."""


async def test_a_quantity_typed_over_another_is_the_one_on_the_order(
    user_at: SitDown, left_at: LeftAt
) -> None:
    """The 5 was inserted before the 1 was deleted, and then was what the backspace deleted."""
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.reaches("#quantity")
        for keys, quantity in (
            ((END, BACKSPACE, "5"), "5"),
            ((END, "7", BACKSPACE, "2"), "52"),
            ((TO_THE_BEGINNING, "3"), "3"),
        ):
            packet(user, *keys)
            await user.settles()
            assert user.screen.query_one("#quantity", Input).value == quantity


async def test_what_is_typed_behind_an_enter_goes_where_the_enter_leads(
    user_at: SitDown, left_at: LeftAt
) -> None:
    """The 3 was lost on the plans, the 4 got into the quantity, and a second Enter counted for nothing."""
    left_at(Step.BILLING_MODEL)
    async with user_at() as user:
        await user.reaches("#volume")
        packet(user, "5", ENTER, ENTER, ENTER)
        await user.sees("plan")
        await user.settles()
        assert (user.here, user.focused) == ("plan", "plans"), "nothing is done on a step not seen yet"
        packet(user, ENTER, "3", ENTER, "4")
        await user.settles()
        assert (user.focused, user.value("#quantity")) == ("next", "3")
        await user.reaches("#quantity")
        packet(user, "2", ENTER, ENTER, TAB, " ", ENTER)
        await user.sees("confirm")
        await user.settles()
        assert (user.here, user.draft.quantity, user.ticked()) == ("confirm", "2", False)


async def test_an_enter_in_the_packet_that_accepts_does_not_continue(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail
) -> None:
    """It unticks the box, and the focus goes from the button that is shut to one that is not."""
    left_at(Step.CONFIRM)
    async with user_at() as user:
        await user.sees("confirm")
        packet(user, TAB, " ", ENTER)
        await user.settles()
        assert (user.here, user.ticked(), user.focused) == ("confirm", False, "back")
    assert direct_mail.purchases.orders() == ()


async def test_keys_in_one_packet_edit_as_one_by_one(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    keys = [*EDITS, *"abc"]
    async with sit_down(direct_mail) as user:
        await composes(user, subject="News", text="Hello")
        for id in ("subject", "text"):
            field = user.screen.query_one(f"#{id}", Widget)
            field.focus()
            for seed in range(SEEDS):
                typed = random.Random(seed).choices(keys, k=8)
                _puts(field, "Hello")
                one_by_one = [await _left(user, field, [key]) for key in (END, *typed)][-1]
                _puts(field, "Hello")
                assert await _left(user, field, [END, *typed]) == one_by_one, typed


def _puts(field: Widget, value: str) -> None:
    if isinstance(field, Input):
        field.value = value
    elif isinstance(field, TextArea):
        field.text = value


async def _left(user: User, field: Widget, keys: list[str]) -> str:
    packet(user, *keys)
    await user.settles()
    return field.value if isinstance(field, Input) else field.text if isinstance(field, TextArea) else ""


async def test_what_follows_the_number_of_a_tab_in_one_packet_reaches_the_tab(
    direct_mail: DirectMail,
) -> None:
    """The n of `6n` went to the line of tabs while another tab was in front; of `2/a` the a activated.

    What does nothing on its tab does nothing on the next one: `4n5` opened a form, `4m7` read all messages.
    """
    direct_mail.sandbox.load("busy")
    async with sit_down(direct_mail) as user:
        await user.sees("console")
        for keys, here, focused, text in (
            ("2/exp", "console", "plans-search", "exp"),
            ("3v", "console", "usage-table", ""),
            ("4/b", "console", "bills-search", "b"),
            ("5n", "new-domain", "domain-name", ""),
            ("5v/w", "console", "domains-search", "w"),
            ("6n", "compose", "to", ""),
            ("7/q", "console", "messages-search", "q"),
            ("9v", "console", "settings-menu", ""),
            ("8500", "console", "advice-monthly", "500"),
            ("4n5", "console", "senders-table", ""),
            ("4m7", "console", "message-table", ""),
        ):
            packet(user, *keys)
            await user.settles()
            field = user.screen.focused
            value = field.value if isinstance(field, Input) else ""
            assert (user.here, user.focused, value) == (here, focused, text), keys
            await user.presses("escape", "escape")
            await user.settles()
    assert direct_mail.overviews.overview().unread_messages


async def test_arrows_on_the_line_of_tabs_lead_into_a_tab_before_the_next_key(
    direct_mail: DirectMail,
) -> None:
    direct_mail.sandbox.load("busy")
    async with sit_down(direct_mail) as user:
        await user.sees("console")
        packet(user, RIGHT, DOWN, DOWN, "j")
        await user.settles()
        assert user.screen.query_one(RowTable).cursor_row == 2
        await user.presses("1", "escape")
        user.find("#tabs").focus()
        await user.settles()
        packet(user, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, "n")
        await user.sees("compose")


async def test_what_is_typed_while_the_console_opens_reaches_the_tab(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The focus of a console that had just opened went to its line of tabs, after the tab had it."""
    direct_mail.sandbox.load("busy")
    refresh_all = ConsoleScreen.refresh_all

    def get_a_key(console: ConsoleScreen) -> None:
        refresh_all(console)
        if not console.is_mounted:
            console.app.post_message(events.Key(tab_key("senders"), None))

    monkeypatch.setattr(ConsoleScreen, "refresh_all", get_a_key)
    async with user_at() as user:
        await user.until(lambda: user.screen.query_one(RowTable).row_count, "the list")
        await user.settles()
        await user.presses("enter")
        await user.sees("domain")
