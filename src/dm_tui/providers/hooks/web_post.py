"""One POST with an end: no redirect is followed, and neither a slow nor an endless answer holds the program.

`urllib.request` was rejected: its timeout begins again with every byte that arrives.
"""

import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from dm_tui.domain.reminders.hook_wording import NO_ANSWER_FROM, NO_CONNECTION_TO, OTHER_PROXY, UNTRUSTED

CONNECT_SECONDS, TOTAL_SECONDS = 10.0, 30.0  # our own limit
MAX_ANSWER_BYTES = 65_536  # our own limit


class WebAnswer(NamedTuple):
    """The status of an answer, and as much of it as is read."""

    status: int
    body: bytes


class NeverLeftError(Exception):
    """No connection came about, so that nothing was sent."""


class NoAnswerError(Exception):
    """The message may have arrived."""


def post(url: str, headers: Mapping[str, str], body: bytes, leaving: Callable[[], None]) -> WebAnswer:
    """Send `body` once and return the answer; `leaving` is called just before anything is sent.

    Raises NeverLeftError or NoAnswerError, whose words name the host and nothing else of the address.
    """
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts._replace(scheme="", netloc="", fragment="").geturl()
    late = threading.Event()
    connection, target, extra = _prepare(parts, path or "/")
    opened: list[socket] = []  # a connection forgets its socket once the head of an answer is read

    def end() -> None:
        late.set()
        for sock in (*opened, connection.sock):
            with suppress(OSError, AttributeError):
                sock.shutdown(SHUT_RDWR)

    deadline = threading.Timer(TOTAL_SECONDS, end)
    deadline.daemon = True
    deadline.start()
    try:
        try:
            connection.connect()
            opened.append(connection.sock)
            connection.sock.settimeout(TOTAL_SECONDS)
        except ssl.SSLCertVerificationError:
            raise NeverLeftError(UNTRUSTED.format(host=host)) from None
        except (OSError, HTTPException, ValueError):
            raise NeverLeftError(NO_CONNECTION_TO.format(host=host)) from None
        if late.is_set():  # a name server may take longer than that
            raise NeverLeftError(NO_CONNECTION_TO.format(host=host))
        leaving()
        try:
            connection.request("POST", target, body, {**headers, **extra, "Connection": "close"})
            response = connection.getresponse()
            answer = WebAnswer(response.status, response.read(MAX_ANSWER_BYTES))
        except (OSError, HTTPException, ValueError):
            raise NoAnswerError(NO_ANSWER_FROM.format(host=host)) from None
        if late.is_set():  # what ended the answer was our own deadline
            raise NoAnswerError(NO_ANSWER_FROM.format(host=host))
        return answer
    finally:
        deadline.cancel()
        connection.close()


def _prepare(parts: SplitResult, path: str) -> tuple[HTTPConnection, str, dict[str, str]]:
    """Return the connection to the host or to the proxy before it, what to ask it for, and headers for it."""
    host, port = parts.hostname or "", parts.port
    named = {} if proxy_bypass(host) else getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    via = urlsplit(proxy if "//" in proxy else f"//{proxy}") if proxy else None
    if via and via.scheme not in ("http", ""):
        raise NeverLeftError(OTHER_PROXY.format(host=host))
    near, near_port = (via.hostname or "", via.port or 80) if via else (host, port)
    if parts.scheme == "https":
        secure = HTTPSConnection(
            near, near_port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
        )
        if via:
            secure.set_tunnel(host, port or 443, _sign_in(via))
        return secure, path, {}
    connection = HTTPConnection(near, near_port, timeout=CONNECT_SECONDS)
    if via:
        return connection, parts._replace(path=parts.path or "/", fragment="").geturl(), _sign_in(via)
    return connection, path, {}


def _sign_in(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    words = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(words.encode()).decode()}"}
