"""Which way mail leaves: the outbox beside the state file, or the SMTP server that was chosen."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import SecretStr

from dm_tui.content import read_content
from dm_tui.domain.account.account import Region
from dm_tui.domain.mailing.smtp_settings import SmtpSettings, parse_smtp
from dm_tui.domain.text import clean_line
from dm_tui.providers.mail.transport import Transport
from dm_tui.settings import Preferences

SMTP_VARIABLE, PASSWORD_VARIABLE = "DM_TUI_SMTP", "DM_TUI_SMTP_PASSWORD"
"""The variables that stand for the preference, and that hold what no setting may."""

KEYRING_SERVICE = "dm-tui"
"""What a password is kept under in the system's keyring, with the user's name at the server."""


def outbox_path(state_path: Path) -> Path:
    """Return the folder that mail goes to while no server was chosen."""
    return state_path.with_name("outbox")


def parse_smtp_setting(text: str) -> SmtpSettings:
    """Return the settings in a line of text, or refuse it; the service's own hosts are known by their region."""
    regions = tuple(
        Region.model_validate(item) for item in json.loads(read_content("regions.json"))
    )
    return parse_smtp(text, regions)


def smtp_settings(preferences: Preferences, environment: Mapping[str, str]) -> SmtpSettings | None:
    """Return the server that is chosen, by `DM_TUI_SMTP` before the preference; None for the outbox."""
    text = (environment.get(SMTP_VARIABLE) or preferences.smtp).strip()
    return parse_smtp_setting(text) if text else None


def describe_transport(
    preferences: Preferences,
    environment: Mapping[str, str],
    state_path: Path,
    own: Callable[[], Transport | None] = lambda: None,
) -> str:
    """Return in words what mail leaves by, without asking for any password; refuses a setting that is none."""
    settings = smtp_settings(preferences, environment)
    if settings is not None:
        return f"{settings.host}, port {settings.port}"
    by_service = own()
    return by_service.name if by_service is not None else f"the folder {outbox_path(state_path)}"


def transport_for(
    preferences: Preferences,
    environment: Mapping[str, str],
    state_path: Path,
    own: Callable[[], Transport | None] = lambda: None,
) -> Transport:
    """Return the way out; nothing is connected yet. Without a server it is the service's `own`, or the outbox.

    The password of a server is `DM_TUI_SMTP_PASSWORD`, otherwise the one in the keyring, which may ask the
    user to unlock it. Raises DirectMailError for a setting that is none, and where there is no password.
    """
    settings = smtp_settings(preferences, environment)
    if settings is None:
        by_service = own()
        if by_service is not None:
            return by_service
        from dm_tui.providers.mail.maildir import MaildirTransport

        return MaildirTransport(outbox_path(state_path))
    from dm_tui.providers.mail.smtp import SmtpTransport  # TLS takes a while to load

    if not settings.user:
        return SmtpTransport(settings, None)
    given = environment.get(PASSWORD_VARIABLE)
    return SmtpTransport(settings, SecretStr(given) if given else _from_keyring(settings))


def _from_keyring(settings: SmtpSettings) -> SecretStr:
    from dm_tui.providers.mail.smtp_errors import missing_password_error

    try:
        import keyring  # optional, and slow to load
    except ImportError:
        raise missing_password_error(
            settings, f"{PASSWORD_VARIABLE} is not set, no keyring is installed"
        ) from None
    try:
        found = keyring.get_password(KEYRING_SERVICE, settings.user)
    except Exception as error:  # a keyring's backend may raise anything
        reason = clean_line(type(error).__name__)
        raise missing_password_error(settings, f"the keyring did not open ({reason})") from None
    if not found:
        raise missing_password_error(
            settings, f"{PASSWORD_VARIABLE} is not set, the keyring has none"
        )
    return SecretStr(found)
