"""A call as it arrives at the vendor, and what comes back, whichever way it takes."""

from enum import Enum, auto
from typing import NamedTuple


class Call(NamedTuple):
    """One request. `target` is the path with its query, to the letter; `headers` have lower-case names."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Answered(NamedTuple):
    """An answer in full. `kind` is its media type."""

    status: int
    body: bytes
    kind: str = "application/json"


class Lost(Enum):
    """No answer: the connection breaks, or nothing comes."""

    RESET = auto()
    NO_ANSWER = auto()
