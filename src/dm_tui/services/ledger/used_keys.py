"""Keys used before a restore: wherever a key is looked up, they are asked for first."""

from dm_tui.domain.upkeep.used_key import KeyUse, UsedKey
from dm_tui.domain.upkeep.wording import KEY_USED_BEFORE_RESTORE
from dm_tui.store.state import Tables


def refuse_used_key(tables: Tables, use: KeyUse, key: str | None) -> None:
    """Refuse a key whose order or mailing a restore took away: what it did cannot be taken back."""
    if key is None:
        return
    for used in tables.of(UsedKey).where("key", key, expected=len(KeyUse)):
        if used.use is use:
            raise KEY_USED_BEFORE_RESTORE(key=key, use=use.value, of=used.of, content=used.content)
