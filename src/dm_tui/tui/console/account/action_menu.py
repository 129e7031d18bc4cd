"""A menu of Account: there are two of them, and only the one with the focus has a cursor."""

from textual.content import Content

from dm_tui.tui.widgets.menu import Menu


class ActionMenu(Menu):
    """Marks no row while it does not have the focus."""

    def watch_has_focus(self, has_focus: bool) -> None:
        """Mark the row, or no longer."""
        super().watch_has_focus(has_focus)
        self._mark()

    def _mark(self) -> None:
        at = self.highlighted
        if at is not None and at < len(self._rows):
            self.replace_option_prompt_at_index(at, self._prompt(self._rows[at], chosen=True))

    def _before_label(self, *, chosen: bool) -> Content:
        return super()._before_label(chosen=chosen and self.has_focus)
