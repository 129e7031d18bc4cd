"""The first frame is styled and laid out once: what Textual would do again to the same end is not done."""

from collections import Counter
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.notifications import Notifications
from textual.widget import Widget
from textual.widgets import Button
from textual.widgets._toast import ToastRack

from dm_tui.services.direct_mail import DirectMail
from tests.tui.conftest import SitDown

FEW = 10
"""Nodes of the console's first frame: its frame, the line of tabs, the tab in front, Textual's own two."""


@pytest.fixture
def styled(monkeypatch: pytest.MonkeyPatch) -> "Counter[DOMNode]":
    """Count how often each widget is styled."""
    times: Counter[DOMNode] = Counter()
    apply = Stylesheet.apply

    def count(sheet: Stylesheet, node: DOMNode, **named: Any) -> None:
        times[node] += isinstance(node, Widget)
        apply(sheet, node, **named)

    monkeypatch.setattr(Stylesheet, "apply", count)
    return times


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (84, 24), (120, 36)])
async def test_the_console_styles_its_widgets_once(
    user_at: SitDown, direct_mail: DirectMail, styled: "Counter[DOMNode]", size: tuple[int, int]
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(size) as user:
        await user.sees("console")
        assert {node for node, times in styled.items() if times > 1} == set()
        assert len(styled) <= FEW, "each widget more is a hundredth of the first frame"
        assert user.find("#tabs").has_focus


async def test_a_button_is_not_styled_again_when_it_is_there(
    user_at: SitDown, direct_mail: DirectMail, styled: "Counter[DOMNode]"
) -> None:
    direct_mail.sandbox.load("fresh")
    async with user_at((120, 36)) as user:
        await user.sees("prerequisites")
        assert styled[user.find("#verify")] == 1


@pytest.mark.parametrize("scenario", ["busy", "fresh"])
async def test_a_rack_without_toasts_is_hidden_before_the_first_layout(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch, scenario: str
) -> None:
    direct_mail.sandbox.load(scenario)
    hidden: list[bool] = []
    show = ToastRack.show

    def look(rack: ToastRack, notifications: Notifications) -> None:
        hidden.append(rack.styles.inline.has_rule("display"))
        show(rack, notifications)

    monkeypatch.setattr(ToastRack, "show", look)
    async with user_at():
        assert hidden[0]


async def test_the_wizard_has_its_styles_after_the_console(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("b")
        assert user.screen.query_one("#next", Button).styles.dock == "right"


async def test_a_theme_chosen_behind_a_dialog_reaches_the_console(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        before = user.find("#masthead").styles.background
        await user.presses("f1")
        user.app.use_theme("dm-light")
        await user.presses("escape")
        assert user.find("#masthead").styles.background != before
