"""A connection is protected, or there is none; why there is none is said, and no secret with it."""

import datetime
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.smtp_settings import SmtpSecurity, SmtpSettings
from dm_tui.providers.mail.smtp_transport import SmtpTransport
from dm_tui.providers.mail.transport import Accepted, Deferred, Unknown
from tests.providers.smtp_server import Behaviour, Drop, Fault, Say, Server, Silence

PASSWORD = "Secret-12-Words"  # given by the sandbox of a test
MESSAGE = b"Subject: s\r\n\r\nb\r\n"
LARGE = MESSAGE + b"A line of a message that is far too long for any buffer.\r\n" * 400_000


class Authority(NamedTuple):
    """Who signs certificates, and the file that makes this computer trust them."""

    ca: trustme.CA
    file: Path

    def server(self, *names: str, not_after: datetime.datetime | None = None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names, not_after=not_after).configure_cert(context)
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    ca = trustme.CA()
    file = tmp_path_factory.mktemp("authority") / "authority.pem"
    ca.cert_pem.write_to_path(file)
    return Authority(ca, file)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Authority that this computer trusts, as a user would make it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


def transport_to(
    port: int,
    security: SmtpSecurity = SmtpSecurity.PLAIN,
    *,
    user: str = "",
    password: str | None = None,
    patience: float = 5,
    service: bool = False,
) -> SmtpTransport:
    settings = SmtpSettings(host="localhost", port=port, security=security, user=user, service=service)
    secret = None if password is None else SecretStr(password)
    return SmtpTransport(settings, secret, patience=patience, last_patience=patience)


def refusal(way: SmtpTransport) -> DirectMailError:
    with pytest.raises(DirectMailError) as refused:
        way.connect()
    assert refused.value.hint
    assert "\n" not in str(refused.value)
    return refused.value


def deliver(way: SmtpTransport, server: Server) -> None:
    connection = way.connect()
    said = connection.deliver("A", "news@example.com", "ann@example.org", MESSAGE)
    connection.close()
    assert isinstance(said, Accepted)
    assert [content for _, _, content in server.messages] == [MESSAGE]


@pytest.mark.parametrize("pipelining", [False, True])
def test_mail_leaves_over_tls(trusted: Authority, pipelining: bool) -> None:
    tls = trusted.server("localhost")
    with Server(Behaviour(implicit_tls=tls, pipelining=pipelining)) as server:
        deliver(transport_to(server.port, SmtpSecurity.TLS), server)


@pytest.mark.parametrize("pipelining", [False, True])
def test_mail_leaves_over_starttls(trusted: Authority, pipelining: bool) -> None:
    tls = trusted.server("localhost")
    with Server(Behaviour(starttls=tls, pipelining=pipelining)) as server:
        deliver(transport_to(server.port, SmtpSecurity.STARTTLS), server)
        assert server.heard[:4] == ["GREETING", "EHLO", "STARTTLS", "EHLO"]


@pytest.mark.parametrize("methods", [("PLAIN",), ("LOGIN",), ("PLAIN", "LOGIN")])
@pytest.mark.parametrize("security", list(SmtpSecurity))
def test_one_signs_in(trusted: Authority, security: SmtpSecurity, methods: tuple[str, ...]) -> None:
    tls = trusted.server("localhost")
    with Server(
        Behaviour(
            implicit_tls=tls if security is SmtpSecurity.TLS else None,
            starttls=tls if security is SmtpSecurity.STARTTLS else None,
            password=PASSWORD,
            auth_methods=methods,
        )
    ) as server:
        deliver(transport_to(server.port, security, user="me@example.com", password=PASSWORD), server)
        assert server.heard.count("AUTH") == 1


