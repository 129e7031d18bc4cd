"""The sentences about SMTP: a setting that cannot be used, a server that cannot be reached or refuses to sign
us in.

None of them names a password.
"""

from functools import partial

from dm_tui.domain.errors import ErrorKind
from dm_tui.domain.upkeep.installing import extra_command

# The setting

_bad_setting = partial(ErrorKind.USAGE.text, "bad-smtp-setting")
_FORMS = (
    "Write smtps://me%40example.com@smtp.example.com:465, smtp+starttls://… or, on this computer only, "
    "smtp://localhost:2525."
)

SETTING_UNREADABLE = _bad_setting("The SMTP setting cannot be read.", _FORMS)
UNKNOWN_SCHEME = _bad_setting("The SMTP setting has an unknown scheme.", _FORMS)
TEXT_BEHIND_PORT = _bad_setting("The SMTP setting has something after the port.", _FORMS)
NO_HOST = _bad_setting("The SMTP setting names no host.", _FORMS)
BAD_USER = _bad_setting("The SMTP setting has an impossible user name.", _FORMS)
UNKNOWN_REGION = _bad_setting("There is no region “{region}”.", "Choose one of {regions}.")
HOST_OF_ANOTHER_REGION = ErrorKind.USAGE.text(
    "server-of-another-region",
    "{host} is not the mail server of {region}, where you send from: that is {right}.",
    "Set the server to {id}:{user}, to region:{user} for the region in use, or send in the region of that "
    "server: dm-tui region.",
)
BAD_PORT = _bad_setting("There is no port {port}.", "Give a port from 1 to 65535.")
BAD_SERVICE_PORT = _bad_setting(
    "The service does not listen on port {port}.",
    "It listens on 465 for smtps, on 80 and 25 for smtp+starttls.",
)
UNPROTECTED_SETTING = _bad_setting(
    "Without TLS, mail may go to this computer only.",
    "Write smtps://, or smtp+starttls:// if the server starts without TLS.",
)
UNKNOWN_OPTION = _bad_setting(
    "The SMTP setting has an unknown option.", "The only one is ?connections=1 to {limit}."
)
PASSWORD_IN_SETTING = ErrorKind.USAGE.text(
    "password-in-setting",
    "The SMTP setting contains a password, where anyone could read it.",
    "Remove it, and set DM_TUI_SMTP_PASSWORD or use the keyring.",
)

SENDER_TURNED_DOWN = ErrorKind.REFUSED.text(
    "sender-turned-down",
    "{host} takes no mail from {sender}: {reply}.",
    "Send from an address of its user, or choose another server.",
)

# The password

_no_password = partial(
    ErrorKind.NOT_ALLOWED.text,
    "smtp-no-password",
    hint=f"Set DM_TUI_SMTP_PASSWORD, or run dm-tui password set {{user}} (the extra keyring: {extra_command('keyring')})",
)
NO_PASSWORD = _no_password("There is no SMTP password for {user}.")
NO_PASSWORD_NO_KEYRING = _no_password(
    "There is no SMTP password for {user}: DM_TUI_SMTP_PASSWORD is not set and no keyring is installed."
)
NO_PASSWORD_IN_KEYRING = _no_password(
    "There is no SMTP password for {user}: DM_TUI_SMTP_PASSWORD is not set and the keyring has none."
)
KEYRING_CLOSED = _no_password("There is no SMTP password for {user}: the keyring did not open ({reason}).")
KEYRING_MISSING = ErrorKind.NOT_ALLOWED.text(
    "keyring-missing",
    "No keyring is installed, so a password has no safe place. Nothing was changed.",
    f"Install it: {extra_command('keyring')}.",
)
KEYRING_UNREADABLE = ErrorKind.NOT_ALLOWED.text(
    "keyring-closed",
    "The system's keyring did not open ({reason}), so it is not known whether it has a password of {user}.",
    "Unlock it, or set one up: see the documentation of the package keyring.",
)
KEYRING_REFUSED = ErrorKind.NOT_ALLOWED.text(
    "keyring-closed",
    "The system's keyring saves and removes no password ({reason}). Nothing was changed.",
    "Unlock it, or set one up: see the documentation of the package keyring.",
)
PASSWORD_NOT_TYPED = ErrorKind.USAGE.text(
    "password-not-typed",
    "A password is typed on a terminal, where it is not shown; it is never an argument.",
    "Run dm-tui password set {user} on a terminal.",
)
NO_PASSWORD_USER = ErrorKind.USAGE.text(
    "password-user",
    "It is not known whose password this is: no mail server with a user is set.",
    "Name the user: dm-tui password set news@mail.example.com",
)
IN_KEYRING = "The SMTP password of {user} is in the system's keyring."
NOT_IN_KEYRING = "The system's keyring has no SMTP password of {user}."
OUT_OF_KEYRING = "The SMTP password of {user} is no longer in the system's keyring."
PASSWORD_NOT_ASCII = _no_password("The SMTP password for {user} has characters that SMTP cannot carry.")
SERVICE_RULES_BROKEN = (
    "An SMTP password of the service has 10 to 20 characters, at least two digits, two uppercase and two lowercase "
    "letters, and neither one digit nor one letter alone, repeated; this one breaks that rule."
)

