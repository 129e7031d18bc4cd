"""The profile in use and the account that it opens: a profile is whole, so that no variable mixes with it."""

import os
import re
from typing import TYPE_CHECKING

from dm_tui.settings import wording
from dm_tui.settings.declared import find_setting
from dm_tui.settings.file import Values
from dm_tui.settings.places import parse_path, settings_path
from dm_tui.settings.values import beside_settings, file_value, settings_file, text_value

if TYPE_CHECKING:
    from pathlib import Path


_PROFILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
MOST_IN_NAME = 40
"""Letters of the name of a profile, which is part of the name of a file (our own limit)."""


def require_profile_name(path: "Path", name: str) -> None:
    """Refuse what cannot be the name of a profile; `path` is the settings file that has it."""
    if not _PROFILE_NAME.fullmatch(name) or len(name) > MOST_IN_NAME:
        from dm_tui.domain.text import clean_line

        raise wording.BAD_PROFILE_NAME(path=path, name=clean_line(name, 60), most=MOST_IN_NAME)


def profile_name() -> str:
    """Return the profile that `--profile` or `DM_TUI_PROFILE` names, empty for none."""
    return os.environ.get("DM_TUI_PROFILE", "")


def profile_values(name: str) -> Values:
    """Return what a profile says; refuses one that there is not."""
    file = settings_file()
    if name not in file.profiles:
        from dm_tui.domain.text import clean_line, nearest

        suggestion = nearest(name, list(file.profiles))
        meant = wording.DID_YOU_MEAN.format(word=suggestion) if suggestion else ""
        raise wording.UNKNOWN_PROFILE(name=clean_line(name, 40), path=file.path, nearest=meant)
    return file.profiles[name]


def account_value(key: str, profile: str | None = None) -> str:
    """Return a setting of the account to open, of a profile alone if it is not ""; None is the one in use.

    A profile is whole: a variable that a shell still has must not pair its state file with other credentials.
    """
    name = profile_name() if profile is None else profile
    return profile_values(name).get(key, "") if name else text_value(f"account.{key}")


def account_place(key: str, profile: str) -> str:
    """Return where a setting of the account has its value from, in words for a sentence."""
    variable = find_setting(f"account.{key}").variable
    if not profile and variable and os.environ.get(variable):
        return variable
    return f"[{f'profiles.{profile}' if profile else 'account'}] of {settings_path()}"


def require_region_not_in_file() -> None:
    """Refuse another region for good where the settings file, or the profile in use, names one."""
    name = profile_name()
    named = profile_values(name).get("region") if name else file_value("account.region")
    if named:
        raise wording.SET_IN_FILE(name="region", file=settings_path())


def account_path(profile: str) -> "Path | None":
    """Return the state file that is set, None for the default one."""
    if not profile and (named := os.environ.get("DM_TUI_STATE")):
        return parse_path(named)
    named = account_value("state", profile)
    return beside_settings(parse_path(named)) if named else None
