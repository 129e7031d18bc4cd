"""Help, palette and themes: everywhere, complete, and remembered."""

from collections.abc import Awaitable

import pytest
from textual.command import Hit, SearchIcon
from textual.widgets import Button

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.command_palette import CommandsInOrder
from dm_tui.tui.console.shared.tab_names import TABS, tab_key
from dm_tui.tui.widgets.action_button import ActionButton
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User

STEPPERS = ("less", "more")
"""Buttons that belong to a field, which has keys for the same."""


async def _reads_help(user: User, screen: str, closed_by: str = "escape") -> None:
    await user.sees(screen)
    await user.presses("f1")
    await user.sees("notice-screen")
    shown = "\n".join(user.rows())
    assert "Help" in shown
    assert "Traceback" not in shown
    await user.presses(closed_by)
    await user.sees(screen)


def _offers_everything(user: User) -> None:
    offered = [command.title for command in user.app.get_system_commands(user.screen)]
    assert len(offered) == len(set(offered))
    primary = [button for button in user.screen.query(ActionButton) if button.has_class("-primary")]
    usable_first = [str(button.label) for button in primary if button.is_on_screen and not button.disabled]
    assert offered[: len(usable_first)] == usable_first
    buttons = {button.action_name or button.id for button in user.screen.query(ActionButton)}
    for active in user.screen.active_bindings.values():
        if active.binding.show and active.enabled and active.binding.id not in (None, "app.palette"):
            assert active.binding.description in offered or active.binding.action in buttons
    for button in user.screen.walk_children():
        if isinstance(button, Button) and button.id not in STEPPERS:
            usable = button.display and not button.disabled
            assert (str(button.label).strip("[] ") in offered) is usable, button.id
    for theme in ("Dark", "Light", "High contrast"):
        assert f"Theme: {theme}" in offered


@pytest.mark.parametrize("step", list(Step))
async def test_every_step_has_help_and_a_complete_palette(
    user_at: SitDown, left_at: LeftAt, step: Step
) -> None:
    left_at(step)
    async with user_at() as user:
        await _reads_help(user, step, closed_by="f1" if step is Step.PREREQUISITES else "escape")
        _offers_everything(user)
        if step is Step.PAYMENT:
            titles = [command.title for command in user.app.get_system_commands(user.screen)]
            pay = [title for title in titles if title.startswith("Pay ") or title == "Pay"]
            assert pay == ["Pay USD 13.05 →", "Pay later"]
        if step in (Step.PLAN, Step.CONFIRM, Step.ACTIVATION):
            await user.resizes(40, 12)  # with buttons that are scrolled out of view
            _offers_everything(user)


