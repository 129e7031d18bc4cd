"""The providers there are: the one place that names them. A new one is its own package and one line here.

Options, completion, help and the name of the state file follow from this table. A provider's modules are
imported when it is opened, and its facts when they are asked for.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from dm_tui.domain.errors import ErrorKind, ErrorText

if TYPE_CHECKING:
    from dm_tui.domain.dates import Clock
    from dm_tui.providers.facts import ProviderFacts
    from dm_tui.providers.protocol import Provider
    from dm_tui.store.state import StateFile

Sleep = Callable[[float], None]

DEFAULT_PROVIDER = "sandbox"
"""The provider unless you choose another: trying things must never cost money."""


class ProviderEntry(NamedTuple):
    """One provider: what `--provider` takes, and how it is opened."""

    name: str
    help: str
    """A few words for the list of providers."""

    load_facts: "Callable[[], ProviderFacts]"
    state_file: str
    """The name of the file that keeps its account, unless `--state` names another."""

    owner_table: str
    """The table that only its state files have.

    Empty for the default provider, which owns every unmarked file.
    """

    open: "Callable[[StateFile, Clock, Sleep], Provider]"
    load_permissions: "Callable[[str], tuple[str, ...]] | None" = None
    """What returns the permissions that its calls need for a purpose, all of them for an empty one."""

    records: Mapping[str, str] = MappingProxyType({})
    """The model of each table that it keeps for itself, as module and class."""

    currency: str = ""
    """The one currency of its accounts, empty where there are several."""


def _sandbox_facts() -> "ProviderFacts":
    from dm_tui.providers.sandbox.facts import SANDBOX_FACTS

    return SANDBOX_FACTS


def _alibaba_facts() -> "ProviderFacts":
    from dm_tui.providers.alibaba.facts import ALIBABA_FACTS

    return ALIBABA_FACTS


def _alibaba_permissions(purpose: str) -> tuple[str, ...]:
    from dm_tui.providers.alibaba.api.call_permissions import permissions

    return permissions(purpose)


def _open_sandbox(state: "StateFile", clock: "Clock", sleep: Sleep) -> "Provider":
    from dm_tui.providers.sandbox.provider import SandboxProvider

    return SandboxProvider(state, clock, sleep)


def _open_alibaba(state: "StateFile", clock: "Clock", sleep: Sleep) -> "Provider":
    from dm_tui.providers.alibaba.provider import AlibabaProvider

    return AlibabaProvider(state, clock, sleep)


PROVIDERS = {
    entry.name: entry
    for entry in (
        ProviderEntry(
            "sandbox",
            "no money moves",
            _sandbox_facts,
            "state.json",
            "",
            _open_sandbox,
            records={
                "sandbox": "dm_tui.providers.sandbox.records.SandboxRecord",
                "charges": "dm_tui.providers.sandbox.bank.Charge",
            },
            currency="USD",
        ),
        ProviderEntry(
            "alibaba",
            "real money",
            _alibaba_facts,
            "alibaba.json",
            "alibaba",
            _open_alibaba,
            _alibaba_permissions,
            {"alibaba": "dm_tui.providers.alibaba.reading.reading_record.LiveAccount"},
        ),
    )
}
"""Every provider by its name, the default one first."""

_UNKNOWN_PROVIDER = ErrorText(
    ErrorKind.USAGE, "unknown-provider", "There is no provider “{provider}”.", "Use {choices}."
)


def find_provider(name: str) -> ProviderEntry:
    """Return the provider of this name, or refuse and list them all."""
    if name in PROVIDERS:
        return PROVIDERS[name]
    choices = [f"--provider {DEFAULT_PROVIDER}, which is the default"]
    choices += [f"--provider {other}" for other in PROVIDERS if other != DEFAULT_PROVIDER]
    raise _UNKNOWN_PROVIDER(provider=name, choices=", or ".join(choices))


def required_permissions(purpose: str) -> tuple[str, ...]:
    """Return the permissions that the calls of a live account need for a purpose, or "" for all."""
    for entry in PROVIDERS.values():
        if entry.load_permissions is not None:
            return entry.load_permissions(purpose)
    return ()


def find_owner(has_table: Callable[[str], bool]) -> str:
    """Return whose a state is, by the tables it has; one that nobody marked is the default provider's."""
    for entry in PROVIDERS.values():
        if entry.owner_table and has_table(entry.owner_table):
            return entry.name
    return DEFAULT_PROVIDER
