"""One state file is for one account of one provider: pretended orders never stand beside real ones."""

from contextlib import suppress

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.store.state import StateFile, Tables

LIVE_TABLE = "alibaba"
"""What only the state file of a live account has."""


def is_live(tables: Tables) -> bool:
    """Say whether a state is of a live account."""
    return not tables.is_empty(LIVE_TABLE)


def claim_for_provider(state: StateFile, provider: str) -> None:
    """Refuse a state file of the other provider; an empty one becomes the live account's at once.

    A file that cannot be read is left to whoever reads it first.
    """
    live, used = False, False
    with suppress(DirectMailError), state.read() as tables:
        live = is_live(tables)
        used = live or (provider != "sandbox" and bool(tables.view.read()))
    if live and provider == "sandbox":
        raise _wrong_provider_error(state, "a real account", "Open it with --provider alibaba")
    if used and not live and provider != "sandbox":
        raise _wrong_provider_error(state, "the sandbox", "Open it without --provider")
    if not used and provider != "sandbox":
        from dm_tui.providers.alibaba.reading.stored_records import LiveAccount

        with state.transaction() as tables:
            tables.put_single(tables.single(LiveAccount))


def _wrong_provider_error(state: StateFile, whose: str, how: str) -> DirectMailError:
    return DirectMailError(
        ErrorKind.STATE_FILE,
        "state-of-another-provider",
        f"{state.path} is the state file of {whose}.",
        f"{how}, or choose another file with --state.",
    )
