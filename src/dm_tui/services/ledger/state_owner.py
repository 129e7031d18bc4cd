"""One state file is for one account of one provider: the sandbox's orders never sit beside real ones."""

from typing import TYPE_CHECKING

from dm_tui.domain.account.wording import STATE_OF_ANOTHER_PROVIDER, STATE_OF_DEFAULT_PROVIDER
from dm_tui.domain.errors import DirectMailError
from dm_tui.providers.registry import DEFAULT_PROVIDER, find_owner, find_provider
from dm_tui.store.state import StateFile

if TYPE_CHECKING:
    from dm_tui.providers.protocol import Provider


def claim_for_provider(state: StateFile, provider: "Provider") -> None:
    """Refuse a state file of another provider; an empty one becomes this provider's at once.

    A file that cannot be read is left to the first reader that needs it.
    """
    try:
        with state.read() as tables:
            owner = find_owner(lambda table: not tables.is_empty(table))
            used = owner != DEFAULT_PROVIDER or (
                provider.name != DEFAULT_PROVIDER and bool(tables.view.read())
            )
    except DirectMailError:
        return
    if not used:
        provider.account.claim()
    elif owner != provider.name:
        raise _wrong_provider_error(state, owner)


def _wrong_provider_error(state: StateFile, owner: str) -> DirectMailError:
    vendor = find_provider(owner).load_facts().vendor_name
    if owner == DEFAULT_PROVIDER:
        return STATE_OF_DEFAULT_PROVIDER(path=state.path, vendor=vendor)
    return STATE_OF_ANOTHER_PROVIDER(path=state.path, vendor=vendor, provider=owner)
