"""What the tests find once for all widgets that are alike is what Textual finds for each of them."""

from typing import Any

import pytest
from textual.css.styles import RenderStyles
from textual.css.stylesheet import Stylesheet

from dm_tui.services.direct_mail import DirectMail
from tests.styled_once import apply_each
from tests.tui.conftest import SitDown
from tests.tui.journey import User


def _rules(styles: RenderStyles) -> dict[str, Any]:
    rules: dict[str, Any] = dict(styles.base.get_rules())
    return (
        {**rules, "layout": rules["layout"].name} if "layout" in rules else rules
    )  # each widget has its own


def _styles(user: User) -> list[tuple[object, ...]]:
    return [
        (
            *(widget, _rules(widget.styles), widget._has_hover_style, widget._has_focus_within),
            *(widget._has_order_style, widget._has_odd_or_even),
            {name: _rules(widget._component_styles[name]) for name in widget._get_component_classes()},
        )
        for widget in user.screen.walk_children(with_self=True)
    ]


async def test_widgets_have_the_styles_that_textual_finds_for_each(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((100, 40)) as user:
        await user.sees("console")
        for keys in ("1", "2", "6", "c", "tab"), ("escape", "9", "down"), ("question_mark",):
            await user.presses(*keys)
            shared = _styles(user)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Stylesheet, "apply", _apply_anew)
                user.app.stylesheet.update(user.screen)
            for found, expected in zip(shared, _styles(user), strict=True):
                assert found == expected


def _apply_anew(sheet: Stylesheet, node: Any, **named: Any) -> None:
    node.styles.base._rules.clear()
    apply_each(sheet, node, animate=False)
