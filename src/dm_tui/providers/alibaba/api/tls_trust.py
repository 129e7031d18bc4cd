"""One set of trusted certificates for all connections of the vendor's SDK."""

import ssl
from functools import cache
from threading import Lock
from typing import Any

import certifi
from darabonba.core import DaraCore
from requests.adapters import HTTPAdapter

_POOL_SIZE = 40  # as the SDK's own
_reading = Lock()


def share_trust() -> None:
    """Have the SDK read the trusted certificates once.

    It reads them anew for each host and thread, and `requests` for each connection once more: that takes
    the processor longer than all the rest of a reading.
    """
    DaraCore.get_adapter = staticmethod(_make_adapter)


def _make_adapter(prefix: str, tls_min_version: str | None = None, pool_size: int | None = None) -> Any:
    """Return what makes connections; the arguments are the SDK's, which asks for no version of its own."""
    return _SharedTrust(secure=prefix.upper() == "HTTPS", pool_maxsize=pool_size or _POOL_SIZE)


class _SharedTrust(HTTPAdapter):
    def __init__(self, *, secure: bool, pool_maxsize: int) -> None:
        self._context: dict[str, Any] = {"ssl_context": _trust()} if secure else {}
        super().__init__(pool_maxsize=pool_maxsize)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **self._context, **options)

    def cert_verify(self, connection: Any, url: str, verify: object, cert: object) -> None:
        """Have the certificate verified by those that are trusted already."""
        connection.cert_reqs = "CERT_REQUIRED"


def _trust() -> ssl.SSLContext:
    with _reading:
        return _read_trusted()


@cache
def _read_trusted() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
