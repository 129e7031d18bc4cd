"""Which variables of a shell a scheduled run gets, and which it lacks because they hold a secret.

A scheduled run starts with almost nothing of the shell in which it was set up: without `SSL_CERT_FILE`, a
proxy or the profile of the credentials it would take another way than the one you tried.
"""

import os
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from dm_tui.domain.reminders.hooks import SECRET_VARIABLES, URL_VARIABLES
from dm_tui.providers.registry import PROVIDERS
from dm_tui.settings.declared import SETTINGS

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_NAMES = {
    *("TZ", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *_PROXIES,
    *map(str.upper, _PROXIES),
}
_OWN = ("DM_TUI_", "ALIBABA_CLOUD_")  # how the names begin that our program and the vendor's library read
_GIVEN_AS_OPTIONS = {"DM_TUI_STATE", "DM_TUI_PROVIDER", "DM_TUI_PROFILE"}
_SECRET_WORDS = ("PASSWORD", "SECRET", "TOKEN", "ACCESS_KEY")
_PATHS = {
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    *(setting.variable for setting in SETTINGS if setting.kind == "path"),
}


class PassedVariables(NamedTuple):
    """The variables to set for a scheduled run, and the names of those that are set and stay behind."""

    passed: dict[str, str]
    secret: tuple[str, ...]


def secret_variables() -> tuple[str, ...]:
    """Return the variables that are never written to a file.

    Those of every provider count: the credentials of text messages may be another one's.
    """
    providers = [name for entry in PROVIDERS.values() for name in entry.load_facts().secret_variables]
    return ("DM_TUI_SMTP_PASSWORD", *providers)


def choose_variables(environment: Mapping[str, str]) -> PassedVariables:
    """Divide what `environment` has for us. Relative paths become whole: a timer starts elsewhere."""
    passed: dict[str, str] = {}
    secret = []
    known = secret_variables()
    for name, value in sorted(environment.items()):
        is_ours = name in _NAMES or name in known or name.startswith(_OWN)
        if not value or name in _GIVEN_AS_OPTIONS or not is_ours:
            continue
        if name in known or _has_secret(name, value):
            secret.append(name)
        elif name.startswith("XDG_") and not os.path.isabs(value):
            pass  # counts as not set (XDG base directories)
        else:
            passed[name] = os.path.abspath(value) if _is_path(name) else value
    order = [*(name for name in known if name in secret), *(name for name in secret if name not in known)]
    return PassedVariables(passed, tuple(order))


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what a program that is not ours may see: everything but our secrets."""
    secret = {*secret_variables(), *choose_variables(environment).secret}
    return {name: value for name, value in environment.items() if name not in secret}


def _is_path(name: str) -> bool:
    return name in _PATHS or (name.startswith("ALIBABA_CLOUD_") and name.endswith("_FILE"))


def _has_secret(name: str, value: str) -> bool:
    if name.startswith((URL_VARIABLES, SECRET_VARIABLES)):
        return True
    if name.lower() in _PROXIES:
        return name.lower() != "no_proxy" and _has_user(value)
    return not name.endswith("_FILE") and any(word in name for word in _SECRET_WORDS)


def _has_user(proxy: str) -> bool:
    try:
        return urlsplit(proxy if "//" in proxy else f"//{proxy}").username is not None
    except ValueError:
        return True
