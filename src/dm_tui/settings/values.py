"""What a setting is now: the variable before the settings file. Options and profiles come before both."""

import os
from typing import TYPE_CHECKING, Any

from dm_tui.settings import wording
from dm_tui.settings.declared import find_setting
from dm_tui.settings.file import SettingsFile, Values, read_settings_file
from dm_tui.settings.places import parse_path, settings_path

if TYPE_CHECKING:
    from pathlib import Path


def settings_file() -> SettingsFile:
    """Return what the settings file says."""
    return read_settings_file(settings_path())


def file_value(name: str) -> Any:
    """Return what the settings file says of a setting such as `look.theme`, None if nothing."""
    return settings_file().value(find_setting(name))


def file_section(name: str) -> Values:
    """Return what the settings file says in one of its sections, in one reading."""
    return settings_file().sections.get(name, {})


def chosen_keys() -> Values:
    """Return the keys that the settings file chooses, by the names of their actions."""
    return file_section("keys")


def text_value(name: str) -> str:
    """Return the text of a setting: from its variable, else from the settings file, else empty."""
    setting = find_setting(name)
    return os.environ.get(setting.variable, "") or settings_file().value(setting) or ""


def require_not_in_file(name: str) -> None:
    """Refuse a choice of the console where the settings file has one."""
    if file_value(name) is not None:
        raise wording.SET_IN_FILE(name=name.rpartition(".")[2], file=settings_path())


def beside_settings(path: "Path") -> "Path":
    """Return a path of the settings file: a relative one begins where that file is."""
    return settings_path().parent / path


def log_path() -> "Path | None":
    """Return the file of the log, None where nobody wants one."""
    if named := os.environ.get("DM_TUI_LOG"):
        return parse_path(named)
    named = file_value("log.file")
    return beside_settings(parse_path(named)) if named else None
