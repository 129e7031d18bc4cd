"""A user in front of the program: what is pressed, typed, clicked and read, so that tests tell a story.

Nothing here pauses for a fixed time. Every action waits until the messages it caused are worked off,
every expectation is polled until it holds or a deadline passes.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import pytest
from textual import events
from textual._context import visible_screen_stack
from textual.content import Content
from textual.css.query import NoMatches
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, OptionList

from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app import DirectMailApp
from dm_tui.tui.widgets.masthead import Masthead
from dm_tui.tui.wizard.step import StepScreen
from tests.at_rest import DEADLINE, come_to_rest, draw, draw_new, paint, pause_until_at_rest, work_off

W = TypeVar("W", bound=Widget)

NAMED_CHARACTERS = {"space": " ", "plus": "+", "minus": "-", "tab": "\t", "enter": "\r"}


class User:
    """Drives one running program. `pressed` counts the keys pressed so far."""

    def __init__(self, app: DirectMailApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        self.pressed = 0

    # Looking

    @property
    def screen(self) -> Screen[object]:
        """What is in front."""
        return self.app.screen

    @property
    def here(self) -> str | None:
        """The id of the screen in front."""
        return self.screen.id

    @property
    def focused(self) -> str | None:
        """The id of the widget that has the focus."""
        return self.screen.focused.id if self.screen.focused is not None else None

    @property
    def draft(self) -> WizardDraft:
        """What the step on the screen holds at this moment."""
        step = self.app.current_step
        assert step is not None, f"{self.here} is no step of the wizard"
        return step.read()

    @property
    def can_go_on(self) -> bool:
        """Whether the primary button can be pressed."""
        return not self.find("#next", Button).disabled

    @property
    def toasts(self) -> list[str]:
        """Every short message that was shown and has not gone yet."""
        return [note.message for note in self.app._notifications]

    def find(self, selector: str, kind: type[Widget] = Widget) -> Widget:
        """Return a widget of the screen in front."""
        return self.screen.query_one(selector, kind)

    def reads(self, selector: str) -> str:
        """Return what a text widget says."""
        shown = self.screen.query_one(selector, Widget).render()
        return shown.plain if isinstance(shown, Content) else str(shown)

    def label(self, selector: str) -> str:
        """Return what is written on a button."""
        return str(self.screen.query_one(selector, Button).label)

    def value(self, selector: str) -> str:
        """Return what stands in a field."""
        return self.screen.query_one(selector, Input).value

    def ticked(self) -> bool:
        """Return whether the agreement of this step is accepted."""
        return self.screen.query_one("#accept-terms", Checkbox).value

    def chosen(self, selector: str) -> str | None:
        """Return the id of the highlighted option of a list."""
        options = self.screen.query_one(selector, OptionList)
        if options.highlighted is None:
            return None
        return options.get_option_at_index(options.highlighted).id

    def rows(self) -> list[str]:
        """Return what the terminal shows, row by row, with what lies under a dialog."""
        visible_screen_stack.set(self.app._background_screens)
        return [strip.text for strip in self.screen._compositor.render_strips()]

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until `condition` holds, and what it came with is worked off: the focus comes a message later.

        A widget that is not there yet counts as not yet.
        """
        end, pause = time.monotonic() + DEADLINE, 0.004
        while not self._holds(condition):
            if self.app._exception is not None:
                raise self.app._exception
            if time.monotonic() > end:
                shown = "\n".join(self.rows())
                raise AssertionError(f"not seen: {what}; {self.here}, {self.toasts}\n{shown}")
            await asyncio.sleep(pause := min(pause * 1.2, 0.03))
            paint(self.app)
        if not self.app._exit:
            await self._work_off()

    async def sees(self, screen: str) -> None:
        """Wait for a screen, laid out, drawn, and ready for keys and mouse."""
        await self.until(
            lambda: self.here == screen and self.screen.size.width and self._is_laid_out(), screen
        )
        draw_new(self.app)

    async def hears(self, *words: str) -> None:
        """Wait for a short message that has all these words, whatever their case."""
        await self.until(
            lambda: any(all(word in toast.lower() for word in words) for toast in self.toasts),
            f"a message with {words}",
        )

    async def settles(self) -> None:
        """Let all that was set off come to rest, threads and timers too; to assert that nothing happened."""
        await self.pilot.pause()
        if not self.app._exit:
            await come_to_rest(self.app)
            draw(self.app)

    # Doing

    async def presses(self, *keys: str) -> None:
        """Press keys one after another, each one worked off before the next."""
        for key in keys:
            self.pressed += 1
            self.app.post_message(_key(key))
            await self._work_off()

    async def hammers(self, *keys: str) -> None:
        """Press keys faster than the program can work them off."""
        for key in keys:
            self.pressed += 1
            self.app.post_message(_key(key))
        await self._work_off()

    async def types(self, text: str) -> None:
        """Type characters where the focus is, faster than they are painted."""
        await self.hammers(*text)

    async def pastes(self, text: str, end: str = "\r") -> None:
        """Paste where the focus is, as a terminal with bracketed paste reports it.

        Most terminals send a carriage return for the `end` of a line.
        """
        pasted = text if "\r" in text else text.replace("\n", end)
        self.app.post_message(events.Paste(pasted))
        await self._work_off()

    async def reaches(self, selector: str) -> None:
        """Press Tab until a widget has the focus; one that is shut while something goes on opens first."""
        target = self.find(selector)
        await self.until(lambda: target in self.screen.focus_chain, f"a way to {selector}")
        for _ in range(len(self.screen.focus_chain) + 1):
            if self.screen.focused is target:
                return
            await self.presses("tab")
        raise AssertionError(f"Tab does not lead to {selector} on {self.here}")

    async def chooses(self, option: str) -> None:
        """Go to the list that has this option and highlight it with the arrow keys."""
        options = next(
            record for record in self._all(OptionList) if any(row.id == option for row in record.options)
        )
        await self.reaches(f"#{options.id}")
        wanted = options.get_option_index(option)
        while options.highlighted != wanted:
            await self.presses("down" if (options.highlighted or 0) < wanted else "up")

    async def writes(self, selector: str, text: str) -> None:
        """Replace what stands in a field by typing."""
        await self.reaches(selector)
        await self.presses("end", "ctrl+u")
        await self.types(text)

    async def accepts(self) -> None:
        """Tick the agreement of this step."""
        await self.reaches("#accept-terms")
        await self.presses("space")
        await self.until(self.ticked, "the agreement accepted")

    async def goes_on(self) -> None:
        """Press the primary button with the keyboard."""
        await self.until(lambda: self.can_go_on, "an open way on")
        await self.reaches("#next")
        await self.presses("enter")

    async def clicks(self, selector: str, offset: tuple[int, int] | None = None) -> None:
        """Click a widget with the mouse; it must be what lies under the pointer."""
        if offset is None:
            hit = await self.pilot.click(selector)
        else:
            hit = await self.pilot.click(selector, offset=offset)
        assert hit, f"{selector} does not lie under the mouse"

    async def clicks_words(self, words: str) -> None:
        """Click these words where they stand first on the screen."""
        y, row = next((y, row) for y, row in enumerate(self.rows()) if words in row)
        assert await self.pilot.click(offset=(row.index(words), y))

    async def resizes(self, width: int, height: int) -> None:
        """Make the window another size."""
        await self.pilot.resize_terminal(width, height)
        await self.until(lambda: self.app.size == (width, height), f"{width} x {height}")

    # Behind

    def _all(self, kind: type[W]) -> list[W]:
        """Return the widgets of a class; `query` knows the name in the style sheets, not the class."""
        return [
            found_widget for found_widget in self.screen.walk_children() if isinstance(found_widget, kind)
        ]

    def _holds(self, condition: Callable[[], object]) -> bool:
        with suppress(NoMatches):
            return bool(condition())
        return False

    def _is_laid_out(self) -> bool:
        screen = self.screen
        if isinstance(screen, StepScreen) and screen.query_one(Masthead).steps is None:
            return False  # mounted, but not filled yet
        buttons = [record for record in self._all(Button) if self._is_displayed(record)]
        placed = all(button.region.width for button in buttons)
        return screen.is_current and bool(screen.children) and placed

    @staticmethod
    def _is_displayed(widget: Widget) -> bool:
        """Say whether a widget is shown, and not on a tab behind the one in front."""
        return all(
            isinstance(found_widget, Widget) and found_widget.display
            for found_widget in (widget, *widget.ancestors)[:-1]
        )

    async def _work_off(self) -> None:
        await work_off(self.app)


