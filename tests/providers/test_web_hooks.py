"""A reminder arrives at each kind of hook as its vendor wants it, once, and no answer holds the program."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.header import decode_header, make_header
from http.client import HTTPConnection
from pathlib import Path
from typing import ClassVar

import pytest
import trustme
from pydantic import SecretStr

from dm_tui.domain.reminders.hook_wording import HOOK_WITHOUT_ADDRESS
from dm_tui.domain.reminders.hooks import Hook, HookKind
from dm_tui.domain.reminders.notice import ReminderNotice
from dm_tui.domain.reminders.settings import ReminderKind
from dm_tui.providers.hooks import web_post
from dm_tui.providers.hooks.web_hooks import WebHooks
from dm_tui.providers.mail.transport import Accepted, Deferred, DeliveryOutcome, Unknown
from tests.loopback_http import QuietHandler, listening
from tests.providers.hook_server import NOW, SECRET, TOKEN, HookServer, hook_server

NOTICE = ReminderNotice(
    id="id-1",
    kind=ReminderKind.EXPIRY,
    threshold=7,
    urgent=False,
    subject="Direct Mail: Plan <A> & Grüße × 2",
    text="50,000 emails are <unused> & lost.",
    about="order-1",
    plans=("plan-1",),
    at=datetime(2026, 1, 31, 9, tzinfo=UTC),
    ends_at=None,
    emails=50_000,
    left=50_000,
    amount=None,
    account="",
    sandbox=True,
)
PATHS = {
    HookKind.DINGTALK: "/robot/send?access_token=robot-token-1234",
    HookKind.FEISHU: "/open-apis/bot/v2/hook/0123-sesame-4567",
    HookKind.SLACK: "/services/T000/B000/sesame1234",
    HookKind.NTFY: "/topic-sesame-1234".replace("/topic-", "/topic/"),
    HookKind.JSON: "/mine/sesame1234?key=sesame5678",
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HookServer]:
    """Every kind of hook, on loopback."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with hook_server() as running:
        yield running


def hook(kind: HookKind, url: str, secret: str = "") -> Hook:
    return Hook(name="team", kind=kind, url=SecretStr(url), secret=SecretStr(secret) if secret else None)


def deliver(hook: Hook, notice: ReminderNotice = NOTICE) -> DeliveryOutcome:
    hooks = WebHooks(lambda name: hook, lambda: datetime.fromtimestamp(NOW, UTC))
    return hooks.connect().deliver("id-1", "", "team", notice.model_dump_json().encode())


@pytest.mark.parametrize("kind", HookKind)
def test_each_kind_takes_the_message_as_it_is(server: HookServer, kind: HookKind) -> None:
    assert isinstance(deliver(hook(kind, server.url(PATHS[kind]))), Accepted)
    (text,) = server.taken
    assert NOTICE.text in text
    if kind not in (HookKind.NTFY, HookKind.JSON):
        assert text.startswith(NOTICE.subject)


@pytest.mark.parametrize("kind", [HookKind.DINGTALK, HookKind.FEISHU, HookKind.NTFY, HookKind.JSON])
def test_the_secret_signs_or_is_the_token_and_a_wrong_one_is_a_no(server: HookServer, kind: HookKind) -> None:
    right = TOKEN if kind in (HookKind.NTFY, HookKind.JSON) else SECRET
    assert isinstance(deliver(hook(kind, server.url(PATHS[kind]), right)), Accepted)
    if kind is HookKind.JSON:
        assert server.received[-1].headers["Authorization"] == f"Bearer {TOKEN}"
        return
    refused = deliver(hook(kind, server.url(PATHS[kind]), "Wrong-Sesame-1"))
    assert isinstance(refused, Deferred)
    assert not refused.lost
    assert len(server.taken) == 1


