"""The system's keyring, which has the passwords of mail servers and the addresses of hooks.

They are read and saved here, and never shown. The package `keyring` is optional and slow to load, and its
backends may raise anything.
"""

from typing import Any

from pydantic import SecretStr

from dm_tui.domain.mailing.smtp_wording import (
    KEYRING_CLOSED,
    KEYRING_MISSING,
    KEYRING_REFUSED,
    KEYRING_UNREADABLE,
    NO_PASSWORD_IN_KEYRING,
    NO_PASSWORD_NO_KEYRING,
)
from dm_tui.domain.text import clean_line

KEYRING_SERVICE = "dm-tui"
"""The name under which the keyring has a password, with the user's name at the server."""

_PROBE = "a test that the keyring is open"


def read_password(user: str) -> SecretStr:
    """Return the password of a user, or raise why there is none; the keyring may ask to be unlocked."""
    keyring = _load()
    if keyring is None:
        raise NO_PASSWORD_NO_KEYRING(user=user)
    try:
        password = keyring.get_password(KEYRING_SERVICE, user)
    except Exception as error:
        raise KEYRING_CLOSED(user=user, reason=_fault(error)) from None
    if not password:
        raise NO_PASSWORD_IN_KEYRING(user=user)
    return SecretStr(password)


def find_secret(entry: str) -> SecretStr | None:
    """Return what the keyring has under a name, None where it has nothing or there is no keyring."""
    keyring = _load()
    try:
        secret = keyring.get_password(KEYRING_SERVICE, entry) if keyring is not None else None
    except Exception:  # it is closed, say; what needs the secret says that it is missing
        secret = None
    return SecretStr(secret) if secret else None


def save_password(user: str, password: SecretStr) -> None:
    """Save the password of a user in place of an older one, or raise why that cannot be."""
    keyring = _load()
    if keyring is None:
        raise KEYRING_MISSING()
    try:
        keyring.set_password(KEYRING_SERVICE, user, password.get_secret_value())
    except Exception as error:
        raise KEYRING_REFUSED(reason=_fault(error)) from None


def has_password(user: str) -> bool:
    """Say whether the keyring has a password of a user, or raise why that is not known."""
    keyring = _load()
    if keyring is None:
        raise KEYRING_MISSING()
    try:
        return bool(keyring.get_password(KEYRING_SERVICE, user))
    except Exception as error:
        raise KEYRING_UNREADABLE(user=user, reason=_fault(error)) from None


def remove_password(user: str) -> bool:
    """Remove the password of a user; return whether there was one, or raise why it cannot be removed."""
    if not has_password(user):
        return False
    try:
        _load().delete_password(KEYRING_SERVICE, user)
    except Exception as error:
        raise KEYRING_REFUSED(reason=_fault(error)) from None
    return True


def require_open_keyring() -> None:
    """Refuse a keyring that saves nothing, found out by saving and removing a word that is no secret."""
    keyring = _load()
    if keyring is None:
        raise KEYRING_MISSING()
    try:
        keyring.set_password(KEYRING_SERVICE, _PROBE, _PROBE)
        keyring.delete_password(KEYRING_SERVICE, _PROBE)
    except Exception as error:
        raise KEYRING_REFUSED(reason=_fault(error)) from None


def _load() -> Any:
    try:
        import keyring
    except ImportError:
        return None
    return keyring


def _fault(error: Exception) -> str:
    return clean_line(type(error).__name__)
