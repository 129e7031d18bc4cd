"""The colours of every theme, measured: text can be read, and frames, focus and pictures can be seen."""

import re
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

import dm_tui.tui
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.settings.theme_colours import PAIRS, SHAPE, TEXT, Pair
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.theme import THEMES
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User

ROOT = Path(dm_tui.tui.__file__).parent

VARIABLES_OF_OUR_THEMES = re.compile(r"\$([a-z][a-z-]+)")
COLOUR_OF_A_FRAME = re.compile(r"\bborder(?:-top|-bottom|-left|-right)?: \w+ \$([a-z][a-z-]+)")


def _colours(theme: Theme) -> dict[str, Color]:
    generated = {**theme.to_color_system().generate(), **theme.variables}
    colours = {}
    for name, value in generated.items():
        try:
            colours[name] = Color.parse(value)
        except Exception:  # a variable that is no colour
            continue
    return colours


def _contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours (WCAG 2.1, relative luminance)."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = [part / 255 for part in colour.rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.colour)
def test_every_pair_of_colours_in_use_has_its_contrast(theme: Theme, pair: Pair) -> None:
    colours = _colours(theme)
    too_low = {
        ground: round(_contrast(colours[pair.colour], colours[ground]), 2)
        for ground in pair.backgrounds
        if _contrast(colours[pair.colour], colours[ground]) < pair.least
    }
    assert too_low == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_focus_and_warning_are_not_the_same_colour(theme: Theme) -> None:
    assert theme.accent not in (theme.warning, theme.error, theme.primary, theme.success)


def test_every_colour_that_is_painted_is_one_whose_contrast_is_measured() -> None:
    measured = {pair.colour for pair in PAIRS} | {ground for pair in PAIRS for ground in pair.backgrounds}
    measured |= {"scrollbar-active"}
    painted: dict[str, str] = {}
    for path in [*ROOT.rglob("*.py"), *ROOT.rglob("*.tcss")]:
        for name in VARIABLES_OF_OUR_THEMES.findall(path.read_text(encoding="utf-8")):
            painted.setdefault(name, path.name)
    assert {name: file for name, file in painted.items() if name not in measured} == {}


def test_every_frame_has_a_colour_that_is_measured_for_it() -> None:
    measured = {pair.colour for pair in PAIRS if "background" in pair.backgrounds}
    frames: dict[str, str] = {}
    for path in [*ROOT.rglob("*.py"), *ROOT.rglob("*.tcss")]:
        for name in COLOUR_OF_A_FRAME.findall(path.read_text(encoding="utf-8")):
            frames.setdefault(name, path.name)
    assert {"line", "accent"} <= frames.keys()
    assert {name: file for name, file in frames.items() if name not in measured} == {}


def test_the_measure_of_contrast_is_that_of_the_guidelines() -> None:
    black, white, grey = Color(0, 0, 0), Color(255, 255, 255), Color.parse("#767676")
    assert round(_contrast(black, white), 2) == 21.0
    assert TEXT <= _contrast(grey, white) < TEXT + 0.1 < 21
    assert SHAPE < TEXT


@pytest.mark.parametrize("step", [Step.BILLING_MODEL, Step.PLAN, Step.PAYMENT])
async def test_every_cell_that_is_painted_has_its_contrast(
    user_at: SitDown, left_at: LeftAt, step: Step
) -> None:
    left_at(step, volume="80k")
    async with user_at((120, 36)) as user:
        await user.sees(step)
        await _has_contrast_in_every_theme(user)


@pytest.mark.parametrize("pane", ["overview", "usage", "advice"])
async def test_every_cell_of_a_picture_has_its_contrast(
    user_at: SitDown, direct_mail: DirectMail, pane: str
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((120, 48)) as user:
        await user.sees("console")
        await user.presses(tab_key(pane), "left")
        if pane == "advice":
            await user.until(lambda: "half of it" in user.reads("#advice-wrong"), "the answer")
        await _has_contrast_in_every_theme(user)


async def _has_contrast_in_every_theme(user: User) -> None:
    for theme in THEMES:
        user.app.theme = theme.name
        await user.settles()
        assert _too_low(user) == set(), theme.name


def _too_low(user: User) -> set[tuple[str, str, str]]:
    """Return what is painted with too little contrast, its colour and its ground."""
    too_low = set()
    for strip in user.screen._compositor.render_strips():
        for words, style, _ in strip:
            marks = words.strip()
            if not marks or style is None or style.color is None or style.bgcolor is None:
                continue
            colour, ground = (
                Color(*(part.triplet or part.get_truecolor())) for part in (style.color, style.bgcolor)
            )
            least = TEXT if any(map(str.isalnum, marks)) else SHAPE
            if _contrast(colour, ground) < least - 0.05:
                too_low.add((marks[:30], colour.hex, ground.hex))
    return too_low


async def test_without_colour_the_chosen_row_is_read_to_its_end(
    user_at: SitDown, left_at: LeftAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await user.sees("payment")
        await user.presses("down", "down")
        row = next(index for index, shown in enumerate(user.rows()) if "is declined" in shown)
        strip = user.screen._compositor.render_strips()[row]
        styles = [segment.style for segment in strip if segment.style and segment.text.strip(" ┃▌")]
        pairs = {(style.color, style.bgcolor) for style in styles}
        assert pairs
        for ink, ground in pairs:
            assert ink is not None
            assert ground is not None
            assert _contrast(Color.from_rich_color(ink), Color.from_rich_color(ground)) >= TEXT
