"""The addresses and secrets of hooks: from the settings file, else the environment, else the keyring."""

from collections.abc import Callable, Mapping

from pydantic import SecretStr

from dm_tui.domain.reminders.hook_wording import BAD_HOOK, HOOK_WITHOUT_ADDRESS
from dm_tui.domain.reminders.hooks import Hook, HookKind, require_address, require_secret
from dm_tui.services.password_keyring import find_secret

KEYRING_ENTRY = "hook-{name}"
"""Under which the keyring has the address of a hook; its secret is under this with `-secret` behind it."""


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
