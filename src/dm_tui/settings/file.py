"""The settings file: TOML, read and checked as a whole, and never written by the program."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.text import clean_line, nearest
from dm_tui.settings import wording
from dm_tui.settings.declared import PROFILE_KEYS, SECTIONS, SETTINGS, Setting, settings_of
from dm_tui.settings.key_conflicts import validate_keys
from dm_tui.settings.keymap import SECTION as KEYS_SECTION
from dm_tui.user_files import MEGABYTE, read_file

PROFILES = "profiles"
Values = Mapping[str, Any]


class SettingsFile(NamedTuple):
    """What the file says: the values of each section, and the profiles by their names."""

    path: Path
    sections: Mapping[str, Values]
    profiles: Mapping[str, Values]

    def value(self, setting: Setting) -> Any:
        """Return the value of a setting, None where the file does not have it."""
        return self.sections.get(setting.section, {}).get(setting.key)


_Identity = tuple[str, int, int, int]
_last: tuple[_Identity, SettingsFile] | None = None
"""The file as it was read last: every command and many a line asks it."""


def read_settings_file(path: Path) -> SettingsFile:
    """Return what the settings file says, nothing where there is none.

    Refuses a file that cannot be read and whatever is not known, rather than continue without the user's
    settings.
    """
    global _last
    nothing = SettingsFile(path, {}, {})
    if not path.is_absolute():  # the home directory is not known
        return nothing
    try:
        status = os.stat(path)
        identity = (str(path), status.st_mtime_ns, status.st_size, status.st_ino)
        if _last is not None and _last[0] == identity:
            return _last[1]
        raw = read_file(path, MEGABYTE)
    except (FileNotFoundError, NotADirectoryError):
        return nothing
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise wording.BAD_FILE(path=path, reason=reason) from error
    settings = _check_document(path, _parse(path, raw))
    _last = identity, settings
    return settings


def _parse(path: Path, raw: bytes) -> dict[str, Any]:
    import tomllib
    from decimal import Decimal

    try:
        return tomllib.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ArithmeticError, RecursionError) as error:
        raise wording.BAD_FILE(path=path, reason=clean_line(str(error)).rstrip(".")) from None


def _check_document(path: Path, document: Mapping[str, Any]) -> SettingsFile:
    sections, profiles = dict[str, Values](), dict[str, Values]()
    known = {section.name: section for section in SECTIONS}
    for name, content in document.items():
        if name == PROFILES:
            profiles = _check_profiles(path, content)
        elif name == KEYS_SECTION:
            sections[name] = validate_keys(path, content)
        elif name in known:
            values = _section(path, name, content)
            whole = known[name].checked_by
            sections[name] = values if whole else _check_values(path, name, values, settings_of(name))
        elif isinstance(content, dict):
            raise wording.UNKNOWN_SECTION(
                path=path,
                name=clean_line(name, 40),
                nearest=_nearest_hint(name, [*known, PROFILES], "[{}]".format),
                known=", ".join(f"[{section}]" for section in (*known, f"{PROFILES}.NAME")),
            )
        else:
            raise _outside(path, name)
    return SettingsFile(path, sections, profiles)


def _outside(path: Path, name: str) -> DirectMailError:
    places = {
        setting.key: f"{setting.key} in [{setting.section}]"
        for setting in SETTINGS
        if setting.section and setting.key
    }
    meant = _nearest_hint(name, list(places), places.__getitem__)
    return wording.OUTSIDE(path=path, name=clean_line(name, 40), nearest=meant)


def _section(path: Path, name: str, content: object) -> dict[str, Any]:
    if not isinstance(content, dict):
        reason = wording.NOT_A_SECTION.format(name=name)
        raise wording.BAD_FILE(path=path, reason=f"“{clean_line(name, 40)}”: {reason}")
    return content


def _check_profiles(path: Path, content: object) -> dict[str, Values]:
    from dm_tui.settings.profiles import require_profile_name

    profiles = dict[str, Values]()
    known = {key: setting for key, setting in settings_of("account").items() if key in PROFILE_KEYS}
    for name, values in _section(path, PROFILES, content).items():
        require_profile_name(path, name)
        whole = f"{PROFILES}.{name}"
        profiles[name] = _check_values(path, whole, _section(path, whole, values), known)
    return profiles


def _check_values(path: Path, section: str, values: Values, known: Mapping[str, Setting]) -> Values:
    from dm_tui.settings.value_kinds import parse_value

    checked = {}
    for key, value in values.items():
        if key not in known:
            raise wording.UNKNOWN_KEY(
                path=path,
                section=section,
                name=clean_line(key, 40),
                nearest=_nearest_hint(key, list(known), str),
                known=", ".join(known),
            )
        try:
            checked[key] = parse_value(known[key], value)
        except ValueError as reason:
            raise wording.BAD_VALUE(
                path=path, section=section, name=key, reason=reason, help=known[key].help
            ) from None
    return checked


def _nearest_hint(word: str, known: list[str], show: Callable[[str], str]) -> str:
    suggestion = nearest(word, known)
    return wording.DID_YOU_MEAN.format(word=show(suggestion)) if suggestion else ""
