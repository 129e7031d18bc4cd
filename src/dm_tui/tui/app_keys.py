"""The keys that work on every screen, and those the user chose instead."""

from contextlib import suppress

from textual.binding import Binding
from textual.screen import ModalScreen

from dm_tui.domain.errors import DirectMailError
from dm_tui.services.direct_mail import DirectMail
from dm_tui.settings.values import chosen_keys
from dm_tui.tui.keys_for_commands import key_name
from dm_tui.tui.reading_account import AccountReadingApp

_COMMANDS = "Search the commands of this screen"


class KeyedApp(AccountReadingApp):
    """The program as far as it knows keys. Letters work where no field has the focus."""

    BINDINGS = [
        Binding("f1", "help", "Help", id="app.help", priority=True, tooltip="Show help on this screen"),
        Binding("ctrl+p", "command_palette", "Commands", id="app.palette", priority=True, tooltip=_COMMANDS),
        Binding("ctrl+q", "leave", "Quit", id="app.quit", priority=True, tooltip="Leave dm-tui"),
        Binding("q", "leave_by_letter", "Quit", id="app.leave", show=False, tooltip="Leave dm-tui"),
        Binding("question_mark", "help_by_letter", "Help", id="app.more_help", show=False),
        Binding("ctrl+c", "interrupt", "Copy or quit", id="app.interrupt", priority=True, show=False),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False),
    ]

    def __init__(self, direct_mail: DirectMail) -> None:
        super().__init__(direct_mail)
        with suppress(DirectMailError):  # whatever else reads the settings file says what is wrong with it
            self._keymap = self._normalize_keymap({**chosen_keys()})

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as the buttons name it."""
        return key_name(super().get_key_display(binding))

    def action_leave_by_letter(self) -> None:
        """Quit, as Ctrl+Q does."""
        self.action_leave()

    def action_help_by_letter(self) -> None:
        """Show help, as F1 does."""
        self.action_help()

    def action_help(self) -> None:
        """Show help on the screen in front; the key that opened it closes it."""
        from dm_tui.tui.help_page import help_for

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(help_for(self, self.screen))
        elif self.screen.id == "notice-screen":
            self.screen.dismiss(None)

    def action_command_palette(self) -> None:
        """Show the palette."""
        from dm_tui.tui.command_palette import CommandsInOrder, Palette

        self.push_screen(Palette([CommandsInOrder], id="--command-palette"))

    def action_interrupt(self) -> None:
        """Copy what is selected, as Ctrl+C does in a window; leave where nothing is, as in a terminal."""
        selected = getattr(self.focused, "selected_text", "") or self.screen.get_selected_text()
        if selected:
            from dm_tui.tui.clipboard import copy  # it starts programs: not needed for the first frame

            copy(self, selected, "The selection is")
        else:
            self.action_leave()
