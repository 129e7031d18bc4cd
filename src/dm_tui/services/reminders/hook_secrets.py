"""The addresses and secrets of hooks: from the settings file, which nobody else may read then, else the
environment, else the keyring.
"""

import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import SecretStr

from dm_tui.domain.reminders.hook_wording import BAD_HOOK, HOOK_WITHOUT_ADDRESS, READ_BY_OTHERS
from dm_tui.domain.reminders.hooks import Hook, HookKind, ReminderHooks, require_address, require_secret
from dm_tui.services.password_keyring import find_secret

KEYRING_ENTRY = "hook-{name}"
"""Under which the keyring has the address of a hook; its secret is under this with `-secret` behind it."""


_OF_OTHERS = stat.S_IRGRP | stat.S_IROTH


def require_unread_by_others(hooks: ReminderHooks, file: Path) -> None:
    """Refuse a settings file with the address or the secret of a hook if others may read it."""
    if any(hook.url or hook.secret for hook in hooks.hooks) and file.stat().st_mode & _OF_OTHERS:
        raise READ_BY_OTHERS(path=file)


def with_address(
    hook: Hook, environment: Mapping[str, str], find: Callable[[str], SecretStr | None] = find_secret
) -> Hook:
    """Return a hook with its address, and its secret if it has one, or raise that there is no address."""
    entry = KEYRING_ENTRY.format(name=hook.name)
    url = hook.url or _of(environment, hook.url_variable) or find(entry)
    if url is None:
        raise HOOK_WITHOUT_ADDRESS(name=hook.name, variable=hook.url_variable, entry=entry)
    secret = hook.secret or _of(environment, hook.secret_variable)
    if secret is None and hook.kind is not HookKind.SLACK:  # which has none
        secret = find(f"{entry}-secret")
    try:
        require_address(url.get_secret_value())
        if secret is not None:
            require_secret(secret.get_secret_value())
    except ValueError as error:
        raise BAD_HOOK(where=hook.url_variable, name=hook.name, reason=str(error)) from None
    return hook.model_copy(update={"url": url, "secret": secret})


def _of(environment: Mapping[str, str], name: str) -> SecretStr | None:
    return SecretStr(environment[name]) if environment.get(name) else None