def test_the_title_and_the_priority_of_ntfy_are_headers(server: HookServer) -> None:
    address = server.url(PATHS[HookKind.NTFY])
    deliver(hook(HookKind.NTFY, address), NOTICE.model_copy(update={"urgent": True, "text": "é" * 5_000}))
    (received,) = server.received
    assert str(make_header(decode_header(received.headers["Title"]))) == NOTICE.subject
    assert "\n" not in received.headers["Title"]
    assert received.headers["Priority"] == "high"
    assert received.body.decode() == "é" * 2_048
    plain = NOTICE.model_copy(update={"subject": "Direct Mail: used up"})
    deliver(hook(HookKind.NTFY, address), plain)
    assert server.received[-1].headers["Title"] == "Direct Mail: used up"
    assert server.received[-1].headers["Priority"] == "default"


def test_a_plain_hook_is_given_the_whole_notice(server: HookServer) -> None:
    deliver(hook(HookKind.JSON, server.url(PATHS[HookKind.JSON])))
    assert server.received[0].path == PATHS[HookKind.JSON]
    assert server.received[0].document == json.loads(NOTICE.model_dump_json())


def answer(status: int, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    return status, headers, body


@pytest.mark.parametrize(
    ("kind", "planted", "outcome", "words"),
    [
        (HookKind.DINGTALK, answer(200, b'{"errcode":310000,"errmsg":"keywords not in content"}'), Deferred,
         "310000 keywords not in content"),
        (HookKind.DINGTALK, answer(200, b'{"errcode":-1,"errmsg":"busy"}'), Unknown, "busy"),
        (HookKind.DINGTALK, answer(200, b"<html>sign in to the network"), Unknown, "unreadable"),
        (HookKind.DINGTALK, answer(200, b'{"errcode":"0"}'), Unknown, "unreadable"),
        (HookKind.FEISHU, answer(200, b'{"code":19024,"msg":"Key Words Not Found"}'), Deferred, "19024 Key"),
        (HookKind.FEISHU, answer(200, b'{"StatusCode":0,"StatusMessage":"success"}'), Accepted, ""),
        (HookKind.FEISHU, answer(200, b'{"code":19021,"StatusCode":0}'), Deferred, "19021"),
        (HookKind.FEISHU, answer(400, b'{"code":9499,"msg":"Bad Request"}'), Deferred, "400 9499 Bad Request"),
        (HookKind.SLACK, answer(404, b"no_service"), Deferred, "404 no_service"),
        (HookKind.SLACK, answer(410, b"channel_is_archived"), Deferred, "channel_is_archived"),
        (HookKind.SLACK, answer(429, b"rate_limited"), Deferred, "429"),
        (HookKind.SLACK, answer(200, b"<html>"), Unknown, "unreadable"),
        (HookKind.SLACK, answer(500, b"rollup_error"), Unknown, "500 rollup_error"),
        (HookKind.NTFY, answer(200, b"<html>sign in to the network"), Unknown, "unreadable"),
        (HookKind.NTFY, answer(429, b'{"code":42901,"http":429,"error":"limit reached"}'), Deferred, "limit"),
        (HookKind.JSON, answer(202), Accepted, ""),
        (HookKind.JSON, answer(502, b"no upstream"), Unknown, "502"),
        (HookKind.JSON, answer(503), Deferred, "503"),
        (HookKind.JSON, answer(400, b"[" * 60_000), Deferred, "400"),
    ],
)  # fmt: skip
def test_what_an_answer_means(
    server: HookServer,
    kind: HookKind,
    planted: tuple[int, dict[str, str], bytes],
    outcome: type[DeliveryOutcome],
    words: str,
) -> None:
    """A no is tried again, silence never is: the message may have been read."""
    server.planted = [planted]
    told = deliver(hook(kind, server.url(PATHS[kind])))
    assert isinstance(told, outcome)
    assert words in told.words
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server: HookServer, status: int) -> None:
    server.planted = [answer(status, Location=server.url("/mine/elsewhere"))]
    told = deliver(hook(HookKind.JSON, server.url(PATHS[HookKind.JSON])))
    assert isinstance(told, Deferred)
    assert "redirects" in told.words
    assert len(server.received) == 1


