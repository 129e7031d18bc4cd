"""The settings of reminders: those that the settings file names, otherwise those chosen in the console."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dm_tui.domain.reminders.hooks import ReminderHooks, parse_hooks
from dm_tui.domain.reminders.settings import ReminderSettings, parse_reminder_settings
from dm_tui.services.reminders.hook_secrets import require_unread_by_others
from dm_tui.settings.file import read_settings_file
from dm_tui.settings.wording import SET_IN_FILE
from dm_tui.store.state import StateFile

SECTION = "reminders"  # of the settings file
_IN_FILE_ALONE = ("hooks", "command")  # `domain.reminders.hooks`


class ReminderChoices:
    """Each setting has one home: the file where it names it, the state file otherwise."""

    def __init__(self, state: StateFile, file: Path) -> None:
        self._state = state
        self.file = file

    def current(self) -> ReminderSettings:
        """Return the present settings; refuses a settings file with an impossible one."""
        named = _without_hooks(self._section())
        with self._state.read() as tables:
            chosen = tables.single(ReminderSettings)
        if not named:
            return chosen
        return parse_reminder_settings({**chosen.model_dump(), **named}, str(self.file))

    def hooks(self) -> ReminderHooks:
        """Return the hooks and the command that the file names; refuses impossible ones."""
        return _hooks_in(self._section(), str(self.file))

    def names_in_file(self) -> frozenset[str]:
        """Return the names of the settings that the file sets."""
        return frozenset(self._section())

    def choose(self, **choice: object) -> ReminderSettings:
        """Save a choice: `expiry_days=(30, 7)`; refuses an impossible one, and one that the file sets."""
        in_file = sorted(self.names_in_file() & choice.keys())
        if in_file:
            raise SET_IN_FILE(name=in_file[0], file=self.file)
        with self._state.transaction() as tables:
            chosen = tables.single(ReminderSettings).model_dump()
            tables.put_single(parse_reminder_settings({**chosen, **choice}, "Reminders"))
        return self.current()

    def _section(self) -> Mapping[str, Any]:
        return read_settings_file(self.file).sections.get(SECTION, {})


def check_reminder_section(section: Mapping[str, Any], path: Path) -> None:
    """Refuse a section of the settings file with an impossible setting, hook or command.

    A file with the address or the secret of a hook is refused if others may read it.
    """
    parse_reminder_settings(_without_hooks(section), str(path))
    hooks = _hooks_in(section, str(path))
    require_unread_by_others(hooks, path)


def _without_hooks(section: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in section.items() if name not in _IN_FILE_ALONE}


def _hooks_in(section: Mapping[str, Any], where: str) -> ReminderHooks:
    return parse_hooks(section.get("hooks", {}), section.get("command"), where)
