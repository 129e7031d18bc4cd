"""The certificates that this computer trusts, read once for all connections of the vendor's SDK.

The SDK reads them for each host and thread, and `requests` for each connection again, which costs a
reading of an account more of the processor than all else it does.
"""

import ssl
from functools import cache
from threading import Lock

from certifi import where

_reading = Lock()


def trusted_context() -> ssl.SSLContext:
    """Return what verifies certificates by those of this computer and of Mozilla, the same for all."""
    with _reading:
        return _read_trusted()


@cache
def _read_trusted() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(where())
    return context
