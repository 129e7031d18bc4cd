"""Toasts without markup and without control characters."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App
from textual.geometry import Region
from textual.notifications import Notification, Notify, SeverityLevel
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets._toast import ToastRack

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.text import show_control_characters
from dm_tui.tui.keys_for_commands import with_keys
from dm_tui.tui.screen_text import wrap_words

LONGEST = 72
"""Cells of a toast, at most, as the style sheet has it."""

_AROUND = 3
"""Cells of a toast beside its words."""


class _PassingNotification(Notification):
    """Goes with the screen in front of which it was shown."""


def toast(
    app: App[Any], message: str, *, serious: bool = False, about: Widget | None = None, lasts: bool = False
) -> None:
    """Show a short message above the screen; one that is shown already is not shown twice.

    It does not cover what it is `about`, by itself the row under the cursor or the widget in focus, nor a box
    to tick. It goes when the user leaves the screen, unless it `lasts`: what no screen was asked for, as the
    outcome of work in the background.
    """
    words = show_control_characters(message)
    shown = [note for note in app._notifications if note.message == words and not note.has_expired]
    if shown:
        renew = getattr(app, "renew_toasts", None)
        if renew is not None:
            renew(shown)
    else:
        keep_clear(app, words, about)
        kind = Notification if lasts else _PassingNotification
        severity: SeverityLevel = "warning" if serious else "information"
        _show(app, kind(words, severity=severity, timeout=app.NOTIFICATION_TIMEOUT))


def _show(app: App[Any], note: Notification) -> None:
    app._notifications.add(note)  # counts as shown before the program comes to the message
    app.post_message(Notify(note))


class ToastsOfScreens:
    """Removes what speaks of a screen that the user left, and keeps what lasts off a dialog opened after it.

    What the act that leads to a screen has to say is shown on that screen: an order is saved, and the console
    is in front. A toast is older than such an act, or it belongs to it.
    """

    def __init__(self) -> None:
        self._before_act: list[Notification] = []
        self._behind: list[Notification] = []

    def note_act(self, app: App[Any]) -> None:
        """Note which toasts were there before a key or a click of the user."""
        self._before_act = list(app._notifications)

    def renew(self, notes: Collection[Notification]) -> None:
        """Take what the act has to say once more as said by the act, though it was there before."""
        self._before_act = [note for note in self._before_act if note not in notes]

    def change_screen(self, app: App[Any]) -> None:
        """Remove passing toasts that were there; others wait while a dialog is in front."""
        in_dialog = isinstance(app.screen, ModalScreen)
        for note in self._before_act:
            passing = isinstance(note, _PassingNotification)
            if note in app._notifications and (passing or in_dialog):
                app._unnotify(note)
                self._behind += [] if passing else [note]
        if not in_dialog:
            waiting, self._behind = self._behind, []
            for note in waiting:
                _show(app, Notification(note.message, severity=note.severity, timeout=note.timeout))


def keep_clear(app: App[Any], words: str = "", about: Widget | None = None) -> None:
    """Raise the toasts, and one with `words` to come, above what they would lie on.

    Over a dialog they are at the top in any case.
    """
    if isinstance(app.screen, ModalScreen) or not app.screen.size.height:
        return
    for rack in app.screen.query(ToastRack):
        rack.styles.clear_rule("margin")
        height, width = app.size.height, min(LONGEST, app.size.width * 96 // 100) - _AROUND
        shown = [note.message for note in app._notifications if not note.has_expired]
        rows = sum(len(wrap_words(each, width)) + 1 for each in filter(None, (*shown, words)))
        lowest = bottom = height - rack.styles.margin.bottom
        for spot in sorted(_spots(app, about), key=lambda spot: -spot.y):
            if spot.y < lowest and spot.bottom > lowest - rows and spot.y > rows:
                lowest = spot.y
        if lowest < bottom:
            rack.styles.margin = (0, 0, height - lowest, 0)


def _spots(app: App[Any], about: Widget | None) -> Iterator[Region]:
    """Yield what a toast must not cover: what it is about, and what has to be ticked."""
    yield _spot(app, about)
    yield from (box.region for box in app.screen.query("AcceptBox") if box.is_on_screen)


def _spot(app: App[Any], about: Widget | None) -> Region:
    """Return what a toast is about: of a list the row under the cursor, of anything large nothing."""
    widget = about or app.screen.focused
    if widget is None:
        return Region()
    if widget.region.contains_point(app.cursor_position):
        return Region(widget.region.x, app.cursor_position.y, widget.region.width, 1)
    return widget.region if widget.region.height <= _AROUND else Region()


def toast_new_notices(app: App[Any], notices: Iterable[str], shown: set[str]) -> None:
    """Show each notice once while the program runs: what is wrong with the state file, or was."""
    for notice in notices:
        if notice not in shown:
            shown.add(notice)
            toast(app, notice, serious=True, lasts=True)


def toast_error(app: App[Any], error: DirectMailError, *, lasts: bool = False) -> None:
    """Show the error's message and hint, with the keys of the screen in place of commands.

    It goes with the screen on which something was refused, unless it is of background work.
    """
    toast(app, with_keys(app.screen, str(error)), serious=True, lasts=lasts)


@contextmanager
def toast_errors(app: App[Any], *, lasts: bool = False) -> Iterator[None]:
    """Show an error raised inside as a toast and continue: any read or write may fail."""
    try:
        yield
    except DirectMailError as error:
        toast_error(app, error, lasts=lasts)
