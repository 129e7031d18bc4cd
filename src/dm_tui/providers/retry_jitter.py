"""Back-off: programs that were refused together do not come back together."""

import os


def with_jitter(seconds: float) -> float:
    """Return `seconds`, give or take a half, by chance; `random` would bring OpenSSL."""
    return seconds * (0.5 + os.urandom(1)[0] / 255)
