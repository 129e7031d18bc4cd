"""Turns the failures of an SMTP connection into errors that say what to do. No secret gets into them."""

import smtplib
import socket
import ssl

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing import smtp_wording as wording
from dm_tui.domain.mailing.smtp_password import password_problem
from dm_tui.domain.mailing.smtp_settings import SmtpSettings
from dm_tui.domain.text import clean_line
from dm_tui.providers.mail.smtp_session import ConnectionLostError, reply_text

_WRONG_NAME, _EXPIRED, _NOT_YET = 62, 10, 9  # X509_V_ERR_…, OpenSSL's codes
_UNKNOWN_ISSUERS = (18, 19, 20, 21)  # OpenSSL


def connection_error(settings: SmtpSettings, error: Exception) -> DirectMailError:
    """Return what `error`, raised while connecting, means."""
    host, port = settings.host, settings.port
    match error:
        case ssl.SSLCertVerificationError():
            return _certificate_error(host, error)
        case ssl.SSLError():
            return wording.NO_TLS(host=host, port=port)
        case socket.gaierror():
            return wording.NO_SUCH_HOST(host=host)
        case ConnectionRefusedError():
            return wording.PORT_CLOSED(host=host, port=port)
        case TimeoutError() | ConnectionLostError(timed_out=True):
            return wording.NO_ANSWER(host=host, port=port)
        case smtplib.SMTPNotSupportedError():
            return wording.NO_STARTTLS(host=host, port=port)
        case smtplib.SMTPResponseException():
            return wording.TURNED_AWAY(host=host, reply=_reply(error))
        case ConnectionLostError():
            return wording.SESSION_LOST(host=host, words=clean_line(error.words))
        case smtplib.SMTPException():
            return wording.SESSION_LOST(host=host, words="it does not answer as an SMTP server does")
    reason = clean_line(getattr(error, "strerror", None) or "no reason given").lower()
    return wording.UNREACHABLE(host=host, reason=reason)


def sign_in_error(settings: SmtpSettings, error: Exception, password: str) -> DirectMailError:
    """Return why the server refused to sign in `settings.user`, without any part of the password."""
    user, host = settings.user, settings.host
    if isinstance(error, smtplib.SMTPResponseException):
        reply = _reply(error)
        if 400 <= error.smtp_code < 500:
            return wording.SIGN_IN_LATER(user=user, host=host, reply=reply)
        misfit = settings.service and password_problem(password)
        refused = wording.SIGN_IN_MISFIT if misfit else wording.SIGN_IN_REFUSED
        return refused(user=user, host=host, reply=reply)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return wording.NO_SIGN_IN(host=host)
    return connection_error(settings, error)


def _reply(error: smtplib.SMTPResponseException) -> str:
    """Return what the server said, without a full stop of its own."""
    return clean_line(f"{error.smtp_code} {_text(error.smtp_error)}").rstrip(" .")


def _certificate_error(host: str, error: ssl.SSLCertVerificationError) -> DirectMailError:
    if error.verify_code == _WRONG_NAME:
        return wording.CERTIFICATE_OF_OTHER_NAME(host=host)
    if error.verify_code in (_EXPIRED, _NOT_YET):
        return wording.CERTIFICATE_NOT_VALID_TODAY(host=host)
    if error.verify_code in _UNKNOWN_ISSUERS:
        return wording.CERTIFICATE_UNTRUSTED(host=host)
    return wording.CERTIFICATE_REJECTED(host=host, reason=clean_line(error.verify_message))


def _text(words: bytes | str) -> str:
    return reply_text(words) if isinstance(words, bytes) else words
