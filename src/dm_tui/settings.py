"""Where files lie, and what the user prefers."""

import os
import sys
from pathlib import Path
from typing import Any, ClassVar

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.text import clean_line


class Preferences(Model):
    """What the user chose for good, kept in the state file.

    `theme` is a theme's name; `prompt_activation` is False once the prompt was answered with Later. `smtp` is
    the server mail leaves by, as `domain.smtp_settings` reads it, never with a password; "" for the outbox.
    """

    TABLE: ClassVar[str] = "preferences"

    theme: str = "dm-dark"
    prompt_activation: bool = True
    smtp: str = ""


def default_state_path(file: str) -> Path:
    """Return the state file: `DM_TUI_STATE`, otherwise the provider's own `file` in the user's state directory."""
    named = os.environ.get("DM_TUI_STATE")
    if named:
        return expand_user_path(named)
    from platformdirs import user_state_path

    return user_state_path("dm-tui", appauthor=False) / file


def settings_path() -> Path:
    """Return the settings file, in the user's configuration directory for this system.

    The program reads it and never writes it. What it names is set there and nowhere else, for every account;
    what it does not name is set in the console and kept in the state file, for this account.
    """
    from platformdirs import user_config_path

    return user_config_path("dm-tui", appauthor=False) / "settings.toml"


def read_settings_section(path: Path, section: str) -> dict[str, Any]:
    """Return what the settings file (TOML) names in `section`, nothing where there is no file.

    Refuses a file that cannot be read: to go on without it would be to do what was not asked for.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _settings_file_error(path, (error.strerror or "it cannot be read").lower()) from error
    import tomllib

    try:
        found = tomllib.loads(raw.decode("utf-8")).get(section, {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _settings_file_error(path, str(error)) from None
    if not isinstance(found, dict):
        raise _settings_file_error(path, f"“{section}” has to be a section: [{section}]")
    return found


def _settings_file_error(path: Path, why: str) -> DirectMailError:
    return DirectMailError(
        ErrorKind.USAGE,
        "bad-settings-file",
        f"The settings file {path} cannot be used: {why.rstrip('.')}.",
        "Mend it, or move it away: then the settings of the console hold.",
    )


def ascii_only() -> bool:
    """Say whether nothing but ASCII shall be shown: `DM_TUI_ASCII`, or where other characters cannot be."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    lacks_others = encoding not in ("utf8", "utf16") or os.environ.get("TERM") == "linux"
    return bool(os.environ.get("DM_TUI_ASCII")) or lacks_others


def expand_user_path(named: str) -> Path:
    """Return the path a user named, `~` and `~name` resolved; an unknown user is taken to the letter."""
    try:
        return Path(named).expanduser()
    except RuntimeError:
        return Path(named)


def provider_name() -> str:
    """Return the provider that `DM_TUI_PROVIDER` names, empty for the default one."""
    return os.environ.get("DM_TUI_PROVIDER", "")


def alibaba_product() -> str:
    """Return the product code of resource plans that `DM_TUI_ALIBABA_PRODUCT` names, empty to have it found."""
    return os.environ.get("DM_TUI_ALIBABA_PRODUCT", "").strip()


def alibaba_endpoint() -> str:
    """Return where tests have the vendor's services (`DM_TUI_ALIBABA_ENDPOINT`), empty for the vendor's own."""
    return os.environ.get("DM_TUI_ALIBABA_ENDPOINT", "").strip()


def dns_server() -> tuple[str, int] | None:
    """Return the name server to ask, `DM_TUI_DNS` as `ADDRESS` or `ADDRESS:PORT`; None for the system's own.

    A resolver remembers for hours that a record is not there: the domain's own name server knows better.
    """
    named = os.environ.get("DM_TUI_DNS")
    if not named:
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
        raise DirectMailError(
            ErrorKind.USAGE,
            "bad-dns-server",
            f"DM_TUI_DNS is “{clean_line(named, 60)}”, which is no address of a name server.",
            "Give an IP address, with a port if it is not 53: 192.0.2.53 or 127.0.0.1:5353.",
        ) from None
    return address, int(port)