@pytest.mark.parametrize(
    ("verb", "fault", "message", "expected"),
    [
        ("BODY", Drop(), LARGE, Deferred),
        ("BODY", Silence(), LARGE, Deferred),
        ("DOT", Drop(kept=True), MESSAGE, Unknown),
        ("DOT", Silence(kept=True), MESSAGE, Unknown),
    ],
    ids=["drop before the dot", "silence before the dot", "drop after it", "silence after it"],
)
def test_over_tls_the_same_is_true(
    trusted: Authority, verb: str, fault: Fault, message: bytes, expected: type
) -> None:
    with Server(Behaviour(implicit_tls=trusted.server("localhost"))) as server:
        server.plant(verb, fault)
        connection = transport_to(server.port, SmtpSecurity.TLS, patience=1).connect()
        said = connection.deliver("A", "news@example.com", "ann@example.org", message)
        assert type(said) is expected
        assert bool(server.messages) is (expected is Unknown)
        connection.close()


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "self-signed.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("security", [SmtpSecurity.TLS, SmtpSecurity.STARTTLS])
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("wrong name", "is for another name"),
        ("expired", "is not valid today"),
        ("self-signed", "not signed by an authority"),
        ("unknown authority", "not signed by an authority"),
    ],
)
def test_a_certificate_that_proves_nothing_ends_it(
    trusted: Authority, tmp_path: Path, security: SmtpSecurity, kind: str, words: str
) -> None:
    past = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    tls = {
        "wrong name": lambda: trusted.server("example.com"),
        "expired": lambda: trusted.server("localhost", not_after=past),
        "self-signed": lambda: self_signed(tmp_path),
        "unknown authority": lambda: Authority(trustme.CA(), tmp_path).server("localhost"),
    }[kind]()
    implicit = security is SmtpSecurity.TLS
    behaviour = Behaviour(
        implicit_tls=tls if implicit else None, starttls=None if implicit else tls, password=PASSWORD
    )
    with Server(behaviour) as server:
        error = refusal(transport_to(server.port, security, user="me", password=PASSWORD))
        assert (error.kind, error.code) == (ErrorKind.REFUSED, "smtp-certificate")
        assert words in error.message
        assert "AUTH" not in server.heard


def test_an_authority_is_trusted_only_when_it_is_named(authority: Authority) -> None:
    with Server(Behaviour(implicit_tls=authority.server("localhost"))) as server:
        assert refusal(transport_to(server.port, SmtpSecurity.TLS)).code == "smtp-certificate"


def test_without_starttls_nothing_is_said() -> None:
    with Server(Behaviour(password=PASSWORD)) as server:
        way = transport_to(server.port, SmtpSecurity.STARTTLS, user="me", password=PASSWORD)
        assert refusal(way).code == "smtp-no-starttls"
        assert set(server.heard) <= {"GREETING", "EHLO", "QUIT"}


def test_what_was_said_before_the_protection_is_not_believed(trusted: Authority) -> None:
    with Server(Behaviour(starttls=trusted.server("localhost"))) as server:
        server.plant("STARTTLS", Say(b"220 ready\r\n250 AUTH PLAIN\r\n"))
        assert refusal(transport_to(server.port, SmtpSecurity.STARTTLS)).code == "smtp-lost"


def test_a_server_without_tls_is_told_apart() -> None:
    with Server() as server:
        assert refusal(transport_to(server.port, SmtpSecurity.TLS)).code == "smtp-no-tls"


def test_a_port_where_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        error = refusal(transport_to(free.getsockname()[1]))
    assert (error.kind, error.code) == (ErrorKind.REFUSED, "smtp-refused")


def test_a_host_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert refusal(transport_to(25, SmtpSecurity.TLS)).code == "smtp-no-such-host"


def test_without_protection_mail_stays_on_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may be looked up to any address: what counts is who is really connected."""
    with Server() as server:
        monkeypatch.setattr(socket.socket, "getpeername", lambda self: ("192.0.2.1", 25))
        assert refusal(transport_to(server.port)).code == "smtp-lost"
        assert "EHLO" not in server.heard


@pytest.fixture
def mute() -> Iterator[int]:
    """A port that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("security", list(SmtpSecurity))
