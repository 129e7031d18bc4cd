"""Whose fault an answer of a server or of the service can be, and how long it can last."""

from enum import StrEnum


class FaultScope(StrEnum):
    """Whose fault an answer is."""

    RECIPIENT = "recipient"
    LETTER = "letter"
    SENDER = "sender"
    SESSION = "session"
    ACCOUNT = "account"
    SERVICE = "service"


class FaultDuration(StrEnum):
    """How long it lasts."""

    FOR_GOOD = "for-good"
    FOR_NOW = "for-now"
    UNKNOWN = "unknown"
