"""A call to the vendor has an end, whatever answers: slow bytes, a redirect, an answer without end."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from time import monotonic, sleep

import pytest

from dm_tui.providers import bounded_http
from dm_tui.providers.alibaba.api import client as api
from dm_tui.providers.alibaba.api.account_and_plan_answers import BalanceAnswer
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.credentials import find_credentials
from dm_tui.providers.alibaba.api.endpoints import Endpoints, Site
from dm_tui.providers.alibaba.api.errors import CallFailedError, OutcomeUnknownError
from dm_tui.providers.alibaba.api.read_retries import RETRY_BUDGET_SECONDS
from tests.loopback_http import QuietHandler, listening

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def served(answer: Answer) -> Iterator[tuple[Client, list[str]]]:
    """A client of a server that answers so; and the paths that were asked for."""
    asked: list[str] = []

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            with suppress(OSError):
                answer(self)

        def do_GET(self) -> None:
            self.do_POST()

    with listening(Handler) as port:
        hosts = dict.fromkeys((Site.INTERNATIONAL, Site.CHINA), f"127.0.0.1:{port}")
        yield Client(find_credentials(), Endpoints(protocol="HTTP", hosts=hosts), lambda seconds: None), asked


DRIP = 0.05
"""Seconds between two bytes of an answer of more than a hundred."""


def drip(data: bytes) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        for byte in data:
            request.wfile.write(bytes([byte]))
            request.wfile.flush()
            sleep(DRIP)

    return answer


def ask(client: Client) -> CallFailedError:
    with pytest.raises(CallFailedError) as failed:
        client.read(Service.BILLING, "QueryAccountBalance", BalanceAnswer)
    return failed.value


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize("data", [b"HTTP/1.1 200 " + b"x" * 100, HEAD + b"\r\n" + b" " * 100])
def test_one_byte_at_a_time_does_not_hold_a_call(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the bytes are of the head or of the body."""
    monkeypatch.setattr(api, "READ_SECONDS", 0.2)
    monkeypatch.setattr(api, "RETRY_BUDGET_SECONDS", 0.35)
    monkeypatch.setattr(api, "RETRY_PAUSES", (0.0,) * 5)
    with served(drip(data)) as (client, _):
        client._client(Service.BILLING)  # loads the SDK, which takes longer
        began = monotonic()
        failure = ask(client)
        took = monotonic() - began
    assert isinstance(failure, OutcomeUnknownError)
    assert "in time" in failure.words
    assert took < 100 * DRIP, f"{took:.1f} seconds"


def test_all_tries_of_a_read_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call takes the time it has, and is retried only as long as there is some left."""
    now, given = [0.0], []

    def call(self: Client, rule: object, answer: object, seconds: float, parameters: object) -> None:
        given.append(seconds)
        now[0] += seconds
        raise OutcomeUnknownError("Alibaba Cloud did not answer in time.")

    def pause(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr(Client, "_call", call)
    ask(Client(find_credentials(), Endpoints(), pause))
    assert len(given) > 1
    assert now[0] <= RETRY_BUDGET_SECONDS


@pytest.mark.parametrize("status", [302, 307])
def test_no_redirect_is_followed(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "RETRY_PAUSES", ())

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Location", "/elsewhere")
        request.send_header("Content-Length", "0")
        request.end_headers()

    with served(answer) as (client, asked):
        assert isinstance(ask(client), OutcomeUnknownError)
    assert not any("elsewhere" in path for path in asked)


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_without_end_is_not_read(packed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "MAX_ANSWER_BYTES", 100_000)
    monkeypatch.setattr(api, "RETRY_PAUSES", ())
    block = b" " * 65_536
    sent = [0]

    def answer(request: BaseHTTPRequestHandler) -> None:
        pack = zlib.compressobj(wbits=31)
        request.wfile.write(HEAD + (b"Content-Encoding: gzip\r\n" if packed else b"") + b"\r\n")
        for _ in range(1_000):
            request.wfile.write(pack.compress(block) + pack.flush(zlib.Z_SYNC_FLUSH) if packed else block)
            sent[0] += 1

    with served(answer) as (client, _):
        assert isinstance(ask(client), OutcomeUnknownError)
    assert packed or sent[0] < 1_000
