"""How a message leaves: a transport opens connections, a connection delivers messages one by one."""

from typing import Protocol

from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


class Accepted(Model):
    """The server answered that it has the message."""

    words: Line = ""


class Refused(Model):
    """The server will not take the message, now or later; `invalid` where it is the address that is wrong."""

    code: int
    words: Line
    invalid: bool = False


class Deferred(Model):
    """The message certainly did not leave; trying again later may help. `lost` when the connection is gone."""

    words: Line
    code: int = 0
    lost: bool = False


class Unknown(Model):
    """The connection ended after the whole message was handed over and before it was answered: nobody knows."""

    words: Line


Delivery = Accepted | Refused | Deferred | Unknown


class Connection(Protocol):
    """One open way out. Not shared between threads."""

    def deliver(self, id: str, sender: str, recipient: str, message: bytes) -> Delivery:
        """Hand over `message` once and return what became of it; never raises for what a server does.

        `id` is unique for each message and recipient. After Unknown or a lost Deferred the connection is
        of no more use: close it and open another.
        """

    def close(self) -> None:
        """Take leave; never raises."""


class Transport(Protocol):
    """A way out of this machine."""

    name: str
    """What the user calls it: a host, or the folder of the outbox."""

    connections: int
    """How many may be open at once."""

    def connect(self) -> Connection:
        """Open a connection, or raise DirectMailError saying what is wrong and what to do."""

    def settle(self, id: str) -> Delivery | None:
        """Return what became of a message whose delivery was begun and never answered.

        None when this transport cannot tell. Deferred means it certainly did not leave and never will.
        """
