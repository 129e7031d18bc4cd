"""The keys fingers know, those a user chose, and what can be clicked instead."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import dm_tui.tui
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.settings.key_conflicts import FIXED
from dm_tui.settings.keymap import KEYS
from dm_tui.settings.places import settings_path
from dm_tui.tui.app import DirectMailApp
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.console.looking import cells, many_orders, opens_orders, selected, table

ORDERS = "purchase-table"


def _classes(base: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for subclass in base.__subclasses__():
        yield subclass
        yield from _classes(subclass)


def test_the_table_of_keys_is_that_of_the_interface() -> None:
    for module in pkgutil.walk_packages(dm_tui.tui.__path__, "dm_tui.tui."):
        importlib.import_module(module.name)
    bound = {
        binding.id: binding.key
        for owner in _classes(DOMNode)
        if owner.__module__.startswith("dm_tui.")
        for binding in owner.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id and binding.key not in FIXED
    }
    assert {key.id: key.key for key in KEYS} == bound


async def test_ctrl_z_suspends_the_program_in_a_dialog_as_on_a_screen(
    user_at: SitDown, left_at: LeftAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    suspended: list[str | None] = []
    monkeypatch.setattr(
        DirectMailApp, "action_suspend_process", lambda app: suspended.append(app.screen.id), raising=False
    )
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await user.sees("payment")
        await user.presses("ctrl+z")
        await user.presses("f1")
        await user.sees("notice-screen")
        await user.presses("ctrl+z")
        await user.presses("escape", "ctrl+p")
        await user.sees("--command-palette")
        await user.presses("ctrl+z")
        assert suspended == ["payment", "notice-screen", "--command-palette"]
        await user.presses("escape")


@pytest.fixture
def with_orders(direct_mail: DirectMail) -> DirectMail:
    direct_mail.sandbox.load("activated")
    direct_mail.set_preferences(prompt_activation=False)
    many_orders(direct_mail, 30)
    return direct_mail


async def test_a_list_is_moved_in_sorted_and_reached_by_keys_and_clicks(
    user_at: SitDown, with_orders: DirectMail
) -> None:
    async with user_at() as user:
        await opens_orders(user)
        for key, id in (("j", "N00029"), ("j", "N00028"), ("k", "N00029"), ("G", "N00001"), ("g", "N00030")):
            await user.presses(key)
            await user.until(lambda id=id: selected(user, ORDERS) == id, id)  # type: ignore[misc]
        await user.clicks_words("Total")
        await user.until(lambda: "by total" in user.reads("#plans .count"), "the order by total")
        assert cells(user, ORDERS)[0][0] == "N00007", "the largest first"
        await user.clicks_words("Total")
        await user.until(lambda: "turned" in user.reads("#plans .count"), "the other way round")
        assert cells(user, ORDERS)[-1][0] == "N00007"
        await user.clicks_words("Total")
        await user.until(lambda: "newest first" in user.reads("#plans .count"), "as before")
        await user.clicks_words("Export")
        await user.sees("export")
        await user.presses("escape")
        await user.sees("console")
        user.screen.query_one("#tabs").focus()
        await user.settles()
        await user.presses("x")
        await user.sees("export")
        await user.presses("escape")
        await user.sees("console")
        await user.presses("down")
        assert user.screen.focused is table(user, ORDERS)
        await user.presses("question_mark")
        await user.sees("notice-screen")


async def test_j_and_k_move_in_choices(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        await user.reaches("#plans")
        before = user.chosen("#plans")
        await user.presses("g", "j")
        assert user.chosen("#plans") not in (None, before)
        second = user.chosen("#plans")
        await user.presses("k")
        assert user.chosen("#plans") != second


async def test_q_and_ctrl_c_leave_with_the_question(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.CONFIRM)
    async with user_at() as user:
        await user.sees("confirm")
        for key in ("q", "ctrl+c"):
            await user.presses(key)
            await user.sees("leave")
            await user.presses("escape")
            await user.sees("confirm")


async def test_the_line_of_keys_says_what_enter_does_here(user_at: SitDown, left_at: LeftAt) -> None:
    """The button said Enter wherever the focus was; it does in focus alone."""
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        for focus, words in (
            ("plans", "Choose"),
            ("quantity", "Done"),
            ("less", "One plan less"),
            ("back", "Back"),
            ("next", "Review order"),
        ):
            await user.reaches(f"#{focus}")
            await user.settles()
            *_, buttons, keys = user.rows()
            assert keys.strip().startswith(f"Enter {words}  "), keys
            assert keys.split()[-6:] == ["F1", "Help", "^p", "Commands", "^q", "Quit"], keys
            assert keys.count("Back") == 1, keys
            assert ("Enter  Review order" in buttons) is (focus == "next")
        await user.clicks_words("Enter Review")
        await user.sees("confirm")
        assert (user.focused, "Enter" in user.rows()[-1]) == ("terms", False)
        await user.reaches("#accept-terms")
        await user.until(lambda: "Enter Tick" in user.rows()[-1], "the box that is not ticked")
        await user.presses("space")
        await user.until(lambda: "Enter Confirm order" in user.rows()[-1], "the button")
        await user.reaches("#accept-terms")
        await user.until(lambda: "Enter Untick" in user.rows()[-1], "the box that is ticked")
        await user.presses("space")
        await user.until(lambda: "Enter Tick" in user.rows()[-1], "the box without its tick")


async def test_a_small_window_names_help_whatever_enter_does(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.BILLING_MODEL)
    async with user_at((60, 20)) as user:
        await user.sees("billing-model")
        await user.chooses("pay-as-you-go")
        await user.reaches("#next")
        await user.settles()
        assert user.rows()[-1].strip() == "Enter Read the agreement  Esc Back  F1 Help  ^q Quit"


async def test_in_a_field_letters_are_typed(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.BILLING_MODEL)
    async with user_at() as user:
        await user.sees("billing-model")
        await user.writes("#volume", "q?")
        assert (user.here, user.value("#volume")) == ("billing-model", "q?")
        await user.presses("shift+home", "ctrl+c")
        assert user.here == "billing-model", "a selection is copied"
        assert user.app.clipboard == "q?"


async def test_a_finished_step_can_be_clicked(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.CONFIRM)
    async with user_at() as user:
        await user.sees("confirm")
        await user.clicks_words("Billing")
        await user.sees("billing-model")
        await user.clicks_words("Plan")
        assert user.here == "billing-model", "what comes later is no step to go back to"


async def test_keys_of_the_settings_file_are_used_and_shown(
    user_at: SitDown, with_orders: DirectMail
) -> None:
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text('[keys]\nconsole.buy = "B"\n"list.export" = "f7"\norder.pay = "y"\n')
    async with user_at() as user:
        await opens_orders(user)
        shown = "\n".join(user.rows())
        assert "B Buy a plan" in shown
        assert "F7 Export" in shown
        await user.presses("b", "x")
        assert user.here == "console", "the usual keys do nothing"
        await user.presses("f7")
        await user.sees("export")
        await user.presses("escape")
        await user.sees("console")
        await user.presses("B")
        await user.until(lambda: user.app.current_mode == "wizard", "the purchase")


async def test_a_button_names_the_key_that_was_chosen_for_it(user_at: SitDown, left_at: LeftAt) -> None:
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text('[keys]\npayment.pay = "y"\n')
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await user.sees("payment")
        assert any("y  Pay USD 13.05" in row for row in user.rows())
        await user.presses("p")
        assert user.here == "payment", "the usual key does nothing"
        await user.presses("y")
        await user.sees("receipt")
