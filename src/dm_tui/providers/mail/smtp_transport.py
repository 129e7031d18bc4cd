"""Opens connections to an SMTP server and signs in; `smtp_delivery` sends over them."""

import smtplib
import ssl
from functools import cached_property

from pydantic import SecretStr

from dm_tui.domain.mailing.smtp_settings import SmtpSettings
from dm_tui.domain.mailing.smtp_wording import NO_PASSWORD, PASSWORD_NOT_ASCII, SENDER_TURNED_DOWN
from dm_tui.providers.mail.service_pace import ServicePace, pace_of_host
from dm_tui.providers.mail.smtp_delivery import SmtpConnection
from dm_tui.providers.mail.smtp_errors import connection_error, sign_in_error
from dm_tui.providers.mail.smtp_session import ConnectionLostError, open_session, secrets_of
from dm_tui.providers.mail.smtp_sign_in import sign_in
from dm_tui.providers.mail.smtp_timeouts import FINAL_REPLY_TIMEOUT, REPLY_TIMEOUT
from dm_tui.providers.mail.transport import DeliveryOutcome


class SmtpTransport:
    """Opens connections to one server, over TLS with a certificate that is always verified.

    It trusts the authorities of the system, or those in SSL_CERT_FILE.
    """

    is_real = takes_attachments = True

    def __init__(
        self,
        settings: SmtpSettings,
        password: SecretStr | None,
        *,
        patience: float = REPLY_TIMEOUT,
        last_patience: float = FINAL_REPLY_TIMEOUT,
        pace: ServicePace | None = None,
    ) -> None:
        self.name = settings.host
        self.connections = settings.connections
        self._settings = settings
        self._password = password
        self._patience = patience
        self._last_patience = last_patience
        self._pace = pace or (pace_of_host(settings.host) if settings.service else None)

    def connect(self) -> SmtpConnection:
        settings = self._settings
        password = self._password.get_secret_value() if self._password else ""
        if settings.user and not password:
            raise NO_PASSWORD(user=settings.user)
        if not password.isascii():
            raise PASSWORD_NOT_ASCII(user=settings.user)
        try:
            secrets = secrets_of(settings.user, password)
            session = open_session(settings, self._context, self._patience, secrets)
        except (OSError, smtplib.SMTPException) as error:
            raise connection_error(settings, error) from None
        if settings.user:
            try:
                sign_in(session, settings.user, password)
            except smtplib.SMTPException as error:
                session.close()
                raise sign_in_error(settings, error, password) from None
        return SmtpConnection(session, self._last_patience, service=settings.service, pace=self._pace)

    def try_out(self, sender: str) -> None:
        """Connect, sign in and name the sender, and hand over nothing."""
        connection = self.connect()
        try:
            refusal = connection.refused_sender(sender)
        except ConnectionLostError as lost:
            raise connection_error(self._settings, lost) from None
        finally:
            connection.close()
        if refusal:
            raise SENDER_TURNED_DOWN(host=self.name, sender=sender, reply=refusal)

    def settle(self, id: str) -> DeliveryOutcome | None:
        return None  # SMTP has no way to ask about a message

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context()
