"""The title line above every screen, with the account and its badge; in the wizard the steps below it."""

from collections.abc import Sequence

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from dm_tui.settings.profiles import profile_name
from dm_tui.tui.app_messages import Act
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, justify_ends, lines, text
from dm_tui.tui.widgets.window_sizes import TOO_SMALL

PROGRAM = "Direct Mail"


class Masthead(Widget):
    """The title, the account, the profile in use and the badge of sandbox or live; below them the steps.

    `account` ends with the badge: its first word is shown at any width, as the profile is. In a terminal that
    is too small, everything else is hidden and it asks for a larger window.
    """

    title: reactive[str] = reactive("")
    account: reactive[tuple[str, ...]] = reactive(())
    reading: reactive[str] = reactive("")
    steps: reactive[tuple[tuple[str, ...], int] | None] = reactive(None)

    class StepClicked(Act):
        """The user wants to go back to a finished step, counted from 0."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def name_region(self, name: str) -> None:
        """Name the region that is chosen, where an account is shown: nothing has to be confirmed first."""
        if len(self.account) == 3:
            account, _, badge = self.account
            self.account = (account, name, badge)

    def on_click(self, event: events.Click) -> None:
        """Go back to the finished step under the mouse."""
        step = event.style.meta.get("step")
        if isinstance(step, int):
            self.post_message(self.StepClicked(step))

    def render(self) -> RenderResult:
        width = self.content_size.width
        if width < 1:
            return ""
        if self.screen.has_class("-tiny") or self.screen.has_class("-flat"):
            return text(TOO_SMALL)
        *account, badge = self.account or ("",)
        names = [self.reading, *account] if self.reading else account
        title = text((PROGRAM, "bold $primary"), (f"  {self.title}" if self.title else "", "bold"))
        described = text((f" {MARKS.dot} ".join(names), "$muted"), "  " if names else "")
        profile = profile_name()
        in_use = text((f"profile {profile}", "bold"), "  ") if profile else text("")
        short, whole = (text(in_use, _badge(words, badge)) for words in (badge.partition(" ")[0], badge))
        region = text((names[-1], "$muted"), "  ") if names else described
        rights = (text(described, whole), text(described, short), text(region, short), whole, short)
        right = next((shown for shown in rights if title.cell_length + shown.cell_length + 2 <= width), short)
        head = justify_ends(
            title.truncate(max(1, width - right.cell_length - 1), ellipsis=True), right, width
        )
        return head if self.steps is None else lines([head, breadcrumb(*self.steps, width)])


def _badge(words: str, badge: str) -> Content:
    """Return a badge: another colour and other words where money is real."""
    style = "$badge-text on $badge-sandbox" if "no real" in badge else "$badge-text on $badge-live"
    return text((f" {words} " if words else "", f"bold {style}"))


def breadcrumb(titles: Sequence[str], current: int, width: int) -> Content:
    """Return the steps with marks and `3/6`.

    The lines between them go first, then the names of completed steps, then all names but the current one.
    """
    position = text((f"{current + 1}/{len(titles)}", "$muted"))
    for named_from, joined in ((0, True), (0, False), (current, False)):
        crumbs = [_crumb(title, i, current, i >= named_from) for i, title in enumerate(titles)]
        left = (
            _join_crumbs(crumbs, current) if joined else Content("  " if not named_from else " ").join(crumbs)
        )
        if left.cell_length + position.cell_length + 2 <= width:
            return justify_ends(left, position, width)
    short = text((f"{MARKS.here} {titles[current]}", "bold"))
    if short.cell_length + position.cell_length + 2 <= width:
        return justify_ends(short, position, width)
    return text((f"{titles[current]} {current + 1}/{len(titles)}", "bold"))


def _join_crumbs(crumbs: Sequence[Content], current: int) -> Content:
    """Return the steps joined by lines: heavy up to the current one, light from there."""
    parts: list[Part] = []
    for index, crumb in enumerate(crumbs):
        if index:
            line, style = (MARKS.behind, "$success") if index <= current else (MARKS.before, "$line")
            parts.append((f" {line} ", style))
        parts.append(crumb)
    return text(*parts)


def _crumb(title: str, index: int, current: int, named: bool) -> Content:
    if index < current:
        done = text((f"{MARKS.done} {title}" if named else MARKS.done, "$success"))
        return done.stylize(Style.from_meta({"step": index}))
    if index == current:
        return text((f"{MARKS.here} ", "bold $primary"), (title, "bold"))
    return text((f"{MARKS.ahead} {title}", "$muted"))
