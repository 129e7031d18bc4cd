"""A connection to an SMTP server that may be slow, broken or hostile: everything it sends has limits.

The verbs, the extensions and the sign-in methods are those of `smtplib`. Sending and reading are our own,
because `smtplib` reads as many lines as a server sends, and does not say what was sent.
"""

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from time import monotonic

from dm_tui import work_log
from dm_tui.domain.hidden_secrets import HiddenSecrets
from dm_tui.domain.mailing.smtp_settings import SmtpSecurity, SmtpSettings, is_loopback

_MAX_LINE_BYTES = 8_192  # our own limit
_MAX_LINES = 1_000  # our own limit
_CHUNK = 65_536  # our own limit
_NO_EXTENSIONS = (500, 502, 504)  # RFC 5321, 4.1.1.1 and 4.2.4
_ENHANCED = re.compile(rb"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![.0-9])")  # RFC 3463
_FOREIGN = re.compile(rb"[\x80-\xff]+")


class ConnectionLostError(smtplib.SMTPServerDisconnected):
    """The connection is gone; `timed_out` if nothing came for too long."""

    def __init__(self, words: str, *, timed_out: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.timed_out = timed_out


class SmtpSession(smtplib.SMTP):
    """The connection over `sock`. `patience` is how long a whole reply may take, in seconds.

    No reply has a secret or a piece of one in it, whichever command it answers: a server may repeat what it
    was sent.
    """

    def __init__(self, sock: socket.socket, patience: float, secrets: tuple[bytes, ...] = ()) -> None:
        here = ip_address(sock.getsockname()[0].partition("%")[0])
        literal = f"[{here}]" if here.version == 4 else f"[IPv6:{here}]"
        super().__init__(local_hostname=literal)  # no name of this computer, and no look-up of one
        self.sock = sock
        self.patience = patience
        self._secrets = HiddenSecrets(secret.decode("latin-1") for secret in secrets)
        self._received = b""
        self._sent_at = monotonic()

    @property
    def auth_challenges(self) -> int:
        """How many questions the server has asked during this sign-in."""
        return int(vars(self).get("_auth_challenge_count", 0))

    @property
    def pending(self) -> bool:
        """Whether the server sent something unasked."""
        return bool(self._received)

    def send(  # type: ignore[override]  # nothing else is ever sent
        self, s: str | bytes, before_end: Callable[[], None] = lambda: None
    ) -> None:
        """Send `s`. When this raises ConnectionLostError, its last byte was not sent.

        `before_end` is called before the piece with that byte; if it raises, the connection is closed.
        """
        if work_log.is_open():
            _note_sent(s)
            self._sent_at = monotonic()
        data = memoryview(s.encode("ascii") if isinstance(s, str) else s)
        last = (len(data) - 1) // _CHUNK * _CHUNK
        self._send_pieces(data[:last])
        try:
            before_end()
        except BaseException:
            self.close()  # in the middle of a message no command can follow
            raise
        self._send_pieces(data[last:])

    def getreply(self) -> tuple[int, bytes]:
        """Return code and words of the next reply in bounded time, or raise ConnectionLostError."""
        deadline = monotonic() + self.patience
        words: list[bytes] = []
        while True:
            line = self._line(deadline).rstrip(b"\r")
            code, mark = line[:3], line[3:4]
            words.append(line[4:].strip())
            if not (len(code) == 3 and code.isdigit() and mark in (b"", b" ", b"-")):
                raise self.broken("it does not answer as an SMTP server does")
            if mark != b"-":
                whole = self._hide_secrets(b"\n".join(words))
                if work_log.is_open():
                    _note_reply(code, whole, monotonic() - self._sent_at)
                return int(code), whole
            if len(words) == _MAX_LINES:
                raise self.broken("its answer has no end")

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Protect the connection from here on; what came before is forgotten (RFC 3207)."""
        if self.pending:
            raise self.broken("it sent something unasked before the protection began")
        if self.sock is None:
            raise self.broken("the connection is closed")
        self.sock = context.wrap_socket(self.sock, server_hostname=host)
        self.ehlo_resp = self.helo_resp = None

    def _hide_secrets(self, words: bytes) -> bytes:
        shown = self._secrets.hide(words.decode("latin-1"), "\0")  # no sign of latin-1 is an ellipsis
        return words if "\0" not in shown else shown.encode("latin-1").replace(b"\0", "…".encode())

    def _send_pieces(self, data: memoryview) -> None:
        if self.sock is None:
            raise self.broken("the connection is closed")
        try:
            self.sock.settimeout(self.patience)
            for start in range(0, len(data), _CHUNK):
                self.sock.sendall(data[start : start + _CHUNK])
        except OSError as error:
            raise self._loss_of(error) from error

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._received:
            if len(self._received) > _MAX_LINE_BYTES:
                raise self.broken("its answer has no end")
            self._receive(deadline)
        line, _, self._received = self._received.partition(b"\n")
        return line

    def _receive(self, deadline: float) -> None:
        if self.sock is None:
            raise ConnectionLostError("the connection is closed")
        try:
            left = deadline - monotonic()
            if left <= 0:
                raise TimeoutError
            self.sock.settimeout(left)
            received = self.sock.recv(_MAX_LINE_BYTES)
        except OSError as error:
            raise self._loss_of(error) from error
        if not received:
            raise self.broken("it closed the connection")
        self._received += received

    def broken(self, words: str, *, timed_out: bool = False) -> ConnectionLostError:
        """Close the connection, and return the error to raise."""
        self.close()
        work_log.note("smtp", outcome="timed-out" if timed_out else "lost")
        return ConnectionLostError(words, timed_out=timed_out)

    def _loss_of(self, error: OSError) -> ConnectionLostError:
        if isinstance(error, TimeoutError):
            return self.broken("it did not answer in time", timed_out=True)
        return self.broken(f"the connection broke ({(error.strerror or 'no reason given').lower()})")


def _note_sent(sent: str | bytes) -> None:
    """Note the verbs of commands, never what they name; of a message its size, and of a sign-in nothing."""
    if not isinstance(sent, str):
        work_log.note("smtp", verb="MESSAGE", bytes=len(sent))
        return
    for command in sent.splitlines():
        verb = command.partition(" ")[0].upper()
        work_log.note("smtp", verb=verb if verb in work_log.SMTP_VERBS else work_log.UNFIT)


def _note_reply(code: bytes, words: bytes, seconds: float) -> None:
    enhanced = _ENHANCED.match(words)
    status = enhanced[0].decode() if enhanced is not None else None
    work_log.note("smtp", outcome="reply", code=code.decode(), status=status, ms=round(seconds * 1000))


def secrets_of(user: str, password: str) -> tuple[bytes, ...]:
    """Return the forms in which a sign-in sends a password, and the password, the longest first."""
    if not password:
        return ()
    sent = (b64encode(secret.encode()) for secret in (f"\0{user}\0{password}", password))
    return (*(form for whole in sent for form in (whole, whole.rstrip(b"="))), password.encode())


def open_session(
    settings: SmtpSettings, context: ssl.SSLContext, patience: float, secrets: tuple[bytes, ...] = ()
) -> SmtpSession:
    """Return a protected connection after the greeting, not signed in yet.

    Raises OSError and SMTPException, with the connection closed.
    """
    work_log.note("smtp", verb="CONNECT")
    sock = socket.create_connection((settings.host, settings.port), patience)
    session: SmtpSession | None = None
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if settings.security is SmtpSecurity.TLS:
            sock = context.wrap_socket(sock, server_hostname=settings.host)
        elif settings.security is SmtpSecurity.PLAIN and not is_loopback(sock.getpeername()[0]):
            raise ConnectionLostError("without protection mail goes to this computer only")
        session = SmtpSession(sock, patience, secrets)
        _require(session.getreply(), 220)
        _greet(session)
        if settings.security is SmtpSecurity.STARTTLS:
            if not session.has_extn("starttls"):
                raise smtplib.SMTPNotSupportedError
            _require(session.docmd("STARTTLS"), 220)
            session.secure(context, settings.host)
            _greet(session)
    except BaseException:
        sock.close()
        if session is not None:
            session.close()
        raise
    return session


def _greet(session: SmtpSession) -> None:
    """Say who we are; a server that knows no extensions is greeted as it expects (RFC 5321, 4.1.4)."""
    reply = session.ehlo()
    _require(session.helo() if reply[0] in _NO_EXTENSIONS else reply, 250)


def reply_text(words: bytes) -> str:
    """Return the words of a reply, in whichever encoding they are.

    Chinese servers answer in GB 18030, whose letters have two bytes; in a word of Latin-1 one stands alone.
    """
    for codec in ("utf-8", "gb18030") if _looks_chinese(words) else ("utf-8",):
        with suppress(UnicodeDecodeError):
            return words.decode(codec)
    return words.decode("latin-1")


def _looks_chinese(words: bytes) -> bool:
    runs = [len(run) for run in _FOREIGN.findall(words)]
    return bool(runs) and max(runs) >= 4 and all(length % 2 == 0 for length in runs)


def _require(reply: tuple[int, bytes], code: int) -> None:
    if reply[0] != code:
        raise smtplib.SMTPResponseException(*reply)
