"""How long a connection rests that the server refused or closed while it takes mail on others."""

import time

RECONNECT_SECONDS = 60.0
"""Seconds before another connection that the server refused is tried again (our own choice)."""


class ConnectionRest:
    """When each connection, by its number, may be opened again."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def begin(self, slot: int) -> None:
        """Let a connection rest from now on."""
        self._until[slot] = time.monotonic() + RECONNECT_SECONDS

    def is_over(self, slot: int) -> bool:
        """Say whether a connection may be opened now."""
        return self._until.get(slot, 0) <= time.monotonic()