# The connection

_no_connection = ErrorKind.REFUSED.text
_bad_certificate = partial(_no_connection, "smtp-certificate")
NO_TLS = _no_connection(
    "smtp-no-tls",
    "{host} does not speak TLS on port {port}.",
    "Check the port, or write smtp+starttls:// if the server starts without TLS.",
)
NO_SUCH_HOST = _no_connection(
    "smtp-no-such-host",
    "There is no host {host}, or its name cannot be looked up now.",
    "Check the name in the SMTP setting, and the network.",
)
PORT_CLOSED = _no_connection(
    "smtp-refused", "{host} does not listen on port {port}.", "Check the port in the SMTP setting."
)
NO_ANSWER = _no_connection(
    "smtp-timeout",
    "{host} did not answer on port {port} in time.",
    "Check the host, the port and any firewall in between; then try again.",
)
NO_STARTTLS = _no_connection(
    "smtp-no-starttls",
    "{host} does not offer STARTTLS on port {port}. Nothing was sent to it.",
    "Someone may be intercepting the connection. Use smtps:// if the server has it.",
)
TURNED_AWAY = _no_connection(
    "smtp-turned-away",
    "{host} turned the connection away: {reply}.",
    "Try again later, or ask the server's administrator.",
)
SESSION_LOST = _no_connection("smtp-lost", "{host}: {words}.", "Check the host and the port, then try again.")
UNREACHABLE = _no_connection(
    "smtp-unreachable", "{host} cannot be reached: {reason}.", "Check the network and try again."
)
CERTIFICATE_OF_OTHER_NAME = _bad_certificate(
    "The certificate of {host} is for another name.",
    "Nothing was sent. Write the name in the certificate, if it is the server you mean.",
)
CERTIFICATE_NOT_VALID_TODAY = _bad_certificate(
    "The certificate of {host} is not valid today.",
    "Nothing was sent. Check this computer's clock, and notify the server's administrator.",
)
CERTIFICATE_UNTRUSTED = _bad_certificate(
    "The certificate of {host} is not signed by an authority this computer trusts.",
    "Nothing was sent. If the server is yours, set SSL_CERT_FILE to its authority's certificate.",
)
CERTIFICATE_REJECTED = _bad_certificate(
    "The certificate of {host} was not accepted: {reason}.",
    "Nothing was sent. Notify the server's administrator.",
)

# Signing in

SIGN_IN_LATER = _no_connection(
    "smtp-sign-in-later", "Signing in as {user} at {host} is not possible now: {reply}.", "Try again later."
)
NO_SIGN_IN = _no_connection(
    "smtp-no-sign-in",
    "{host} offers no way to sign in that dm-tui knows.",
    "Check the port; some servers allow no sign-in on port 25.",
)
SIGN_IN_REFUSED = ErrorKind.NOT_ALLOWED.text(
    "smtp-sign-in-refused",
    "Signing in as {user} at {host} was refused: {reply}.",
    "Check the user name and the password.",
)
SIGN_IN_MISFIT = SIGN_IN_REFUSED._replace(hint=SERVICE_RULES_BROKEN)

# Sending

ENOUGH_FOR_ONE = "this recipient had {most} emails lately, as many as the service takes; the next one waits"
"""Said by this program, not by the server."""
