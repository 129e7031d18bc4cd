"""The delivery of messages by SMTP, verb by verb, so that it is known of each whether it left.

The server has a message once it has the dot that ends it. A failure before the dot was sent is Deferred: the
message did not leave. A failure after it and before the answer is Unknown. `smtplib.sendmail` was rejected
because it does not distinguish the two.
"""

import re
import smtplib
from contextlib import suppress
from datetime import timedelta

from dm_tui.domain.mailing.answer_faults import AnswerFault, SmtpVerb, judge_reply
from dm_tui.domain.mailing.fault_scope import FaultDuration, FaultScope
from dm_tui.domain.mailing.smtp_wording import ENOUGH_FOR_ONE
from dm_tui.providers.mail.service_pace import RECIPIENT_RATE, ServicePace
from dm_tui.providers.mail.smtp_session import ConnectionLostError, SmtpSession, reply_text
from dm_tui.providers.mail.smtp_timeouts import QUIT_TIMEOUT
from dm_tui.providers.mail.transport import (
    Accepted,
    Deferred,
    DeliveryOutcome,
    Leaving,
    Refused,
    Unknown,
    notify_nobody,
)

_PATH = re.compile(r"[!-;=?-~]+", re.ASCII)
_BARE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")


class SmtpConnection:
    """A connection over which any number of messages are sent.

    With `service` the server is Direct Mail's own, which gives some codes another meaning. Each message waits
    for its `pace`, if there is one.
    """

    def __init__(
        self,
        session: SmtpSession,
        last_patience: float,
        *,
        service: bool = False,
        pace: ServicePace | None = None,
    ) -> None:
        self._session = session
        self._service = service
        self._pace = pace
        self._patience = session.patience
        self._last_patience = last_patience
        self._pipelining = session.has_extn("pipelining")
        self._sized = session.has_extn("size")

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = notify_nobody
    ) -> DeliveryOutcome:
        """Send the message. ValueError for an address that cannot be part of a command."""
        for address in (sender, recipient):
            if not _PATH.fullmatch(address):
                raise ValueError("not an address that SMTP can carry")
        if self._pace is not None and (later := self._pace.take_turn(recipient)):
            return _put_off(later)
        payload = _dot_stuff(message)
        size = f" SIZE={len(message)}" if self._sized else ""
        commands = (f"MAIL FROM:<{sender}>{size}", f"RCPT TO:<{recipient}>", "DATA")
        try:
            rejection = self._send_envelope(commands)
            if rejection is not None:
                return rejection
            self._session.send(payload, before_end=leaving)
        except ConnectionLostError as lost:
            return Deferred(words=lost.words, lost=True)
        self._session.patience = self._last_patience
        try:
            code, words = self._session.getreply()
        except ConnectionLostError as lost:
            return Unknown(words=lost.words)
        finally:
            self._session.patience = self._patience
        if 200 <= code < 300:
            return Accepted(words=reply_text(words))
        if not 400 <= code < 600:
            self._session.close()
            return Unknown(words=f"{code} {reply_text(words)}")
        return self._refusal_outcome(SmtpVerb.MESSAGE, code, words, ())

    def refused_sender(self, sender: str) -> str:
        """Return the server's words if it takes no mail from a sender, empty if it does."""
        if not _PATH.fullmatch(sender):
            raise ValueError("not an address that SMTP can carry")
        code, words = self._session.docmd(f"MAIL FROM:<{sender}>")
        self._reset(())
        return "" if 200 <= code < 300 else f"{code} {reply_text(words)}".rstrip(" .")

    def close(self) -> None:
        self._session.patience = QUIT_TIMEOUT
        with suppress(smtplib.SMTPException):
            self._session.docmd("QUIT")
        with suppress(OSError):
            self._session.close()

    def _send_envelope(self, commands: tuple[str, ...]) -> DeliveryOutcome | None:
        """Send the envelope; return why the server rejects the message, None if it waits for it.

        All commands go out at once if the server allows it (RFC 2920).
        """
        if self._pipelining:
            self._session.send("".join(f"{command}\r\n" for command in commands))
        for number, command in enumerate(commands, 1):
            if not self._pipelining:
                self._session.send(f"{command}\r\n")
            code, words = self._session.getreply()
            if (code == 354) if command == "DATA" else (200 <= code < 300):
                continue
            if not 400 <= code < 600:
                raise self._session.broken(f"an answer that fits no command: {code} {reply_text(words)}")
            unheard = commands[number:] if self._pipelining else ()
            return self._refusal_outcome(SmtpVerb(command[:4]), code, words, unheard)
        if self._session.pending:
            raise self._session.broken("it answered before it was asked")
        return None

    def _refusal_outcome(
        self, verb: SmtpVerb, code: int, words: bytes, unheard: tuple[str, ...]
    ) -> DeliveryOutcome:
        """Return what a refusal means, and make the connection ready for the next message if it survives.

        One that no recipient is to blame for ends the connection: another one may be served.
        """
        said = reply_text(words)
        fault = judge_reply(verb, code, said, service=self._service)
        if not fault.is_of_one:
            self._session.close()
            return Deferred(words=f"{code} {said}", lost=True, fault=fault)
        lost = not self._reset(unheard)
        if fault.refuses:
            return Refused(code=code, words=said, invalid=fault.invalid)
        return Deferred(code=code, words=said, lost=lost, fault=fault)

    def _reset(self, unheard: tuple[str, ...]) -> bool:
        """Read the replies still due and drop the message; say whether the connection survives."""
        try:
            for command in unheard:
                code, _ = self._session.getreply()
                if command == "DATA" and code == 354:
                    self._session.send(".\r\n")  # no recipient is left: an empty message (RFC 2920)
                    self._session.getreply()
            code, _ = self._session.docmd("RSET")
        except ConnectionLostError:
            return False
        if not 200 <= code < 300:
            self._session.close()
        return 200 <= code < 300


def _put_off(seconds: float) -> Deferred:
    """Return that a recipient had as many emails lately as the service takes."""
    fault = AnswerFault(
        scope=FaultScope.RECIPIENT, duration=FaultDuration.FOR_NOW, wait=timedelta(seconds=seconds)
    )
    return Deferred(words=ENOUGH_FOR_ONE.format(most=RECIPIENT_RATE.emails), fault=fault)


def _dot_stuff(message: bytes) -> bytes:
    """Return the message with CRLF line ends, its leading dots doubled, and the final dot (RFC 5321)."""
    ends = message.count(b"\r\n")
    if not message.count(b"\r") == message.count(b"\n") == ends:
        # a bare line end could end the message early for one of two servers
        message = _BARE_LINE_END.sub(b"\r\n", message)
    if message.startswith(b"."):
        message = b"." + message
    message = message.replace(b"\r\n.", b"\r\n..")
    return message + (b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n")
