"""The places of files, the environment variables, and the preferences of the user."""

import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from dm_tui.domain.errors import ErrorKind, ErrorText
from dm_tui.domain.model import Model
from dm_tui.domain.text import clean_line
from dm_tui.user_files import MEGABYTE, read_file

_usage = partial(ErrorText, ErrorKind.USAGE)

BAD_SETTINGS_FILE = _usage(
    "bad-settings-file",
    "The settings file {path} cannot be used: {reason}.",
    "Fix it, or move it away to use the settings of the console.",
)
BAD_DNS_SERVER = _usage(
    "bad-dns-server",
    "DM_TUI_DNS is “{value}”, which is not the address of a name server.",
    "Give an IP address, with a port if it is not 53: 192.0.2.53 or 127.0.0.1:5353.",
)


BAD_PATH = _usage("bad-path", "“{path}” is not the name of a file: {reason}.", "Give the path of a file.")
NO_HOME = _usage(
    "no-home",
    "Your home directory is not known, so there is no place for the state file.",
    "Set HOME, or name a file with --state or DM_TUI_STATE.",
)

MAX_NAME_BYTES = 200
"""The longest name of a file; systems take 255 bytes, and our names go on, as in `.bak` (our own limit)."""


class Preferences(Model):
    """Permanent choices of the user, saved in the state file."""

    TABLE: ClassVar[str] = "preferences"

    theme: str = "dm-dark"
    prompt_activation: bool = True  # False once the user answered the prompt with Later
    smtp: str = ""  # as `domain.mailing.smtp_settings` has it, never with a password; empty for the outbox


def default_state_path(file: str) -> Path:
    """Return the state file: `DM_TUI_STATE`, otherwise the provider's own in the state directory."""
    if named := os.environ.get("DM_TUI_STATE"):
        return parse_path(named)
    from platformdirs import user_state_path

    with suppress(RuntimeError):  # raised where there is no home directory, or else the path begins with “~”
        path = user_state_path("dm-tui", appauthor=False) / file
        if path.is_absolute():
            return path
    raise NO_HOME()


def settings_path() -> Path:
    """Return the settings file, which the program never writes.

    A setting in it applies to every account; the others are set in the console, for one account.
    """
    from platformdirs import user_config_path

    try:
        return user_config_path("dm-tui", appauthor=False) / "settings.toml"
    except RuntimeError:  # the home directory is not known: a relative path is not read
        return Path("settings.toml")


def read_settings_section(path: Path, section: str) -> dict[str, Any]:
    """Return the settings in a `section` of the settings file (TOML), none where there is no file.

    Refuses a file that cannot be read, rather than continue without the user's settings.
    """
    if not path.is_absolute():  # the home directory is not known
        return {}
    try:
        raw = read_file(path, MEGABYTE)
    except FileNotFoundError:
        return {}
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise BAD_SETTINGS_FILE(path=path, reason=reason) from error
    import tomllib

    try:
        settings = tomllib.loads(raw.decode("utf-8")).get(section, {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BAD_SETTINGS_FILE(path=path, reason=str(error).rstrip(".")) from None
    if not isinstance(settings, dict):
        raise BAD_SETTINGS_FILE(path=path, reason=f"“{section}” must be a section: [{section}]")
    return settings


def ascii_only() -> bool:
    """Say whether to show only ASCII: `DM_TUI_ASCII` asks for it, or the terminal shows nothing else."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    lacks_others = encoding not in ("utf8", "utf16") or os.environ.get("TERM") == "linux"
    return bool(os.environ.get("DM_TUI_ASCII")) or lacks_others


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


def provider_name() -> str:
    """Return the provider that `DM_TUI_PROVIDER` names, empty for the default one."""
    return os.environ.get("DM_TUI_PROVIDER", "")


def region_name() -> str:
    """Return the region that `DM_TUI_REGION` names, empty for the stored one."""
    return os.environ.get("DM_TUI_REGION", "")


def dns_server() -> tuple[str, int] | None:
    """Return the name server in `DM_TUI_DNS`, `ADDRESS` or `ADDRESS:PORT`; None for the system's own.

    A resolver caches a missing record for hours; the domain's own name server has the present records.
    """
    if not (named := os.environ.get("DM_TUI_DNS")):
        return None
    import ipaddress

    address, port = named, "53"
    if named.startswith("[") or named.count(":") == 1:
        address, _, port = named.rpartition(":") if not named.endswith("]") else (named, "", port)
        address = address.removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address(address)
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            raise ValueError(port)
    except ValueError:
        raise BAD_DNS_SERVER(value=clean_line(named, 60)) from None
    return address, int(port)