@pytest.mark.parametrize("kind", HookKind)
def test_nothing_of_the_address_or_the_secret_is_in_what_is_told(server: HookServer, kind: HookKind) -> None:
    """A server may repeat what it was sent."""
    address = server.url(PATHS[kind])
    secrets = (PATHS[kind], "sesame1234", "sesame5678", "robot-token-1234", SECRET)
    secret = SECRET if kind is not HookKind.SLACK else ""
    echo = json.dumps({"errcode": 1, "code": 1, "errmsg": f"bad {address} {secret}", "msg": address}).encode()
    asked = hook(kind, address, secret)
    for status in (200, 400, 500, 301):
        server.planted = [answer(status, echo, Location=address)]
        told = f"{deliver(asked)!r} {asked!r}"
        assert not [secret for secret in secrets if secret in told]


@pytest.mark.parametrize("kind", HookKind)
def test_no_piece_of_the_address_or_the_secret_is_told_either(server: HookServer, kind: HookKind) -> None:
    """A server may break what it was sent over lines, cut it off, or repeat the signature made for it."""
    secret = SECRET if kind is not HookKind.SLACK else ""
    asked = hook(kind, server.url(PATHS[kind]), secret)
    deliver(asked)
    (request,) = server.received
    for sent in filter(None, (request.path, secret)):
        middle = len(sent) // 2
        for words in (f"{sent[:middle]}\r\n\0{sent[middle:]}", sent[:-4], sent[4:]):
            server.planted = [answer(400, json.dumps({"errmsg": f"bad {words}"}).encode())]
            told = repr(deliver(asked))
            pieces = [sent[start : start + 12] for start in range(len(sent) - 11)]
            assert not [piece for piece in pieces if piece in told.replace(" ", "")]


def test_an_answer_that_is_lost_leaves_it_unknown(server: HookServer) -> None:
    server.planted = [ConnectionError()]
    told = deliver(hook(HookKind.JSON, server.url(PATHS[HookKind.JSON])))
    assert told == Unknown(words="no answer from 127.0.0.1")


def test_no_connection_means_that_it_never_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/sesame1234"
    for address in (url, url.replace("http:", "https:"), "https://no-such-host.invalid/sesame1234"):
        told = deliver(hook(HookKind.JSON, address))
        assert isinstance(told, Deferred)
        assert "no connection to" in told.words
        assert "sesame" not in told.words


