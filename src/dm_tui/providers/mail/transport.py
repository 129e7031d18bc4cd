"""The protocols of outgoing mail: a transport opens connections, a connection delivers messages."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, runtime_checkable

from dm_tui.domain.mailing.answer_faults import AnswerFault
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


class Accepted(Model):
    """The server confirmed that it has the message."""

    words: Line = ""


class Refused(Model):
    """The recipient will not get the message, now or later; `invalid` if the address is wrong."""

    code: int
    words: Line
    invalid: bool = False


class Deferred(Model):
    """The message certainly did not leave; trying again later may help.

    `lost` if the connection is gone. `fault` says whose fault the answer is; without a fault nothing was
    answered.
    """

    words: Line
    code: int = 0
    lost: bool = False
    fault: AnswerFault | None = None


class Unknown(Model):
    """It may have arrived or not: the connection ended after the whole message and before the answer.

    An answer that leaves it open has a `fault`.
    """

    words: Line
    fault: AnswerFault | None = None


DeliveryOutcome = Accepted | Refused | Deferred | Unknown

Leaving = Callable[[], None]
"""Is called once, just before a message may leave; if it raises, the message stays."""


def notify_nobody() -> None:
    """Do nothing when a message leaves: who sends it has noted that already."""


class Connection(Protocol):
    """One open connection. Not shared between threads."""

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = notify_nobody
    ) -> DeliveryOutcome:
        """Send `message` once and return its outcome; never raises for what a server does.

        `id` is unique for each message and recipient. A message that `leaving` was not called for certainly
        did not arrive. After Unknown or a lost Deferred, close the connection and open another.
        """

    def close(self) -> None:
        """Close the connection; never raises."""


class Transport(Protocol):
    """A way to send mail."""

    name: str
    """Its name for the user: a host, or the folder of the outbox."""

    connections: int
    """How many connections may be open at once."""

    is_real: bool
    """Whether mail leaves this machine: the clock of the world dates it, whatever the account's says."""

    takes_attachments: bool
    """Whether a message may have attachments; otherwise only its text and its HTML are sent."""

    def connect(self) -> Connection:
        """Open a connection, or raise DirectMailError with what is wrong and what to do."""

    def settle(self, id: str) -> DeliveryOutcome | None:
        """Return the outcome of a message whose delivery was begun and never answered.

        None if this transport does not know. Deferred means it certainly did not leave and never will.
        """


@runtime_checkable
class TriedOut(Protocol):
    """A transport that can be tried out: everything is done but handing over a message."""

    def try_out(self, sender: str) -> None:
        """Raise DirectMailError with what stands in the way of mail from `sender`. Changes nothing."""


class MailTrace(NamedTuple):
    """By what you recognize mail of unknown outcome at the service.

    That is all of this for one email, and only the name of the `list` for a mailing to a list. The `subject`
    may have variables in it; the service shows them filled in. Each region has mail of its own: `region` is
    where this was sent, empty for the one in use.
    """

    sender: str
    recipient: str
    subject: str
    begun_at: datetime
    list: str = ""
    region: str = ""


class RecipientList(Model):
    """A list at the service: its name, and the recipients it refused, by lower-case address, with why."""

    name: str
    refused: dict[str, Line] = {}


class ListTransport(Protocol):
    """A service that takes an approved template and a list of recipients, and writes to each itself."""

    name: str
    most: int
    """How many recipients a list may have."""

    def create_list(
        self, recipients: Sequence[Recipient], given_up: Callable[[], bool], free: Sequence[str] = ()
    ) -> RecipientList | None:
        """Create a list; no one is sent to yet. None once it is `given_up`; raises DirectMailError.

        `free` are the variables of the template beside the documented ones.
        """

    def send(self, list: str, letter: Letter, leaving: Leaving = notify_nobody) -> DeliveryOutcome:
        """Send `letter.template` to everyone on a list in one call; never raises for what a server does."""
