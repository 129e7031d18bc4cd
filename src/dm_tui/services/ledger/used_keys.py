"""Keys of which nothing is in the books any more: one that was used may never count as a new one."""

from dm_tui.domain.upkeep.used_key import KeyUse, UsedKey
from dm_tui.domain.upkeep.wording import KEY_NOT_KNOWN, KEY_USED_BEFORE_RESTORE
from dm_tui.store.state import StateFile, Tables


def refuse_used_key(tables: Tables, use: KeyUse, key: str | None) -> None:
    """Refuse a key whose order or mailing a restore took away: what it did cannot be taken back."""
    if key is None:
        return
    for used in tables.of(UsedKey).where("key", key, expected=len(KeyUse)):
        if used.use is use:
            raise KEY_USED_BEFORE_RESTORE(key=key, use=use.value, of=used.of, content=used.content)


def require_known_keys(state: StateFile, key: str | None) -> None:
    """Refuse a key that is in no record while the user has not seen that changes were lost."""
    if key is None:
        return
    if any(aside.lacks_changes and not aside.seen for aside in state.list_asides()):
        raise KEY_NOT_KNOWN(key=key)