def test_a_server_that_says_nothing(mute: int, security: SmtpSecurity) -> None:
    assert refusal(transport_to(mute, security, patience=0.2)).code == "smtp-timeout"


def test_a_server_that_never_finishes_its_answer() -> None:
    """Each byte comes in time; the answer as a whole does not."""
    done = threading.Event()

    def trickle(listening: socket.socket) -> None:
        peer, _ = listening.accept()
        with peer:
            while not done.wait(0.05):
                try:
                    peer.sendall(b"2")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=trickle, args=(listening,))
        thread.start()
        try:
            way = transport_to(listening.getsockname()[1], patience=0.4)
            assert refusal(way).code == "smtp-timeout"
        finally:
            done.set()
            thread.join()


@pytest.mark.parametrize("verb", ["GREETING", "EHLO", "STARTTLS"])
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Say(b"554 5.7.1 go\x1b[31m away\r\n"), "smtp-turned-away"),
        (Say(b"421 4.3.2 busy\r\n", and_close=True), "smtp-turned-away"),
        (Say(b"SSH-2.0-OpenSSH\r\n"), "smtp-lost"),
        (Say(b"220-endless\r\n" * 10_000), "smtp-lost"),
        (Say(b"2" * 1_000_000), "smtp-lost"),
        (Drop(), "smtp-lost"),
        (Silence(), "smtp-timeout"),
    ],
    ids=["no", "busy", "other protocol", "endless", "long", "drop", "silence"],
)
def test_a_server_that_does_not_get_so_far(trusted: Authority, verb: str, fault: Fault, code: str) -> None:
    with Server(Behaviour(starttls=trusted.server("localhost"))) as server:
        server.plant(verb, fault)
        patience = 0.3 if isinstance(fault, Silence) else 5
        error = refusal(transport_to(server.port, SmtpSecurity.STARTTLS, patience=patience))
        assert error.code == code
        assert "\x1b" not in str(error)


def no_secret_in(error: DirectMailError, user: str, password: str) -> None:
    both = b64encode(f"\0{user}\0{password}".encode()).decode()
    chain: BaseException | None = error
    while chain is not None:
        said = f"{chain!s} {chain!r} {chain.args!r}"
        for secret in (password, b64encode(password.encode()).decode(), both):
            assert secret not in said
        chain = None if chain.__suppress_context__ else chain.__cause__ or chain.__context__


@pytest.mark.parametrize("methods", [("PLAIN",), ("LOGIN",)])
def test_a_wrong_password_is_tried_once(methods: tuple[str, ...]) -> None:
    with Server(Behaviour(password=PASSWORD, auth_methods=methods)) as server:
        error = refusal(transport_to(server.port, user="me", password="wrong-word"))
        assert (error.kind, error.code) == (ErrorKind.NOT_ALLOWED, "smtp-sign-in-refused")
        assert server.heard.count("AUTH") == 1
        no_secret_in(error, "me", "wrong-word")


def test_a_server_that_repeats_the_password_is_not_quoted() -> None:
    both = b64encode(f"\0me\0{PASSWORD}".encode())
    alone = b64encode(PASSWORD.encode())
    with Server(Behaviour(password=PASSWORD)) as server:
        words = b"535 not " + PASSWORD.encode() + b", AUTH PLAIN " + both + b" or " + alone + b"\r\n"
        server.plant("AUTH", Say(words))
        error = refusal(transport_to(server.port, user="me", password=PASSWORD))
        assert error.code == "smtp-sign-in-refused"
        no_secret_in(error, "me", PASSWORD)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize("code", [250, 451, 554, 777])
