"""The settings of reminders: those that the settings file names, otherwise those chosen in the console."""

from pathlib import Path

from dm_tui.domain.reminders.settings import ReminderSettings, parse_reminder_settings
from dm_tui.settings.file import read_settings_file
from dm_tui.settings.wording import SET_IN_FILE
from dm_tui.store.state import StateFile

SECTION = "reminders"  # of the settings file


class ReminderChoices:
    """Each setting has one home: the file where it names it, the state file otherwise."""

    def __init__(self, state: StateFile, file: Path) -> None:
        self._state = state
        self.file = file

    def current(self) -> ReminderSettings:
        """Return the present settings; refuses a settings file with an impossible one."""
        named = read_settings_file(self.file).sections.get(SECTION, {})
        with self._state.read() as tables:
            chosen = tables.single(ReminderSettings)
        if not named:
            return chosen
        return parse_reminder_settings({**chosen.model_dump(), **named}, str(self.file))

    def names_in_file(self) -> frozenset[str]:
        """Return the names of the settings that the file sets."""
        return frozenset(read_settings_file(self.file).sections.get(SECTION, {}))

    def choose(self, **choice: object) -> ReminderSettings:
        """Save a choice: `expiry_days=(30, 7)`; refuses an impossible one, and one that the file sets."""
        in_file = sorted(self.names_in_file() & choice.keys())
        if in_file:
            raise SET_IN_FILE(name=in_file[0], file=self.file)
        with self._state.transaction() as tables:
            chosen = tables.single(ReminderSettings).model_dump()
            tables.put_single(parse_reminder_settings({**chosen, **choice}, "Reminders"))
        return self.current()
