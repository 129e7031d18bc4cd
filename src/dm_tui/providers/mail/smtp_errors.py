"""Why there is no connection to an SMTP server, said so that a person knows what to do. No secret gets in."""

import smtplib
import socket
import ssl
from base64 import b64encode

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.smtp_settings import SmtpSettings, password_problem
from dm_tui.domain.text import clean_line
from dm_tui.providers.mail.smtp_session import ConnectionLostError

_WRONG_NAME, _EXPIRED, _NOT_YET = 62, 10, 9  # X509_V_ERR_…, OpenSSL's codes
_UNKNOWN_ISSUERS = (18, 19, 20, 21)


def connection_error(settings: SmtpSettings, error: Exception) -> DirectMailError:
    """Return what `error`, raised while connecting, means."""
    host, port = settings.host, settings.port
    match error:
        case ssl.SSLCertVerificationError():
            return _certificate_error(host, error)
        case ssl.SSLError():
            return _refused_error(
                "smtp-no-tls",
                f"{host} does not speak TLS on port {port}.",
                "Check the port, or write smtp+starttls:// where the server begins without protection.",
            )
        case socket.gaierror():
            return _refused_error(
                "smtp-no-such-host",
                f"There is no host {host}, or its name cannot be looked up now.",
                "Check the name in the SMTP setting, and the network.",
            )
        case ConnectionRefusedError():
            return _refused_error(
                "smtp-refused",
                f"{host} does not listen on port {port}.",
                "Check the port in the SMTP setting.",
            )
        case TimeoutError() | ConnectionLostError(timed_out=True):
            return _refused_error(
                "smtp-timeout",
                f"{host} did not answer on port {port} in time.",
                "Check host and port, and that no firewall is in between; then try again.",
            )
        case smtplib.SMTPNotSupportedError():
            return _refused_error(
                "smtp-no-starttls",
                f"{host} offers no protection (STARTTLS) on port {port}: nothing was said to it.",
                "Somebody may be in between. Use smtps:// where the server has it.",
            )
        case smtplib.SMTPResponseException():
            words = clean_line(_text(error.smtp_error))
            return _refused_error(
                "smtp-turned-away",
                f"{host} turned the connection away: {error.smtp_code} {words}",
                "Try again later, or ask who runs the server.",
            )
        case ConnectionLostError():
            return _refused_error(
                "smtp-lost",
                f"{host}: {clean_line(error.words)}.",
                "Check host and port; try again.",
            )
        case smtplib.SMTPException():
            return connection_error(
                settings, ConnectionLostError("it does not answer as an SMTP server does")
            )
    reason = clean_line(getattr(error, "strerror", None) or "no reason given").lower()
    return _refused_error(
        "smtp-unreachable",
        f"{host} cannot be reached: {reason}.",
        "Check the network and try again.",
    )


def sign_in_error(settings: SmtpSettings, error: Exception, password: str) -> DirectMailError:
    """Return why the server did not let `settings.user` in; what it repeats of the password is left out."""
    who = f"{settings.user} at {settings.host}"
    if isinstance(error, smtplib.SMTPResponseException):
        words = clean_line(_redact(_text(error.smtp_error), settings.user, password))
        if 400 <= error.smtp_code < 500:
            return _refused_error(
                "smtp-sign-in-later",
                f"Signing in as {who} is not possible now: {error.smtp_code} {words}",
                "Try again later.",
            )
        misfit = password_problem(password) if settings.service else ""
        return DirectMailError(
            ErrorKind.NOT_ALLOWED,
            "smtp-sign-in-refused",
            f"Signing in as {who} was refused: {error.smtp_code} {words}",
            misfit or "Check the user name and the password.",
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _refused_error(
            "smtp-no-sign-in",
            f"{settings.host} offers no way to sign in that is known here.",
            "Check the port; a server may let nobody sign in on port 25.",
        )
    return connection_error(settings, error)


def missing_password_error(settings: SmtpSettings, reason: str) -> DirectMailError:
    """Return that there is no password to sign in with."""
    return DirectMailError(
        ErrorKind.NOT_ALLOWED,
        "smtp-no-password",
        f"There is no SMTP password for {settings.user}: {reason}.",
        "Set DM_TUI_SMTP_PASSWORD, or install dm-tui[keyring] and run "
        f"keyring set dm-tui {settings.user}",
    )


def _certificate_error(host: str, error: ssl.SSLCertVerificationError) -> DirectMailError:
    if error.verify_code == _WRONG_NAME:
        what = f"The certificate of {host} is for another name."
        hint = "Write the name that the certificate has, if it is the server you mean."
    elif error.verify_code in (_EXPIRED, _NOT_YET):
        what = f"The certificate of {host} is not valid today."
        hint = "Check this computer's clock, and tell who runs the server."
    elif error.verify_code in _UNKNOWN_ISSUERS:
        what = f"The certificate of {host} is signed by nobody this computer trusts."
        hint = "If the server is yours, name its authority's certificate in SSL_CERT_FILE."
    else:
        what = f"The certificate of {host} was not accepted: {clean_line(error.verify_message)}."
        hint = "Tell who runs the server."
    return _refused_error("smtp-certificate", what, f"Nothing was sent. {hint}")


def _redact(words: str, user: str, password: str) -> str:
    for secret in (
        b64encode(f"\0{user}\0{password}".encode()).decode(),
        b64encode(password.encode()).decode(),
        password,
    ):
        words = words.replace(secret, "…") if secret else words
    return words


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _refused_error(code: str, message: str, hint: str) -> DirectMailError:
    return DirectMailError(ErrorKind.REFUSED, code, message, hint)
