"""Which provider, which state file, and which region: what an option, a variable or the default says.

It loads nothing but the table of providers: the grammar and the completion need it before anything is opened.
"""

from typing import TYPE_CHECKING, NamedTuple

from dm_tui.providers.registry import DEFAULT_PROVIDER, PROVIDERS

if TYPE_CHECKING:
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


def choose_account(state: str | None, provider: str | None, region: str | None = None) -> AccountChoice:
    """Return the account to open. An unknown provider or region is refused when it is opened."""
    from dm_tui.settings import default_state_path, parse_path, provider_name, region_name

    name = provider or provider_name() or DEFAULT_PROVIDER
    entry = PROVIDERS.get(name, PROVIDERS[DEFAULT_PROVIDER])
    path = parse_path(state) if state else default_state_path(entry.state_file)
    return AccountChoice(path, name, region or region_name())


def name_for_provider(name: str, provider: str) -> str:
    """Return `name` for the default provider, and one that differs for each other provider."""
    return name if provider == DEFAULT_PROVIDER else f"{name}-{provider}"
