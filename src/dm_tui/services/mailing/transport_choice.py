"""Chooses the transport of outgoing mail: the outbox beside the state file, or an SMTP server."""

from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import SecretStr

from dm_tui.domain.account.regions import region_with_id
from dm_tui.domain.mailing.smtp_settings import SmtpSettings, parse_smtp
from dm_tui.domain.mailing.smtp_wording import HOST_OF_ANOTHER_REGION
from dm_tui.domain.mailing.way_out import WayOut
from dm_tui.providers.mail.transport import Transport
from dm_tui.providers.purchase_guide import documented_regions
from dm_tui.services.password_keyring import read_password
from dm_tui.settings.preferences import Preferences
from dm_tui.settings.values import file_value

SMTP_VARIABLE, PASSWORD_VARIABLE = "DM_TUI_SMTP", "DM_TUI_SMTP_PASSWORD"
"""The environment variables for the SMTP setting, and for the password, which no setting may hold."""


SERVER_SETTING = "mail.server"


def outbox_path(state_path: Path) -> Path:
    """Return the folder for outgoing mail while no server is chosen."""
    return state_path.with_name("outbox")


def parse_smtp_setting(text: str, region: str = "") -> SmtpSettings:
    """Return the settings in a line of text, or refuse it; a region names the service's own host there.

    `region` is the one in use.
    """
    return parse_smtp(text, documented_regions(), region)


def _require_host_of(region: str, settings: SmtpSettings) -> None:
    here = region_with_id(documented_regions(), region)
    if settings.service and here is not None and settings.host != here.smtp_host:
        raise HOST_OF_ANOTHER_REGION(
            host=settings.host, region=here.words, right=here.smtp_host, id=here.id, user=settings.user
        )


def smtp_settings(
    preferences: Preferences, environment: Mapping[str, str], region: str = ""
) -> SmtpSettings | None:
    """Return the chosen server: by `DM_TUI_SMTP`, the settings file or the preference; None for the outbox.

    `region` is the one in use, whose host a setting may mean.
    """
    text = (environment.get(SMTP_VARIABLE) or file_value(SERVER_SETTING) or preferences.smtp).strip()
    return parse_smtp_setting(text, region) if text else None


def find_way_out(
    preferences: Preferences,
    environment: Mapping[str, str],
    state_path: Path,
    own: Callable[[], Transport | None] = lambda: None,
    region: str = "",
) -> WayOut:
    """Return where mail goes, without asking for a password; refuses an invalid setting."""
    if (settings := smtp_settings(preferences, environment, region)) is not None:
        return WayOut(name=f"{settings.host}, port {settings.port}", leaves=True)
    by_service = own()
    if by_service is not None:
        return WayOut(name=by_service.name, leaves=True)
    return WayOut(name=str(outbox_path(state_path)), leaves=False)


def describe_transport(
    preferences: Preferences,
    environment: Mapping[str, str],
    state_path: Path,
    own: Callable[[], Transport | None] = lambda: None,
    region: str = "",
) -> str:
    """Return the transport in words, without asking for a password; refuses an invalid setting."""
    way = find_way_out(preferences, environment, state_path, own, region)
    return way.name if way.leaves else f"the folder {way.name}"


def transport_for(
    preferences: Preferences,
    environment: Mapping[str, str],
    state_path: Path,
    own: Callable[[], Transport | None] = lambda: None,
    region: str = "",
) -> Transport:
    """Return the transport, not connected yet. Without a server it is the service's `own`, or the outbox.

    Mail of a `region` is refused by a host of the service in another one: its sender addresses are not known
    there. Raises DirectMailError for that, an invalid setting or a missing password.
    """
    settings = smtp_settings(preferences, environment, region)
    if settings is not None:
        _require_host_of(region, settings)
    elif (by_service := own()) is not None:
        return by_service
    return server_or_outbox(settings, environment, state_path)


def server_or_outbox(
    settings: SmtpSettings | None, environment: Mapping[str, str], state_path: Path
) -> Transport:
    """Return the transport of a server, or of the outbox without one.

    The password of a server is `DM_TUI_SMTP_PASSWORD`, otherwise the one in the keyring, which may ask the
    user to unlock it. Raises DirectMailError where there is none.
    """
    if settings is None:
        from dm_tui.providers.mail.outbox_transport import MaildirTransport

        return MaildirTransport(outbox_path(state_path))
    from dm_tui.providers.mail.smtp_transport import SmtpTransport  # TLS takes a while to load

    if not settings.user:
        return SmtpTransport(settings, None)
    given = environment.get(PASSWORD_VARIABLE)
    return SmtpTransport(settings, SecretStr(given) if given else read_password(settings.user))
