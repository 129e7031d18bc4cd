"""What does not change is not painted again: a step that comes back, a text, a list, a screen in which you
press Tab.
"""

import asyncio
import os
import random
from collections.abc import Callable
from io import StringIO
from typing import Any

import pyte
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import _compositor
from textual._compositor import Compositor, LayoutUpdate
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widgets import Label

from dm_tui.domain.purchase.wizard import BillingModel, Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import light_strips
from dm_tui.tui.app import DirectMailApp
from dm_tui.tui.command_palette import Palette
from dm_tui.tui.painted_once import OneFrameScreen
from dm_tui.tui.widgets.choices import Choice, Choices
from dm_tui.tui.widgets.text_block import TextBlock
from dm_tui.tui.wizard.step import StepScreen
from tests.at_rest import draw
from tests.tui.conftest import LeftAt, SitDown

SIZE = (120, 36)


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is painted from now on: a whole screen, or the rows that changed."""
    frames: list[str] = []
    render = Compositor.render_update

    def note(compositor: Compositor, *args: Any, **named: Any) -> Any:
        update = render(compositor, *args, **named)
        if isinstance(update, LayoutUpdate):
            frames.append("whole")
        elif isinstance(update, _compositor.ChopsUpdate):
            frames.append(f"rows {sorted({y for y, _, _ in update.spans})}")
        return update

    monkeypatch.setattr(Compositor, "render_update", note)
    return frames


async def test_a_step_that_comes_back_is_one_whole_frame_and_then_at_most_the_keys(
    direct_mail: DirectMail, painted: list[str], steps_made_ready: None
) -> None:
    app = DirectMailApp(direct_mail)
    app.animation_level = "none"
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(1.0)
        seen = {"prerequisites"}
        for key, step in (
            ("enter", "billing-model"),
            ("escape", "prerequisites"),
            ("enter", "billing-model"),
        ):
            painted.clear()
            await pilot.press(key)
            await pilot.pause(0.5)
            assert app.screen.id == step
            if step not in seen:  # it finds its size
                seen.add(step)
                continue
            rest = [frame for frame in painted if frame != "rows [35]"]
            assert rest == ["whole"], f"{key} to {step}: {painted}"


async def test_a_focus_that_moves_paints_the_widgets_that_lose_and_get_it(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at("plan")
    async with user_at(SIZE) as user:
        await user.sees("plan")
        draw(user.app)
        before, compositor = user.focused, user.screen._compositor
        await user.presses("tab")
        assert user.focused != before
        assert compositor._dirty_regions
        assert compositor.size.region not in compositor._dirty_regions
        assert sum(region.area for region in compositor._dirty_regions) * 2 < compositor.size.area


class _Page(App[None]):
    def get_css_variables(self) -> dict[str, str]:
        return {**super().get_css_variables(), "muted": "grey"}

    def compose(self) -> ComposeResult:
        yield TextBlock("so far", id="words")
        yield Choices(id="choices")


def _rows(style: str = "") -> list[Choice]:
    return [Choice(name, Content.styled(name, style)) for name in ("one", "two")]


async def test_a_text_or_a_list_that_is_the_same_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(name: str, refresh: Callable[..., Any]) -> Callable[..., Any]:
        def note(*args: Any, **named: Any) -> Any:
            asked.append(name)
            return refresh(*args, **named)

        return note

    def new(do: Callable[[], object]) -> list[str]:
        asked.clear()
        do()
        return [*asked]

    app = _Page()
    async with app.run_test() as pilot:
        words, choices = app.query_one(TextBlock), app.query_one(Choices)
        words.update(Content.styled("so far", "bold"))
        choices.show(_rows(), "two")
        await pilot.pause()
        for widget in (words, choices):
            monkeypatch.setattr(widget, "refresh", noted(str(widget.id), widget.refresh))
        assert new(lambda: words.update(Content.styled("so far", "bold"))) == []
        assert new(lambda: choices.show(_rows(), "two")) == []
        assert "words" in new(lambda: words.update(Content.styled("so far", "dim")))
        assert "words" in new(lambda: words.update("so far"))
        assert "words" in new(lambda: words.update("and on"))
        assert "choices" in new(lambda: choices.show(_rows(), "one"))
        assert "choices" in new(lambda: choices.show(_rows("bold"), "one"))
        assert "choices" in new(lambda: choices.show(_rows("bold")[:1], "one"))
        assert (choices.chosen, choices.option_count) == ("one", 1)
        assert str(words.render()) == "and on"


def test_this_textual_has_the_caches_that_are_made_late() -> None:
    assert set(Strip.__slots__) == light_strips.SIZES.keys() | light_strips.REST


def test_a_row_does_all_it_did_with_caches_that_are_made_late() -> None:
    light_strips.make_caches_late()
    strip = Strip([Segment("Direct "), Segment("Mail", Style(bold=True))])
    for _ in range(2):
        assert strip.crop(2, 9).text == "rect Ma"
        assert [part.text for part in strip.divide([3, 11])] == ["Dir", "ect Mail"]
        assert strip.extend_cell_length(13).cell_length == 13
        assert strip.crop_extend(1, 13, None).text == "irect Mail  "
        assert strip.apply_offsets(1, 2).text == strip.text
        assert strip.apply_style(Style(italic=True))._segments[0].style == Style(italic=True)
    with pytest.raises(AttributeError):
        strip._no_such_cache  # type: ignore[attr-defined]  # noqa: B018


BURSTS = max(12, int(os.environ.get("DM_TUI_BURSTS", "0")) // 40)
"""How many bursts of keys are typed in each scenario."""

KEYS = [
    *"123456789nvsxbpkjgdetawurm?/",
    *("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "space", "f1", "ctrl+p"),
]


class _Terminal:
    """What a terminal shows that gets every frame of the program, and what one would show of a new frame."""

    def __init__(self, app: App[Any], monkeypatch: pytest.MonkeyPatch) -> None:
        self._app, self._render = app, Compositor.render_update
        self._console = Console(
            file=StringIO(), color_system="truecolor", force_terminal=True, width=SIZE[0], height=SIZE[1]
        )
        self._screen = pyte.Screen(*SIZE)

        def note(compositor: Compositor, *args: Any, **named: Any) -> Any:
            update = self._render(compositor, *args, **named)
            if update is not None:
                self._show(update, self._screen)
            return update

        monkeypatch.setattr(Compositor, "render_update", note)

    def _show(self, update: Any, screen: pyte.Screen) -> None:
        pyte.ByteStream(screen).feed(update.render_segments(self._console).encode())

    @property
    def is_behind(self) -> bool:
        screen = self._app.screen
        asked = screen._layout_required, screen._repaint_required, screen._dirty_widgets
        return any(asked) or bool(screen._compositor._dirty_regions)

    def differences(self) -> list[str]:
        """Return the rows that are not as a new frame would have them, with that row."""
        anew = pyte.Screen(*SIZE)
        compositor = self._app.screen._compositor
        self._show(self._render(compositor, True, screen_stack=self._app._background_screens), anew)
        return [
            f"{y}: {self._screen.display[y]!r} for {anew.display[y]!r}"
            for y in range(SIZE[1])
            if _cells(self._screen, y) != _cells(anew, y)
        ]


def _cells(screen: pyte.Screen, y: int) -> list[tuple[str, ...]]:
    """Return the signs of a row with their colours; a blank has only that behind it."""
    row = (screen.buffer[y][x] for x in range(SIZE[0]))
    return [(" ", "", cell.bg) if cell.data == " " else (cell.data, cell.fg, cell.bg) for cell in row]


@pytest.mark.parametrize("scenario", ["fresh", "busy"])
async def test_the_terminal_shows_what_would_be_painted_anew(
    direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch, scenario: str, steps_made_ready: None
) -> None:
    direct_mail.sandbox.load(scenario)
    seed = int(os.environ.get("DM_TUI_SEED", "301130"))
    drawn, app = random.Random(f"{seed} {scenario}"), DirectMailApp(direct_mail)
    app.animation_level = "none"
    terminal = _Terminal(app, monkeypatch)
    typed: list[str] = []
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        for burst in range(BURSTS):
            keys = ["escape"] if burst % 12 == 0 else drawn.choices(KEYS, k=drawn.choice([1, 1, 3]))
            typed += keys
            await pilot.press(*keys)
            for _ in range(200):  # one that ends is behind until it has
                await pilot.pause(0.02)
                if app._exit or not terminal.is_behind:
                    break
            if app._exit:
                break
            assert terminal.differences() == [], f"seed {seed}: {typed}"


class _Modal(ModalScreen[None], OneFrameScreen[None]):
    """As every dialog is."""


@pytest.mark.parametrize(
    ("front", "is_lost"), [(Screen, True), (OneFrameScreen, False), (_Modal, False), (Palette, False)]
)
async def test_what_a_screen_beneath_asks_for_takes_nothing_from_the_one_in_front(
    monkeypatch: pytest.MonkeyPatch, front: type[Screen[None]], is_lost: bool
) -> None:
    """The first is Textual's own: it shows that this is still needed, and that the test sees it."""
    app = _Page()
    async with app.run_test(size=SIZE) as pilot:
        await app.push_screen(front())
        words = Label("so far")
        await app.screen.mount(words)
        await pilot.pause(0.1)
        terminal = _Terminal(app, monkeypatch)
        app.screen.refresh()
        await pilot.pause(0.1)
        assert terminal.differences() == []
        words.update("anew", layout=False)
        while words not in app.screen._dirty_widgets:
            await asyncio.sleep(0)
        app.screen.refresh(Region(0, 8, 4, 1))
        await pilot.pause(0.1)
        assert bool(terminal.differences()) == is_lost


