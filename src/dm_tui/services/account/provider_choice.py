"""Which provider, which state file, and which region: what an option, a profile or a setting says.

It loads nothing but the table of providers: the grammar and the completion need it before anything is opened.
"""

from typing import TYPE_CHECKING, NamedTuple

from dm_tui.providers.registry import DEFAULT_PROVIDER, PROVIDERS, find_provider

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class AccountChoice(NamedTuple):
    """An account to open: its state file, its provider, and the region for this program.

    The `region` is empty where the stored one is used.
    """

    path: "Path"
    provider: str
    region: str


def provider_words() -> list[tuple[str, str]]:
    """Return the name of every provider with a few words about it, the default one first."""
    return [(entry.name, entry.help) for entry in PROVIDERS.values()]


def provider_help() -> str:
    """Return the help of `--provider`."""
    (default, _), *others = provider_words()
    listed = ", or ".join(f"{name}: {words}" for name, words in others)
    return f"{default}, the default, or {listed} (DM_TUI_PROVIDER)"


def choose_account(
    state: str | None, provider: str | None, region: str | None = None, *, profile: str | None = None
) -> AccountChoice:
    """Return the account to open, by `profile` if it is not the one in use.

    An unknown provider or region of an option is refused when it is opened, any other one here: nobody typed
    it just now, so its place is named.
    """
    from dm_tui.settings.places import default_state_path, parse_path
    from dm_tui.settings.profiles import account_path, profile_name

    chosen = profile_name() if profile is None else profile
    name = provider or _set_value("provider", chosen) or DEFAULT_PROVIDER
    entry = PROVIDERS.get(name, PROVIDERS[DEFAULT_PROVIDER])
    path = parse_path(state) if state else account_path(chosen)
    if path is None:
        path = default_state_path(entry.state_file, chosen)
    return AccountChoice(path, name, region or _set_value("region", chosen))


def _set_value(key: str, profile: str) -> str:
    """Return what a profile, a variable or the settings file says, or refuse it with its place."""
    from dm_tui.settings.profiles import account_place, account_value

    value = account_value(key, profile)
    require_known(key, value, lambda: account_place(key, profile))
    return value


def require_known(key: str, value: str, place: "Callable[[], str]") -> None:
    """Refuse a provider or a region that there is not; `place` says where it is set."""
    from dm_tui.domain.errors import DirectMailError

    if not value or key not in ("provider", "region"):
        return
    try:
        if key == "provider":
            find_provider(value)
        else:
            from dm_tui.domain.account.regions import find_region
            from dm_tui.providers.purchase_guide import documented_regions

            find_region(documented_regions(), value)
    except DirectMailError as error:
        raise error.with_more(hint=f"It is set in {place()}.") from None


def choose_without_file(state: str | None, provider: str | None, region: str | None) -> AccountChoice:
    """Return the account that options and variables name, for who looks at a settings file that is wrong."""
    import os

    from dm_tui.settings.places import default_state_path, parse_path

    name = provider or os.environ.get("DM_TUI_PROVIDER") or DEFAULT_PROVIDER
    named = state or os.environ.get("DM_TUI_STATE")
    entry = PROVIDERS.get(name, PROVIDERS[DEFAULT_PROVIDER])
    path = parse_path(named) if named else default_state_path(entry.state_file)
    return AccountChoice(path, name, region or os.environ.get("DM_TUI_REGION", ""))


def name_for_provider(name: str, provider: str) -> str:
    """Return `name` for the default provider, and one that differs for each other provider."""
    return name if provider == DEFAULT_PROVIDER else f"{name}-{provider}"
