"""The settings of reminders: what the settings file names, otherwise what was chosen in the console."""

from pathlib import Path

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.reminders.settings import ReminderSettings, parse_reminder_settings
from dm_tui.settings import read_settings_section
from dm_tui.store.state import StateFile

SECTION = "reminders"
"""Where they stand in the settings file."""


class ReminderChoices:
    """Each setting has one home: the file where it names it, the state file otherwise."""

    def __init__(self, state: StateFile, file: Path) -> None:
        self._state = state
        self.file = file

    def current(self) -> ReminderSettings:
        """Return the settings as they hold now; refuses a settings file that says what cannot be."""
        named = read_settings_section(self.file, SECTION)
        with self._state.read() as tables:
            chosen = tables.single(ReminderSettings)
        if not named:
            return chosen
        return parse_reminder_settings({**chosen.model_dump(), **named}, str(self.file))

    def names_in_file(self) -> frozenset[str]:
        """Return the names of the settings that the file has taken charge of."""
        return frozenset(read_settings_section(self.file, SECTION))

    def choose(self, **choice: object) -> ReminderSettings:
        """Keep a choice, such as `expiry_days=(30, 7)`, and return what holds now.

        Refuses, naming the setting, what cannot be and what the settings file is in charge of.
        """
        taken = sorted(self.names_in_file() & choice.keys())
        if taken:
            raise DirectMailError(
                ErrorKind.REFUSED,
                "set-in-file",
                f"“{taken[0]}” is set in {self.file}.",
                "Change it there, or take it out of the file.",
            )
        with self._state.transaction() as tables:
            chosen = tables.single(ReminderSettings).model_dump()
            tables.put_single(parse_reminder_settings({**chosen, **choice}, "Reminders"))
        return self.current()
