"""What a setting is now: the variable before the settings file. Options and profiles come before both."""

import os
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dm_tui.domain.errors import DirectMailError
from dm_tui.settings import wording
from dm_tui.settings.declared import find_setting
from dm_tui.settings.file import SettingsFile, Values, read_settings_file
from dm_tui.settings.places import expand_user_path, settings_path

if TYPE_CHECKING:
    from pathlib import Path

    from dm_tui.settings.theme_colours import ThemeColours

THEME = "look.theme"

MOST_PAIRS = 3
"""How many pairs of colours one sentence names (our own choice)."""


def settings_file() -> SettingsFile:
    """Return what the settings file says."""
    return read_settings_file(settings_path())


def file_value(name: str) -> Any:
    """Return what the settings file says of a setting such as `look.theme`, None if nothing."""
    return settings_file().value(find_setting(name))


def chosen_keys() -> Values:
    """Return the keys that the settings file chooses, by the names of their actions."""
    return settings_file().sections.get("keys", {})


def text_value(name: str) -> str:
    """Return the text of a setting: from its variable, else from the settings file, else empty."""
    setting = find_setting(name)
    return os.environ.get(setting.variable, "") or settings_file().value(setting) or ""


def require_not_in_file(name: str) -> None:
    """Refuse a choice of the console where the settings file has one."""
    if file_value(name) is not None:
        raise wording.SET_IN_FILE(name=name.rpartition(".")[2], file=settings_path())


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
    from dm_tui.settings.places import parse_path

    if not profile and (named := os.environ.get("DM_TUI_STATE")):
        return parse_path(named)
    named = account_value("state", profile)
    return beside_settings(parse_path(named)) if named else None


def beside_settings(path: "Path") -> "Path":
    """Return a path of the settings file: a relative one begins where that file is."""
    return settings_path().parent / path


def log_path() -> "Path | None":
    """Return the file of the log, None where nobody wants one."""
    from dm_tui.settings.places import parse_path

    if named := os.environ.get("DM_TUI_LOG"):
        return parse_path(named)
    named = file_value("log.file")
    return beside_settings(parse_path(named)) if named else None


def chosen_palette(kept: str) -> "ThemeColours":
    """Return the theme of the settings file, else the one that was chosen and `kept`, else the usual one.

    Refuses a theme of the settings file that there is not, or that cannot be read.
    """
    from dm_tui.settings.theme_colours import PALETTES
    from dm_tui.settings.theme_file import is_theme_file, read_theme

    named = file_value(THEME)
    if not named:
        return kept_palette(kept)
    names = {palette.name: palette for palette in PALETTES}
    if is_theme_file(named):
        return read_theme(beside_settings(expand_user_path(named)))
    if named not in names:
        from dm_tui.domain.text import clean_line, nearest

        suggestion = nearest(named, list(names))
        meant = wording.DID_YOU_MEAN.format(word=suggestion) if suggestion else ""
        raise wording.UNKNOWN_THEME(name=clean_line(named, 40), nearest=meant, known=", ".join(names))
    return names[named]


def kept_palette(kept: str) -> "ThemeColours":
    """Return the theme that was chosen and `kept`, else the usual one."""
    from dm_tui.settings.theme_colours import PALETTES

    return next((palette for palette in PALETTES if palette.name == kept), PALETTES[0])


def weakness(palette: "ThemeColours", most: int = MOST_PAIRS) -> str:
    """Return what is hard to read in a theme, naming `most` pairs, in one sentence; empty if nothing is."""
    from dm_tui.settings.theme_colours import weak_pairs

    weak = list(weak_pairs(palette.colours))
    if not weak:
        return ""
    left = len(weak) - most
    more = f", and {left} more {'pair' if left == 1 else 'pairs'}" if left > 0 else ""
    pairs = "; ".join(map(str, weak[:most]))
    return wording.WEAK_CONTRAST.format(name=palette.name, pairs=pairs + more)


def ascii_only() -> bool:
    """Say whether to show only ASCII: a setting asks for it, or the terminal shows nothing else."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    if (
        encoding not in ("utf8", "utf16")
        or os.environ.get("TERM") == "linux"
        or os.environ.get("DM_TUI_ASCII")
    ):
        return True
    return _file_wants_ascii(os.environ.get("XDG_CONFIG_HOME"), os.environ.get("HOME"))


@lru_cache(maxsize=4)
def _file_wants_ascii(config: str | None, home: str | None) -> bool:
    """Say what the file said when it was first asked: it is, for every line that is printed.

    The two folders decide which file it is.
    """
    try:
        return bool(file_value("look.ascii"))
    except DirectMailError:  # what is wrong with the file is reported where more of it is needed
        return False


def dns_server() -> tuple[str, int] | None:
    """Return the name server to ask, `ADDRESS` or `ADDRESS:PORT`; None for the system's own.

    A resolver caches a missing record for hours; the domain's own name server has the present records.
    """
    if not (named := text_value("mail.name_server")):
        return None
    import ipaddress

    from dm_tui.domain.text import clean_line

    address, port = named, "53"
    if named.startswith("[") or named.count(":") == 1:
        address, _, port = named.rpartition(":") if not named.endswith("]") else (named, "", port)
        address = address.removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address(address)
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            raise ValueError(port)
    except ValueError:
        where = "DM_TUI_DNS" if os.environ.get("DM_TUI_DNS") else "name_server"
        raise wording.BAD_DNS_SERVER(where=where, value=clean_line(named, 60)) from None
    return address, int(port)