def test_no_reply_after_the_sign_in_repeats_the_password(verb: str, code: int) -> None:
    forms = (PASSWORD.encode(), b64encode(PASSWORD.encode()), b64encode(f"\0me\0{PASSWORD}".encode()))
    with Server(Behaviour(password=PASSWORD)) as server:
        connection = transport_to(server.port, user="me", password=PASSWORD).connect()
        server.plant(verb, Say(b"%d it was %b or %b or %b\r\n" % (code, *forms)))
        said = connection.deliver("1", "me@example.com", "ann@example.org", b"Subject: x\r\n\r\nHi.\r\n")
        connection.close()
    assert not any(form.decode().rstrip("=") in str(said) for form in forms)


@pytest.mark.parametrize("step", [8, 11, 40])
def test_no_reply_has_a_piece_of_the_password_or_of_the_line_that_it_was_sent_in(step: int) -> None:
    """A server may cut off what it quotes, or break it over the lines of its answer."""
    both = b64encode(f"\0me\0{PASSWORD}".encode())
    lines = [both[start : start + step] for start in range(0, len(both), step)]
    broken = b"".join(b"535-" + line + b"\r\n" for line in lines)
    with Server(Behaviour(password=PASSWORD)) as server:
        server.plant("AUTH", Say(b"535-cut " + both[:-9] + b"\r\n" + broken + b"535 " + both[-9:] + b"\r\n"))
        error = refusal(transport_to(server.port, user="me", password=PASSWORD))
        assert "cut …" in str(error)
        pieces = {both[start : start + 4].decode() for start in range(len(both) - 3)}
        assert not [piece for piece in pieces if piece in str(error)]


def test_no_greeting_repeats_the_password() -> None:
    """The server may know it from the last time."""
    with Server(Behaviour(password=PASSWORD)) as server:
        server.plant("GREETING", Say(b"554 not you, " + PASSWORD.encode() + b"\r\n"))
        error = refusal(transport_to(server.port, user="me", password=PASSWORD))
        no_secret_in(error, "me", PASSWORD)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Say(b"454 4.7.0 later\r\n"), "smtp-sign-in-later"),
        (Say(b"334 not base64 at all !\r\n"), "smtp-lost"),
        (Say(b"334 \r\n" * 20), "smtp-lost"),
        (Drop(), "smtp-lost"),
        (Silence(), "smtp-timeout"),
    ],
    ids=["later", "nonsense", "no end", "drop", "silence"],
)
def test_signing_in_may_fail_in_other_ways(fault: Fault, code: str) -> None:
    with Server(Behaviour(password=PASSWORD)) as server:
        server.plant("AUTH", fault)
        patience = 0.3 if isinstance(fault, Silence) else 5
        way = transport_to(server.port, user="me", password=PASSWORD, patience=patience)
        error = refusal(way)
        assert error.code == code
        no_secret_in(error, "me", PASSWORD)


def test_a_server_where_nobody_can_sign_in() -> None:
    with Server(Behaviour(auth_methods=())) as server:
        way = transport_to(server.port, user="me", password=PASSWORD)
        assert refusal(way).code == "smtp-no-sign-in"


@pytest.mark.parametrize("password", [None, "", "pässword"])
def test_without_a_password_nobody_is_called(password: str | None) -> None:
    with Server() as server:
        error = refusal(transport_to(server.port, user="me", password=password))
        assert (error.kind, error.code) == (ErrorKind.NOT_ALLOWED, "smtp-no-password")
        assert server.heard == []
        if password:
            no_secret_in(error, "me", password)


def test_the_services_own_rule_is_named_where_a_password_breaks_it() -> None:
    with Server(Behaviour(password=PASSWORD)) as server:
        ours = refusal(transport_to(server.port, user="me", password="short", service=True))
        other = refusal(transport_to(server.port, user="me", password="short"))
    assert "10 to 20 characters" in ours.hint
    assert "10 to 20" not in other.hint


def test_this_computer_is_not_named() -> None:
    with Server() as server:
        seen: list[str] = []
        connection = transport_to(server.port).connect()
        seen += [str(connection._session.local_hostname)]
        connection.close()
    assert seen == ["[127.0.0.1]"]