@pytest.mark.parametrize(("front", "asked"), [(_Modal, 1), (OneFrameScreen, 0)])
async def test_a_covered_screen_asks_the_one_in_front_once_and_only_if_it_is_seen(
    monkeypatch: pytest.MonkeyPatch, front: type[Screen[None]], asked: int
) -> None:
    """Textual's own asks in every frame until it is uncovered."""

    class Covered(OneFrameScreen[None]):
        def compose(self) -> ComposeResult:
            yield Label("so far")

    app = _Page()
    async with app.run_test(size=SIZE) as pilot:
        covered = Covered()
        await app.push_screen(covered)
        await app.push_screen(front())
        await pilot.pause(0.1)
        regions: list[object] = []
        monkeypatch.setattr(app.screen, "refresh", lambda *some, **named: regions.extend(some))
        covered.query_one(Label).update("anew", layout=False)
        for _ in range(5):
            await pilot.pause(0.1)
            covered._on_timer_update()
        assert len(regions) == asked
        app.pop_screen()
        await pilot.pause(0.1)
        assert app.screen is covered
        assert "anew" in covered._compositor.render_strips()[0].text


def _is_laid_out(screen: StepScreen) -> bool:
    return screen.is_mounted and screen.query_one("#next").size.width > 0


async def test_steps_that_the_draft_does_not_lead_through_are_made_and_not_filled(
    direct_mail: DirectMail, left_at: LeftAt, steps_made_ready: None
) -> None:
    left_at(Step.PREREQUISITES, billing_model=BillingModel.PAY_AS_YOU_GO)
    app = DirectMailApp(direct_mail)
    async with app.run_test(size=SIZE) as pilot:
        steps = app._screen_cache._screens
        for _ in range(500):
            await pilot.pause(0.01)
            if len(steps) == len(Step) and steps[Step.ACTIVATION].is_mounted:
                break
        assert len(steps) == len(Step)
        assert not app._notifications