async def test_the_console_has_help_and_a_complete_palette(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await _reads_help(user, "console")
        _offers_everything(user)


async def test_a_screen_with_many_keys_of_its_own_still_names_the_key_of_the_help(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(size=(80, 24)) as user:
        await user.sees("console")
        await user.presses(tab_key("send"), "n")
        await user.sees("compose")
        await user.writes("#to", "ada@example.org, ada@example.org")
        await user.until(
            lambda: user.rows()[-1].strip().endswith("F4 Left out   F1 Help"), "the key of the help"
        )


async def test_a_missing_verification_can_be_completed_from_the_palette(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("unverified")
    async with user_at() as user:
        await user.sees("prerequisites")
        _offers_everything(user)


async def test_the_palette_has_no_doubles_and_everything_of_each_tab(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    moves = {"A day back", "A day forward", "A week back", "A week forward", "The first day", "Today"}
    async with user_at() as user:
        await user.sees("console")
        for tab in TABS:
            await user.presses(tab_key(tab))
            commands = list(user.app.get_system_commands(user.screen))
            with_focus = [command.title for command in commands]
            assert [command.title for command in commands if command.help == command.title] == []
            assert {"Commands", "A page up", "A page down"}.isdisjoint(with_focus)
            assert len(with_focus) == len(set(with_focus)), tab
            user.screen.query_one("#tabs").focus()
            await user.settles()
            commands = list(user.app.get_system_commands(user.screen))
            titles = {command.title for command in commands}
            assert titles >= set(with_focus) - moves, f"wherever the focus is on {tab}"
            assert all(command.help for command in commands), tab
            assert "A button on this screen" not in {command.help for command in commands}, tab


async def test_the_palette_finds_by_name(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        for title, screen in (
            ("Order: DM251222-0002", "order"),
            ("Plan: DM251222-0002-P2", "plan-details"),
            ("Domain: mail.example.com", "domain"),
            ("Template: welcome", "template"),
            ("Help: Payment", "notice-screen"),
        ):
            await user.sees("console")
            commands = {command.title: command for command in user.app.get_system_commands(user.screen)}
            result = commands[title].callback()
            if isinstance(result, Awaitable):
                await result
            await user.sees(screen)
            await user.presses("escape")


async def test_the_palette_finds_by_what_a_command_does_below_what_it_finds_by_name(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("send"))
        await user.settles()
        commands = CommandsInOrder(user.screen)
        outbox = [hit async for hit in commands.search("outbox")]
        assert [hit.text for hit in outbox if isinstance(hit, Hit)] == ["View"]
        drafts = [hit async for hit in commands.search("Mailing") if isinstance(hit, Hit)]
        names = [hit.text or "" for hit in sorted(drafts, key=lambda hit: hit.score, reverse=True)]
        assert {"New mailing", "Drafts", "View"} <= set(names)
        assert names.index("New mailing") < min(names.index("Drafts"), names.index("View"))


async def test_the_palette_begins_with_the_primary_button_and_does_what_it_offers(user_at: SitDown) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        commands = {command.title: command.help for command in user.app.get_system_commands(user.screen)}
        assert commands[user.label("#next").strip("[] ")] == "Go to Billing model"
        assert commands["Quit"] == "Leave dm-tui"
        assert commands["Theme: Light"] == "Switch to the light theme"
        await user.presses("ctrl+p")
        assert user.screen.query_one(SearchIcon).icon == "/"
        await user.until(lambda: any("Billing model →" in row for row in user.rows()), "the commands")
        first = next(index for index, row in enumerate(user.rows()) if row.startswith("  Billing model →"))
        assert "Leave" in user.rows()[first + 2]
        await user.presses("enter")
        await user.sees("billing-model")
        primary = user.label("#next").strip("[] ")
        await user.presses("ctrl+p")
        await user.until(lambda: user.screen is not user.app.current_step, "the palette")
        await user.types(primary[:7])
        await user.until(lambda: primary in "\n".join(user.rows()), "the primary button")
        await user.pilot.pause()
        await user.presses("enter")
        await user.sees("plan")
        footer = user.rows()[-1]
        await user.pilot.click(offset=(footer.index("Help"), 23))
        await user.sees("notice-screen")


async def test_names_with_brackets_are_found_too(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.templates.add("x", "[/] [USD]", "text", draft=True)
    direct_mail.domains.add("mail.example.com")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("ctrl+p")
        await user.until(lambda: user.screen is not user.app.current_step, "the palette")
        await user.types("Domain: mail")
        await user.until(lambda: "mail.example.com" in "\n".join(user.rows()), "the domain")


async def test_help_has_the_keys_of_the_list_in_front(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(size=(80, 60)) as user:
        await user.sees("console")
        await user.presses("2")
        user.screen.query_one("#tabs").focus()
        await user.settles()
        await user.presses("f1")
        await user.sees("notice-screen")
        shown = "\n".join(user.rows())
        assert shown.index("│  Plans ") < shown.index("│  Overview ") < shown.index("│  Usage "), (
            "its tab first"
        )
        await user.presses("end")
        shown = "\n".join(user.rows())
        for words in ("/        Search", "r        Buy again", "x        Export"):
            assert words in shown


async def test_a_theme_is_remembered(user_at: SitDown, direct_mail: DirectMail) -> None:
    before = "dm-dark"
    for title, theme in (("Light", "dm-light"), ("High contrast", "dm-contrast"), ("Dark", "dm-dark")):
        async with user_at() as user:
            await user.sees("prerequisites")
            assert user.app.theme == before
            commands = {
                command.title: command.callback for command in user.app.get_system_commands(user.screen)
            }
            commands[f"Theme: {title}"]()
            assert user.app.theme == theme
        assert direct_mail.preferences().theme == theme
        before = theme


async def test_a_theme_nobody_knows_is_not_used(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.set_preferences(theme="[red]gone[/]")
    async with user_at() as user:
        await user.sees("prerequisites")
        assert user.app.theme == "dm-dark"
