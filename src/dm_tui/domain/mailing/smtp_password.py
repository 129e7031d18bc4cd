"""What an SMTP password of the service has to be, and making one."""

from collections.abc import Callable
from string import ascii_letters, digits

from pydantic import SecretStr

from dm_tui.domain.mailing import smtp_wording as wording

SERVICE_PASSWORD_LENGTH = 20
"""Characters of an SMTP password at the service, at most (vendor's SDK, ModifyMailAddress)."""


def password_problem(password: str) -> str:
    """Return why the service refuses this SMTP password, or "" (vendor's SDK, ModifyMailAddress)."""
    kinds = (str.isdigit, str.isupper, str.islower)
    fits = 10 <= len(password) <= SERVICE_PASSWORD_LENGTH and all(
        sum(map(kind, password)) >= 2 for kind in kinds
    )
    repeated = any(len(set(filter(kind, password.lower()))) == 1 for kind in (str.isdigit, str.isalpha))
    return wording.SERVICE_RULES_BROKEN if repeated or not fits else ""


def make_service_password(choose: Callable[[str], str]) -> SecretStr:
    """Return a new SMTP password that the service accepts, as long as it allows; `choose` picks at random."""
    while True:
        password = "".join(choose(ascii_letters + digits) for _ in range(SERVICE_PASSWORD_LENGTH))
        if not password_problem(password):
            return SecretStr(password)
