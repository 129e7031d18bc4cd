"""What the user does counts only for the screen that was in front when it was done.

The second half of a double press, keys that arrive in one packet and what a slow line delivers late would
choose, continue or send on a screen the user has not seen yet, or open and close screens twice. Textual 8.2
takes each of them when its queue comes to it: a second Enter on a row opened its dialog twice
(`DuplicateIds`), a second Enter in the command palette closed the screen below it too (`ScreenStackError`),
and a key for a palette that was not composed yet found no list (`NoMatches`).
"""

from collections.abc import Callable, Collection
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual._context import active_message_pump, message_hook
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.dom import NoScreen
from textual.message import Message
from textual.notifications import Notification
from textual.screen import Screen
from textual.widget import Widget

from dm_tui.tui.app_messages import Act
from dm_tui.tui.toasts import ToastsOfScreens
from dm_tui.tui.wizard.screen_cache import PRELOAD_MODE

if TYPE_CHECKING:  # not needed for the first frame
    from dm_tui.tui.enter_moves_focus import KeysBehindEnter

R = TypeVar("R")

DONE_BY_THE_USER = (events.InputEvent, events.Paste, Act)
"""Keys and mouse, and the messages widgets make of them. What changes by itself is none of them."""

DONE_WITH_WIDGETS = ("on_button_pressed", "on_option_list_option_selected", "on_input_submitted")
"""The handlers of the messages that Textual's own widgets make of keys and mouse: the widgets themselves are
imported when a screen has one.
"""


def is_closed(at_work: object) -> bool:
    """Say whether a widget's screen was closed, or the program ends: its work may end after its widgets.

    Textual 8.2 calls a screen attached until the last of its widgets has ended.
    """
    if not isinstance(at_work, Widget):
        return False
    stacks = at_work.app._screen_stacks.values()
    return not at_work.is_attached or not any(at_work.screen in stack for stack in stacks)


class FrontScreenOnly(App[R]):
    """Drops what was done before the screen in front was there, wherever it is on its way.

    One rule, `_comes_too_late`, is asked before the program, a screen or a widget takes anything. It needs no
    list of screens: what was done carries its time, and so does the screen in front. Work that began on a
    screen may end behind another one: it opens nothing over that.
    """

    _front_screen: Screen[object] | None = None
    _front_since = 0.0
    _behind_enter: "KeysBehindEnter | None" = None

    def on_load(self) -> None:
        """Look at every message before its widget does; tests may look as well."""
        self._toasts = ToastsOfScreens()
        also: Callable[[Message], None] = message_hook.get(lambda message: None)

        def drop_late(message: Message) -> None:
            if self._comes_too_late(message):
                message.prevent_default().stop()
            also(message)

        message_hook.set(drop_late)

    def track_front_screen(self) -> None:
        """Start to record when a screen comes to the front; the program must be mounted.

        Nothing is too late for the first screen: there is no other that it could have been done on.
        """
        self.screen_change_signal.subscribe(self, self._note_front_screen, immediate=True)
        self._front_screen = self.screen

    def _note_front_screen(self, screen: Screen[object]) -> None:
        hidden = self.current_mode == PRELOAD_MODE or screen is not self.screen
        if hidden or screen is self._front_screen:
            return
        self._front_screen, self._front_since = screen, inf
        self._toasts.change_screen(self)
        if screen.is_mounted:
            self._front_is_there(screen)
        else:
            screen.call_later(self._front_is_there, screen)

    def renew_toasts(self, notes: Collection[Notification]) -> None:
        """Keep toasts that an act of the user has to say once more on the screen to which it leads."""
        self._toasts.renew(notes)

    def _front_is_there(self, screen: Screen[object]) -> None:
        if screen is self._front_screen:
            self._front_since = Message().time
            if self._behind_enter is not None:
                self.call_later(self._behind_enter.release)

    def _comes_too_late(self, message: Message) -> bool:
        by_the_user = isinstance(message, DONE_BY_THE_USER) or message.handler_name in DONE_WITH_WIDGETS
        return by_the_user and message.time < self._front_since

    async def on_event(self, event: events.Event) -> None:
        if self._comes_too_late(event) or self._is_on_what_is_gone(event) or self._waits_for_enter(event):
            return
        if isinstance(event, events.Key | events.MouseDown | events.Paste) and not event.is_forwarded:
            self._toasts.note_act(self)
        is_enter = isinstance(event, events.Key) and event.key == "enter" and not event.is_forwarded
        if is_enter and getattr(self.screen, "takes_keys_in_turn", False) and self.focused is not None:
            await self._follow_enter(event, self.focused)
        else:
            await super().on_event(event)

    def _waits_for_enter(self, event: events.Event) -> bool:
        """Say whether this was typed behind an Enter that is on its way, and is taken after it."""
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        return is_typed and self._behind_enter is not None and self._behind_enter.holds(event)

    async def _follow_enter(self, event: events.Event, widget: Widget) -> None:
        from dm_tui.tui.enter_moves_focus import KeysBehindEnter

        self._behind_enter = self._behind_enter or KeysBehindEnter(self)
        await super().on_event(event)
        self._behind_enter.follow(widget)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Act at once on a key that no field may take for itself, and say so; no widget here takes Tab.

        Textual asks the widget in focus first, whenever that comes to it. What was typed after Tab on a slow
        line then lands in the field before it, and what was typed after the key of a tab, in the tab before.
        """
        if await super()._check_bindings(key, priority):
            return True
        if not priority:
            return False
        if key in ("tab", "shift+tab"):
            return await super()._check_bindings(key)
        act_at_once = getattr(self.screen, "act_at_once", None)
        return act_at_once is not None and bool(await act_at_once(key))

    def _is_on_what_is_gone(self, event: events.Event) -> bool:
        """Say whether a mouse button goes down on a widget that was removed and is still painted.

        Textual would begin a selection in the container that the widget no longer has.
        """
        if not isinstance(event, events.MouseDown):
            return False
        widget, _ = self.screen.get_widget_and_offset_at(event.x, event.y)
        return widget is not None and widget.parent is None and not isinstance(widget, Screen)

    def push_screen(self, screen: Any, *args: Any, mode: str | None = None, **named: Any) -> Any:
        """Open a screen, unless it is open already or what opens it lies behind another one."""
        if mode is None and isinstance(screen, Screen):
            self._free_ids_of_closed_screens()
            if self._is_open(screen) or self._opened_from_behind():
                return AwaitComplete()
        return super().push_screen(screen, *args, mode=mode, **named)

    def _is_open(self, screen: Screen[Any]) -> bool:
        return any(other is not screen and other.id == screen.id is not None for other in self.screen_stack)

    def _opened_from_behind(self) -> bool:
        opener = active_message_pump.get(None)
        try:
            return isinstance(opener, Widget) and opener.screen is not self.screen
        except NoScreen:  # it is gone
            return True

    def _free_ids_of_closed_screens(self) -> None:
        """Let go of the id of a screen that closed: Textual holds it until all its widgets have ended."""
        kept = {id(screen) for stack in self._screen_stacks.values() for screen in stack}
        kept |= {id(screen) for screen in self._installed_screens.values()}
        for screen in self.children:
            if id(screen) not in kept and screen.id is not None:
                self._nodes._nodes_by_id.pop(screen.id, None)
