"""The SMTP server for outgoing mail, as one line of text without a secret."""

import re
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from dm_tui.domain.account.regions import Region
from dm_tui.domain.mailing import smtp_wording as wording
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.domain_name import ascii_domain
from dm_tui.domain.text import clean_line

DEFAULT_CONNECTIONS, MAX_CONNECTIONS = 4, 8
"""How many connections are open at once, and how many may be: our own limit, to be polite to the server."""


class SmtpSecurity(StrEnum):
    """How the connection is protected; the value is the scheme of the setting."""

    TLS = "smtps"
    STARTTLS = "smtp+starttls"
    PLAIN = "smtp"


_PORTS = {SmtpSecurity.TLS: 465, SmtpSecurity.STARTTLS: 587, SmtpSecurity.PLAIN: 25}
_SERVICE_PORTS = {SmtpSecurity.TLS: (465,), SmtpSecurity.STARTTLS: (80, 25)}
"""The ports of the service's own hosts (service regions)."""

IN_USE = "region"
"""Stands in a setting for the region that buys and sends, whichever it is."""

_PRESET = re.compile(r"(?P<region>region|[a-z]+(-[a-z0-9]+)+):(?P<user>[^/?]+)(\?(?P<query>.*))?", re.ASCII)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
_USER = re.compile(r"[!-~]{0,256}", re.ASCII)


class SmtpSettings(Model):
    """A server, and the user to sign in as; an empty `user` means no sign-in.

    `service` is true for the service's own hosts, whose rules for passwords are known; `region` is the id of
    the host's. `follows_region` says that it is the region in use: the host changes with it.
    """

    host: str
    port: int
    security: SmtpSecurity
    user: str = ""
    connections: int = DEFAULT_CONNECTIONS
    service: bool = False
    region: str = ""
    follows_region: bool = False

    def __str__(self) -> str:
        if self.follows_region:
            return f"{IN_USE}:{self.user}?connections={self.connections}"
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.security}://{user}{host}:{self.port}?connections={self.connections}"


def parse_smtp(text: str, regions: Sequence[Region], in_use: str = "") -> SmtpSettings:
    """Return the settings in `text`, or refuse it without repeating anything that may be a password.

    `smtps://USER@HOST:465`, `smtp+starttls://USER@HOST:587`, `smtp://localhost:2525` (unprotected, so on
    this computer only), or `REGION:SENDER` such as `ap-southeast-1:news@example.com`, for the service's
    own host in that region; `region:SENDER` is for that of the region `in_use`, the first one where that is
    not known. Each may end in `?connections=1` to `8`.
    """
    text = text.strip()
    preset = _PRESET.fullmatch(text)
    if preset is not None:
        follows = preset["region"] == IN_USE
        region = (in_use or regions[0].id) if follows else preset["region"]
        settings = _parse_preset(region, preset["user"], preset["query"] or "", regions)
        return settings.model_copy(update={"follows_region": follows})
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise wording.SETTING_UNREADABLE() from None
    if parts.password is not None:
        raise wording.PASSWORD_IN_SETTING()
    if parts.scheme not in set(SmtpSecurity):
        raise wording.UNKNOWN_SCHEME()
    if parts.path not in ("", "/") or parts.fragment:
        raise wording.TEXT_BEHIND_PORT()
    host, security = _parse_host(parts.hostname or ""), SmtpSecurity(parts.scheme)
    region = next((region.id for region in regions if region.smtp_host == host), "")
    service = bool(region)
    port = _choose_port(security, port, service=service)
    if security is SmtpSecurity.PLAIN and not is_loopback(host):
        raise wording.UNPROTECTED_SETTING()
    user = unquote(parts.username or "")
    if not _USER.fullmatch(user):
        raise wording.BAD_USER()
    return SmtpSettings(
        host=host,
        port=port,
        security=security,
        user=user,
        connections=_parse_connections(parts.query),
        service=service,
        region=region,
    )


def is_loopback(host: str) -> bool:
    """Say whether a host's name or address means this computer."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parse_preset(region_id: str, user: str, query: str, regions: Sequence[Region]) -> SmtpSettings:
    for region in regions:
        if region.id == region_id:
            return SmtpSettings(
                host=region.smtp_host,
                port=_SERVICE_PORTS[SmtpSecurity.TLS][0],
                security=SmtpSecurity.TLS,
                user=parse_address(user),
                connections=_parse_connections(query),
                service=True,
                region=region.id,
            )
    ids = ", ".join(region.id for region in regions)
    raise wording.UNKNOWN_REGION(region=clean_line(region_id, 40), regions=ids)


def _parse_host(host: str) -> str:
    with suppress(ValueError):
        return str(ip_address(host))
    with suppress(ValueError):
        name = host if host.isascii() else ascii_domain(host)
        if _HOST.fullmatch(name):
            return name
    raise wording.NO_HOST()


def _choose_port(security: SmtpSecurity, port: int | None, *, service: bool) -> int:
    allowed = _SERVICE_PORTS.get(security, ()) if service else ()
    if port is None:
        return allowed[0] if allowed else _PORTS[security]
    if port == 0 or (allowed and port not in allowed):
        raise (wording.BAD_SERVICE_PORT if service else wording.BAD_PORT)(port=port)
    return port


def _parse_connections(query: str) -> int:
    if not query:
        return DEFAULT_CONNECTIONS
    name, _, value = query.partition("=")
    if name != "connections" or value not in map(str, range(1, MAX_CONNECTIONS + 1)):
        raise wording.UNKNOWN_OPTION(limit=MAX_CONNECTIONS)
    return int(value)