def test_a_connection_that_comes_about_too_late_is_not_used(
    server: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server may take as long as it likes, and nothing can end that."""
    connect = HTTPConnection.connect

    def connect_late(connection: HTTPConnection) -> None:
        late.wait()
        connect(connection)

    class Deadline(threading.Thread):
        def __init__(self, seconds: float, end: Callable[[], None]) -> None:
            super().__init__(target=self.end)
            self._end = end

        def end(self) -> None:
            self._end()
            late.set()

        def cancel(self) -> None:
            pass

    late = threading.Event()
    monkeypatch.setattr(HTTPConnection, "connect", connect_late)
    monkeypatch.setattr(threading, "Timer", Deadline)
    told = deliver(hook(HookKind.JSON, server.url(PATHS[HookKind.JSON])))
    assert told == Deferred(words="no connection to 127.0.0.1")
    assert server.received == []


def test_a_hook_without_an_address_waits_for_one() -> None:
    def find(name: str) -> Hook:
        raise HOOK_WITHOUT_ADDRESS(name=name, variable="DM_TUI_HOOK_URL_TEAM", entry="hook-team")

    told = WebHooks(find, lambda: datetime.now(UTC)).connect().deliver("id", "", "team", b"")
    assert isinstance(told, Deferred)
    assert "DM_TUI_HOOK_URL_TEAM" in told.words


@pytest.mark.parametrize("drips", ["head", "body"])
def test_a_slow_answer_has_an_end(drips: str, monkeypatch: pytest.MonkeyPatch, server: HookServer) -> None:
    """It sends a byte whenever its reader would give up."""
    monkeypatch.setattr(web_post, "TOTAL_SECONDS", 0.4)
    ended = threading.Event()

    class Slow(QuietHandler):
        def do_POST(self) -> None:
            head = b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if drips == "body" else b"")
            self.wfile.write(head)
            while not ended.wait(0.05):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return

    with listening(Slow) as port:
        told = deliver(hook(HookKind.JSON, f"http://127.0.0.1:{port}/"))
        ended.set()
    assert told == Unknown(words="no answer from 127.0.0.1")


def test_an_endless_answer_is_read_only_so_far(server: HookServer) -> None:
    ended = threading.Event()

    class Endless(QuietHandler):
        def do_POST(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while not ended.is_set():
                try:
                    self.wfile.write(b"x" * 65_536)
                except OSError:
                    return

    with listening(Endless) as port:
        told = deliver(hook(HookKind.SLACK, f"http://127.0.0.1:{port}/"))
        ended.set()
    assert told == Unknown(words="unreadable answer from 127.0.0.1")


def test_certificates_are_verified_and_an_authority_of_ones_own_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: HookServer
) -> None:
    import ssl

    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    taken = []

    class Safe(QuietHandler):
        def do_POST(self) -> None:
            taken.append(self.path)
            self.send_response(204)
            self.end_headers()

    with listening(Safe, context) as port:
        asked = hook(HookKind.JSON, f"https://127.0.0.1:{port}/sesame1234")
        told = deliver(asked)
        assert told == Deferred(words="the certificate of 127.0.0.1 cannot be verified")
        assert taken == []
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert isinstance(deliver(asked), Accepted)
        assert taken == ["/sesame1234"]


class Tunnel(QuietHandler):
    """A proxy that connects to this computer, whichever host is asked for."""

    asked: ClassVar[list[tuple[str, str | None]]] = []
    port: ClassVar[int] = 0

    def do_CONNECT(self) -> None:
        self.asked.append((self.path, self.headers.get("Proxy-Authorization")))
        self.send_response(200)
        self.end_headers()
        with socket.create_connection(("127.0.0.1", self.port)) as far:
            back = threading.Thread(target=_relay, args=(far, self.connection), daemon=True)
            back.start()
            _relay(self.connection, far)
            back.join(5)


def _relay(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def test_a_proxy_is_asked_for_a_tunnel_and_sees_nothing_of_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: HookServer
) -> None:
    import ssl

    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("hooks.example.com").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("no_proxy", "")
    taken: list[str] = []

    class Safe(QuietHandler):
        def do_POST(self) -> None:
            taken.append(self.path)
            self.send_response(204)
            self.end_headers()

    with listening(Safe, context) as port, listening(Tunnel) as proxy:
        Tunnel.port = port
        monkeypatch.setenv("https_proxy", f"http://me:word@127.0.0.1:{proxy}")
        assert isinstance(deliver(hook(HookKind.JSON, "https://hooks.example.com/sesame1234")), Accepted)
    assert taken == ["/sesame1234"]
    assert Tunnel.asked == [("hooks.example.com:443", "Basic bWU6d29yZA==")]


def test_a_proxy_of_another_kind_is_refused_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, server: HookServer
) -> None:
    monkeypatch.setenv("all_proxy", f"socks5://127.0.0.1:{server.port}")
    monkeypatch.setenv("no_proxy", "")
    told = deliver(hook(HookKind.JSON, "http://hooks.example.com/"))
    assert told == Deferred(words="the proxy before hooks.example.com is not an HTTP proxy")
    assert server.received == []


def test_a_proxy_of_the_environment_is_taken(monkeypatch: pytest.MonkeyPatch, server: HookServer) -> None:
    monkeypatch.setenv("http_proxy", f"http://me:pass%20word@127.0.0.1:{server.port}")
    monkeypatch.setenv("no_proxy", "")
    server.planted = [answer(204)]
    assert isinstance(deliver(hook(HookKind.JSON, "http://hooks.example.com/a/b?c=d")), Accepted)
    (received,) = server.received
    assert received.path == "http://hooks.example.com/a/b?c=d"
    assert received.headers["Host"] == "hooks.example.com"
    assert received.headers["Proxy-Authorization"] == "Basic bWU6cGFzcyB3b3Jk"