@pytest.mark.parametrize("volume", ["", "25k"])
async def test_steps_that_show_the_draft_alone_are_drawn_before_they_are_reached(
    direct_mail: DirectMail, left_at: LeftAt, steps_made_ready: None, volume: str
) -> None:
    left_at(Step.PREREQUISITES, volume=volume)
    app = DirectMailApp(direct_mail)
    app.animation_level = "none"
    async with app.run_test(size=SIZE) as pilot:

        async def sees(is_so: Callable[[], object]) -> None:
            for _ in range(500):
                if is_so():
                    return
                await pilot.pause(0.01)
            raise AssertionError(app.screen.id)

        steps = app._screen_cache._screens
        await sees(lambda: len(steps) == len(Step) and _is_laid_out(steps[Step.CONFIRM]))
        prepared = {step for step, screen in steps.items() if _is_laid_out(screen) and not screen.is_shown}
        assert prepared == {Step.BILLING_MODEL, Step.PLAN, Step.CONFIRM}
        assert app.screen.id == "prerequisites"
        assert not app._notifications
        plan = steps[Step.PLAN]
        assert plan.focused is None
        assert str(plan.query_one("#advice", TextBlock).content) == "", "it advises who is there"
        for step in ("billing-model", "plan"):
            await sees(lambda: app.focused is not None)
            await pilot.press(*["enter"] * (1 if step == "billing-model" else 3))
            await sees(lambda step=step: app.screen.id == step)  # type: ignore[misc]
        await sees(lambda: bool(volume) == ("25,000" in str(plan.query_one("#advice", TextBlock).content)))
