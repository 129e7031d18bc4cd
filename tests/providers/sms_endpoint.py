"""A stand-in for the vendor's SMS service on loopback: it checks what it is sent, signature included."""

import hashlib
import hmac
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, quote, urlsplit

KEY_ID, KEY_SECRET = "LTAI-test", "a-secret-of-the-test"

OK = (200, {"ResponseCode": "OK", "ResponseDescription": "OK", "MessageId": "1008"})


class Request(NamedTuple):
    """What one call asked for."""

    action: str
    version: str
    parameters: dict[str, str]
    signed: bool


class SmsEndpoint:
    """Answers each request with the next of `answers` (status, JSON or bytes; None hangs up), else OK."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: list[tuple[int, Any] | None] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                endpoint.requests.append(_request(self, body))
                answer = endpoint.answers.pop(0) if endpoint.answers else OK
                if answer is None:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, content = answer
                data = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.name = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Answer nobody any more."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


def _request(handler: BaseHTTPRequestHandler, body: bytes) -> Request:
    headers = handler.headers
    query = dict(parse_qsl(urlsplit(handler.path).query, keep_blank_values=True))
    return Request(
        headers.get("x-acs-action", ""),
        headers.get("x-acs-version", ""),
        query,
        _is_signed(handler, query, body),
    )


def _is_signed(handler: BaseHTTPRequestHandler, query: dict[str, str], body: bytes) -> bool:
    """Say whether the request has the signature of our secret (ACS3-HMAC-SHA256)."""
    given = handler.headers.get("Authorization", "")
    algorithm, _, rest = given.partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(","))
    names = parts.get("SignedHeaders", "").split(";")
    digest = hashlib.sha256(body).hexdigest()
    canonical = "\n".join(
        [
            "POST",
            urlsplit(handler.path).path,
            "&".join(f"{_quoted(name)}={_quoted(query[name])}" for name in sorted(query)),
            *(f"{name}:{(handler.headers.get(name) or '').strip()}" for name in names),
            "",
            ";".join(names),
            digest,
        ]
    )
    to_sign = f"{algorithm}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    expected = hmac.new(KEY_SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return (
        algorithm == "ACS3-HMAC-SHA256"
        and parts.get("Credential") == KEY_ID
        and handler.headers.get("x-acs-content-sha256") == digest
        and hmac.compare_digest(parts.get("Signature", ""), expected)
    )


def _quoted(text: str) -> str:
    return quote(text, safe="~")
