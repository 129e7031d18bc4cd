"""How a message leaves: a transport opens connections, a connection delivers messages one by one."""

from collections.abc import Callable, Sequence
from typing import Protocol

from dm_tui.domain.mailing.message import Letter, Recipient
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
    """The message certainly did not leave; trying again later may help.

    `lost` when the connection is gone, `shut` when nothing of ours is taken until somebody mends the reason.
    """

    words: Line
    code: int = 0
    lost: bool = False
    shut: bool = False


class Unknown(Model):
    """The connection ended after the whole message was handed over and before it was answered: nobody knows."""

    words: Line


DeliveryOutcome = Accepted | Refused | Deferred | Unknown


class Connection(Protocol):
    """One open way out. Not shared between threads."""

    def deliver(self, id: str, sender: str, recipient: str, message: bytes) -> DeliveryOutcome:
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

    def settle(self, id: str) -> DeliveryOutcome | None:
        """Return what became of a message whose delivery was begun and never answered.

        None when this transport cannot tell. Deferred means it certainly did not leave and never will.
        """


class RecipientList(Model):
    """A list that is there to be sent to: its name, and who is not on it, by lower-case address with the reason."""

    name: str
    refused: dict[str, Line] = {}


class ListTransport(Protocol):
    """A way out that takes an approved template and a list of recipients, and writes to each by itself."""

    name: str
    most: int
    """How many recipients a list takes."""

    def create_list(
        self, recipients: Sequence[Recipient], given_up: Callable[[], bool]
    ) -> RecipientList | None:
        """Make a list; nobody is sent to yet. None once it is no longer wanted; raises DirectMailError."""

    def send(self, list: str, letter: Letter) -> DeliveryOutcome:
        """Have `letter.template` sent to everybody on a list, by one call; never raises for what a server does."""
