"""How the vendor's SDK reads from a server that may be slow, broken or hostile: every call has an end.

The read timeout of `requests` begins again with every byte, so that a server that sends one byte at a time
holds a call for ever; `requests` also follows redirects with the signed call, and reads an answer of any size
into the memory. Here the read timeout is that of the whole call, a redirect is the answer, and an answer has
a size.
"""

import io
import socket
import ssl
import threading
from http.client import HTTPResponse
from time import monotonic
from typing import Any

from darabonba.core import DaraCore
from requests import exceptions
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, ReadTimeoutError

from dm_tui.providers.tls_trust import trusted_context

MAX_ANSWER_BYTES = 16 * 1024 * 1024
"""The largest answer that is read; a page of orders has some 100 kB (our own limit)."""

_CHUNK = 65_536  # our own limit
_CONNECTIONS = 16  # our own limit

_call = threading.local()
"""The deadline of the call that this thread makes, by the clock of `time.monotonic`."""


def bound_sdk_calls() -> None:
    """Have the SDK make every connection from now on by `BoundedAdapter`."""
    DaraCore.get_adapter = staticmethod(_make_adapter)


class BoundedAdapter(HTTPAdapter):
    """Makes calls whose read timeout is that of the whole call."""

    def __init__(self, context: ssl.SSLContext | None, connections: int) -> None:
        self._context = context
        super().__init__(pool_maxsize=connections)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Make the pool of connections."""
        super().init_poolmanager(*arguments, ssl_context=self._context, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Return the pool of connections through a proxy."""
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def cert_verify(self, connection: Any, url: str, verify: Any, cert: Any) -> None:
        """Have certificates verified by the context, which `requests` would give its own ones once more."""
        connection.cert_reqs = "CERT_REQUIRED"

    def send(
        self,
        request: Any,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Any:
        """Make a call; raises what `requests` raises."""
        _call.deadline = monotonic() + timeout[1]
        response = super().send(request, True, timeout, verify, cert, proxies)
        response.raw = io.BytesIO(_read_answer(response))
        response.headers.pop("Location", None)  # without it no redirect is followed
        return response


def _make_adapter(prefix: str, tls_min_version: str | None = None, pool_size: int | None = None) -> Any:
    context = trusted_context() if prefix.upper() == "HTTPS" else None
    return BoundedAdapter(context, pool_size or _CONNECTIONS)


def _read_answer(response: Any) -> bytes:
    body = bytearray()
    try:
        while chunk := response.raw.read(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                response.close()
                raise exceptions.ContentDecodingError("the answer is too large")
    except HTTPError as error:
        late = isinstance(error, ReadTimeoutError)
        raise (exceptions.ReadTimeout if late else exceptions.ConnectionError)(error) from None
    return bytes(body)


class _TimedReads(io.RawIOBase):
    """Reads of a socket until the deadline of this thread's call."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw, self._sock, self._deadline = raw, sock, _call.deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left, usual = self._deadline - monotonic(), self._sock.gettimeout()
        if left <= 0:
            raise TimeoutError("timed out")
        self._sock.settimeout(left)
        try:
            return self._raw.readinto(buffer)
        finally:
            self._sock.settimeout(usual)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp = io.BufferedReader(_TimedReads(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _TimedResponse


class _TlsConnection(HTTPSConnection):
    response_class = _TimedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


_POOLS = {"http": _Pool, "https": _TlsPool}
