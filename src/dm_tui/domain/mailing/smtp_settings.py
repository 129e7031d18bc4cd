"""Which SMTP server mail leaves by, as one line of text without a secret."""

import re
from collections.abc import Sequence
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from dm_tui.domain.account.account import Region
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.domain_name import ascii_domain
from dm_tui.domain.text import clean_line

DEFAULT_CONNECTIONS, MAX_CONNECTIONS = 4, 8
"""How many connections are open at once, and how many may be: our own limit, out of politeness to the server."""


class SmtpSecurity(StrEnum):
    """How the connection is protected; the value is the scheme of the setting."""

    TLS = "smtps"
    STARTTLS = "smtp+starttls"
    PLAIN = "smtp"


_PORTS = {SmtpSecurity.TLS: 465, SmtpSecurity.STARTTLS: 587, SmtpSecurity.PLAIN: 25}
_SERVICE_PORTS = {SmtpSecurity.TLS: (465,), SmtpSecurity.STARTTLS: (80, 25)}
"""What the service's own hosts listen on (service regions)."""

_PRESET = re.compile(
    r"(?P<region>[a-z]+(-[a-z0-9]+)+):(?P<user>[^/?]+)(\?(?P<query>.*))?", re.ASCII
)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
_USER = re.compile(r"[!-~]{0,256}", re.ASCII)
_FORMS = (
    "Write smtps://me%40example.com@smtp.example.com:465, smtp+starttls://… or, on this computer only, "
    "smtp://localhost:2525."
)


class SmtpSettings(Model):
    """A server, and who signs in there; nobody does where `user` is empty.

    `service` is true for the service's own hosts, whose rules for passwords are known.
    """

    host: str
    port: int
    security: SmtpSecurity
    user: str = ""
    connections: int = DEFAULT_CONNECTIONS
    service: bool = False

    def __str__(self) -> str:
        """Return the setting as it could have been typed."""
        who = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.security}://{who}{host}:{self.port}?connections={self.connections}"


def parse_smtp(text: str, regions: Sequence[Region]) -> SmtpSettings:
    """Return the settings a person typed, or refuse saying what is wrong, never repeating what may be a password.

    `smtps://USER@HOST:465`, `smtp+starttls://USER@HOST:587`, `smtp://localhost:2525` (unprotected, so on
    this computer only), or `REGION:SENDER` such as `ap-southeast-1:news@example.com`, which is the service's
    own host in that region. Each may end in `?connections=1` to `8`.
    """
    text = text.strip()
    preset = _PRESET.fullmatch(text)
    if preset is not None:
        return _parse_preset(preset["region"], preset["user"], preset["query"] or "", regions)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _usage_error("The SMTP setting cannot be read.", _FORMS) from None
    if parts.password is not None:
        raise DirectMailError(
            ErrorKind.USAGE,
            "password-in-setting",
            "There is a password in the SMTP setting, where anybody could read it.",
            "Take it out of there, and set DM_TUI_SMTP_PASSWORD or use the keyring.",
        )
    if parts.scheme not in set(SmtpSecurity):
        raise _usage_error("The SMTP setting begins with no scheme that is known.", _FORMS)
    if parts.path not in ("", "/") or parts.fragment:
        raise _usage_error("There is something behind the port in the SMTP setting.", _FORMS)
    host, security = _parse_host(parts.hostname or ""), SmtpSecurity(parts.scheme)
    service = any(region.smtp_host == host for region in regions)
    return SmtpSettings(
        host=host,
        port=_parse_port(security, port, service=service),
        security=_require_protection(security, host),
        user=_parse_user(unquote(parts.username or "")),
        connections=_parse_connections(parts.query),
        service=service,
    )


def is_loopback(host: str) -> bool:
    """Say whether a host's name or address means this computer."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def password_problem(password: str) -> str:
    """Return why the service cannot have given this SMTP password, "" where it may (limits)."""
    signs = (str.isdigit, str.isupper, str.islower)
    if 10 <= len(password) <= 20 and all(sum(map(sign, password)) >= 2 for sign in signs):
        return ""
    return (
        "An SMTP password of the service has 10 to 20 characters, at least two digits, two capital and "
        "two small letters: this one does not."
    )


def _parse_preset(region: str, user: str, query: str, regions: Sequence[Region]) -> SmtpSettings:
    for one in regions:
        if one.id == region:
            return SmtpSettings(
                host=one.smtp_host,
                port=_SERVICE_PORTS[SmtpSecurity.TLS][0],
                security=SmtpSecurity.TLS,
                user=parse_address(user),
                connections=_parse_connections(query),
                service=True,
            )
    known = ", ".join(one.id for one in regions)
    raise _usage_error(f"There is no region “{clean_line(region, 40)}”.", f"Choose one of {known}.")


def _parse_host(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        name = host if host.isascii() else ascii_domain(host)
    except ValueError:
        name = ""
    if not _HOST.fullmatch(name):
        raise _usage_error("The SMTP setting names no host.", _FORMS)
    return name


def _parse_port(security: SmtpSecurity, port: int | None, *, service: bool) -> int:
    allowed = _SERVICE_PORTS.get(security, ()) if service else ()
    if port is None:
        return allowed[0] if allowed else _PORTS[security]
    if port == 0 or (allowed and port not in allowed):
        raise _usage_error(
            f"Nothing answers on port {port} there.",
            "The service listens on 465 for smtps, on 80 and 25 for smtp+starttls."
            if service
            else "Give a port from 1 to 65535.",
        )
    return port


def _require_protection(security: SmtpSecurity, host: str) -> SmtpSecurity:
    if security is SmtpSecurity.PLAIN and not is_loopback(host):
        raise _usage_error(
            "Without protection mail goes to this computer only.",
            "Write smtps://, or smtp+starttls:// where the server begins without protection.",
        )
    return security


def _parse_user(user: str) -> str:
    if not _USER.fullmatch(user):
        raise _usage_error("The user name in the SMTP setting cannot be one.", _FORMS)
    return user


def _parse_connections(query: str) -> int:
    if not query:
        return DEFAULT_CONNECTIONS
    name, _, value = query.partition("=")
    if name != "connections" or value not in map(str, range(1, MAX_CONNECTIONS + 1)):
        raise _usage_error(
            "The SMTP setting has an option that is not known.",
            f"The only one is ?connections=1 to {MAX_CONNECTIONS}.",
        )
    return int(value)


def _usage_error(message: str, hint: str) -> DirectMailError:
    return DirectMailError(ErrorKind.USAGE, "bad-smtp-setting", message, hint)