@asynccontextmanager
async def sit_down(
    direct_mail: DirectMail, size: tuple[int, int] = (80, 24), *, survives: bool = False
) -> AsyncIterator[User]:
    """Start the program; leaving the block drops it where it rests, without a question or saving.

    No fault may have been reported, unless the test is about one that the program `survives`.
    """
    app = DirectMailApp(direct_mail)
    app.animation_level = "none"
    with pytest.MonkeyPatch.context() as patch:
        pause_until_at_rest(patch)
        async with app.run_test(size=size, notifications=True) as pilot:
            user = User(app, pilot)
            await user.until(lambda: user.here is not None and user.screen.size.width, "a first screen")
            yield user
            if not app._exit:
                await user._work_off()
                draw(app)
    reports = sorted(direct_mail.state_path.parent.glob("crash-*"))
    assert bool(reports) is survives, "\n".join(report.read_text() for report in reports)


def charged(direct_mail: DirectMail) -> list[str]:
    """Return the orders for which the bank really took money, one entry for each time."""
    with direct_mail.state.read() as tables:
        return [charge.purpose for charge in tables.of(Charge).all() if not charge.voided]


def _key(key: str) -> events.Key:
    if len(key) == 1:
        return events.Key(_character_to_key(key), key)
    return events.Key(key, NAMED_CHARACTERS.get(key))
