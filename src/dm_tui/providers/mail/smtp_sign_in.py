"""Signing in to an SMTP server: by which mechanism, once."""

import smtplib
from functools import partial

from dm_tui.providers.mail.smtp_session import ConnectionLostError, SmtpSession


def sign_in(session: SmtpSession, user: str, password: str) -> None:
    """Sign in, in a single attempt: a second one with the same wrong password may lock the account."""
    offered = session.esmtp_features.get("auth", "").upper().split()
    session.user, session.password = user, password
    try:
        if "PLAIN" in offered:
            session.auth("PLAIN", session.auth_plain)
            return
        if "LOGIN" in offered:  # many servers ask for the user name although it came with the command
            session.auth("LOGIN", partial(_answer_login, session), initial_response_ok=False)
            return
    except ValueError:  # a challenge that is not Base64
        raise ConnectionLostError("it does not answer as an SMTP server does") from None
    finally:
        session.password = ""
    raise smtplib.SMTPNotSupportedError


def _answer_login(session: SmtpSession, challenge: bytes = b"") -> str:
    """Return what is asked for; where the question does not say, the password comes second."""
    asked = challenge.lower()
    if b"user" in asked or (b"pass" not in asked and session.auth_challenges < 2):
        return session.user
    return session.password
