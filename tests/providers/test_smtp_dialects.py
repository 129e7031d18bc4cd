"""Servers that speak SMTP in other ways than most: replies of a code alone, no extensions, questions of their
own, words in another encoding.
"""

import socket
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from pydantic import SecretStr

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.smtp_settings import SmtpSecurity, SmtpSettings
from dm_tui.providers.mail.smtp_session import reply_text
from dm_tui.providers.mail.smtp_transport import SmtpTransport
from dm_tui.providers.mail.transport import Accepted, Deferred

USER, PASSWORD = "joe", "Secret-12-Words"  # given by the sandbox of a test
MESSAGE = b"Subject: s\r\n\r\nb\r\n"
PLAIN = {"EHLO": b"250", "MAIL": b"250", "RCPT": b"250", "DATA": b"354", ".": b"250", "QUIT": b"221"}


class Speaker:
    """A server on loopback that answers each command as `says` has it, and keeps what it was told."""

    def __init__(self, says: Mapping[str, bytes], greeting: bytes = b"220") -> None:
        self._says = says
        self._greeting = greeting
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.told: list[str] = []

    def speak(self) -> None:
        """Answer one connection until it ends."""
        connection, _ = self._listening.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(self._greeting + b"\r\n")
            in_message = False
            for line in lines:
                text = line.decode().strip()
                if in_message and text != ".":
                    continue
                self.told.append(text)
                answer = self._says.get(text) or self._says.get(text.split(" ")[0].upper(), b"500 what")
                in_message = answer.startswith(b"354")
                connection.sendall(answer + b"\r\n")

    def close(self) -> None:
        self._listening.close()


@contextmanager
def speaker(says: Mapping[str, bytes], greeting: bytes = b"220") -> Iterator[Speaker]:
    server = Speaker(says, greeting)
    thread = threading.Thread(target=server.speak, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        thread.join(5)
        server.close()


def transport_to(server: Speaker, user: str = "") -> SmtpTransport:
    settings = SmtpSettings(host="127.0.0.1", port=server.port, security=SmtpSecurity.PLAIN, user=user)
    return SmtpTransport(settings, SecretStr(PASSWORD) if user else None, patience=5, last_patience=5)


def deliver(server: Speaker, user: str = "") -> object:
    connection = transport_to(server, user).connect()
    said = connection.deliver("A", "news@example.com", "ann@example.org", MESSAGE)
    connection.close()
    return said


@pytest.mark.parametrize("end", [b"", b" ", b" OK", b"-one\r\n250 two", b"-\r\n250", b"-one\r\n250-\r\n250"])
def test_a_reply_needs_no_words(end: bytes) -> None:
    says = {verb: (b"250" + end if code == b"250" else code) for verb, code in PLAIN.items()}
    with speaker(says) as server:
        assert isinstance(deliver(server), Accepted)


def test_a_server_may_have_many_extensions() -> None:
    lines = b"".join(b"250-X-EXT%d some words\r\n" % number for number in range(150))
    with speaker({**PLAIN, "EHLO": lines + b"250 OK"}) as server:
        assert isinstance(deliver(server), Accepted)


@pytest.mark.parametrize("words", [b"554 5.7.1 not you", b"554 5.7.1 not you."])
def test_the_words_of_a_server_end_before_the_advice_begins(words: bytes) -> None:
    with speaker(PLAIN, greeting=words) as server, pytest.raises(DirectMailError) as refused:
        transport_to(server).connect()
    assert str(refused.value.message).endswith(": 554 5.7.1 not you.")


@pytest.mark.parametrize("code", [b"500", b"502 5.5.1 Command not implemented", b"504 not here"])
def test_a_server_without_extensions_is_greeted_as_it_expects(code: bytes) -> None:
    with speaker({**PLAIN, "EHLO": code, "HELO": b"250 fake"}) as server:
        assert isinstance(deliver(server), Accepted)
        assert server.told[2] == "MAIL FROM:<news@example.com>", "no size either"


def test_a_server_that_turns_us_away_is_not_greeted_again() -> None:
    with speaker({**PLAIN, "EHLO": b"554 5.7.1 not you"}) as server:
        with pytest.raises(DirectMailError, match="not you"):
            transport_to(server).connect()
        assert len(server.told) == 1


@pytest.mark.parametrize("questions", [("Username:", "Password:"), ("User Name", "PASSWORD"), ("", "")])
def test_each_question_of_a_sign_in_has_its_answer(questions: tuple[str, str]) -> None:
    user, password = (b64encode(word.encode()).decode() for word in (USER, PASSWORD))
    first, second = (b"334 " + b64encode(question.encode()) for question in questions)
    says = {"EHLO": b"250-fake\r\n250 AUTH LOGIN", "AUTH": first, user: second, password: b"235 OK"}
    with speaker({**PLAIN, **says}) as server:
        assert isinstance(deliver(server, USER), Accepted)
        assert server.told[1:4] == ["AUTH LOGIN", user, password]
        assert b64decode(server.told[3]).decode() == PASSWORD


def test_words_of_a_chinese_server_can_be_read() -> None:
    words = "请使用授权码登录"
    says = {"EHLO": b"250-fake\r\n250 AUTH PLAIN", "AUTH": b"535 Error: " + words.encode("gbk")}
    with speaker({**PLAIN, **says}) as server, pytest.raises(DirectMailError, match=words):
        transport_to(server, USER).connect()
    with speaker({**PLAIN, ".": b"550 " + words.encode("gbk"), "RSET": b"250"}) as server:
        said = deliver(server)
        assert isinstance(said, Deferred)
        assert said.words == f"550 {words}"


@pytest.mark.parametrize(
    ("words", "codec"),
    [
        ("邮件内容被拒绝", "gb18030"),
        ("550 用户不存在 (x)", "gbk"),
        ("用户不存在", "utf-8"),
        ("Grüße aus Köln", "latin-1"),
        ("Empfänger größer", "latin-1"),
        ("Zażółć", "utf-8"),
        ("refused", "ascii"),
    ],
)
def test_words_are_read_in_their_encoding(words: str, codec: str) -> None:
    assert reply_text(words.encode(codec)) == words


def test_any_bytes_are_words() -> None:
    for first in range(0, 256, 5):
        for second in range(256):
            assert reply_text(bytes((first, second)) * 2)
