"""The places of files."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from dm_tui.domain.text import clean_line
from dm_tui.settings.wording import BAD_PATH, NO_HOME

MAX_NAME_BYTES = 200
"""The longest name of a file; systems take 255 bytes, and ours are longer, as in `.bak` (our own limit)."""


def default_state_path(file: str, profile: str = "") -> Path:
    """Return the path of a state file in the state directory; each profile has one of its own."""
    with suppress(RuntimeError):  # raised where there is no home directory, or else the path begins with “~”
        path = _user_folder("STATE", "~/.local/state") / file
        path = path.with_stem(f"{path.stem}-{profile}") if profile else path
        if path.is_absolute():
            return path
    raise NO_HOME()


def settings_path() -> Path:
    """Return the settings file, which the program never writes.

    A setting in it applies to every account; the others are set in the console, for one account.
    """
    try:
        return _user_folder("CONFIG", "~/.config") / "settings.toml"
    except RuntimeError:  # the home directory is not known: a relative path is not read
        return Path("settings.toml")


def _user_folder(kind: str, usual: str) -> Path:
    """Return our folder among the user's, as platformdirs does; on Linux without loading it for two lines.

    Raises RuntimeError where there is no home directory.
    """
    if sys.platform == "linux":
        for folder in (os.environ.get(f"XDG_{kind}_HOME", ""), os.path.expanduser(usual)):
            if os.path.isabs(folder):
                return Path(folder) / "dm-tui"
    from platformdirs import user_config_path, user_state_path

    path = user_config_path if kind == "CONFIG" else user_state_path
    return path("dm-tui", appauthor=False)


def expand_user_path(path: str) -> Path:
    """Return a path with `~` and `~name` resolved; the name of an unknown user is taken literally."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def parse_path(path: str) -> Path:
    """Return the path of a file to write, with `~` resolved, or refuse what no file can have as its path."""
    named = expand_user_path(path)
    if reason := _bad_path_reason(named):
        raise BAD_PATH(path=clean_line(path, 60), reason=reason)
    return named


def _bad_path_reason(path: Path) -> str:
    try:
        os.fsencode(path)
        length = len(os.fsencode(path).rpartition(b"/")[2])
    except UnicodeEncodeError:
        return "it has a character that no name can have"
    if "\0" in str(path):
        return "it has a zero byte"
    if path.name in ("", ".."):
        return "it is a directory"
    return f"it is longer than {MAX_NAME_BYTES} bytes" if length > MAX_NAME_BYTES else ""
