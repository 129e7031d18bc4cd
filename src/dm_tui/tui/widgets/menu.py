"""A list of actions; Enter runs the highlighted one."""

from textual.content import Content

from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text
from dm_tui.tui.widgets.choices import Choices


class Menu(Choices):
    """Marks the highlighted row with an arrow: Enter acts at once, nothing is chosen for later."""

    def _before_label(self, *, chosen: bool) -> Content:
        return text(f"{MARKS.next if chosen else ' '} ")
