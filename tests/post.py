"""A way out of the machine that leads nowhere: it answers as it was told to, and remembers who got what."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from itertools import count
from threading import Event, Lock

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.providers.mail.transport import (
    Accepted,
    Connection,
    Deferred,
    DeliveryOutcome,
    Leaving,
    Refused,
    Unknown,
    notify_nobody,
)
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.sending import Sending
from tests.held import HELD

LETTER = Letter(sender="news@mail.example.com", content=MailContent(subject="News", text="Hello"))
REFUSED = Refused(code=554, words="no such luck")
NOT_NOW = Deferred(code=450, words="come back later")
CUT_OFF = Deferred(words="the line is dead", lost=True)
NO_ANSWER = Unknown(words="the line went dead")

Act = Callable[[], DeliveryOutcome]


class Killed(BaseException):
    """The program ends here."""


def people(number: int, start: int = 0) -> list[Recipient]:
    """Return so many different recipients."""
    return [Recipient(address=f"r{n}@example.com") for n in range(start, start + number)]


class PostOffice:
    """The other side. `answers` are given in turn to who delivers to an address; after them all is accepted.

    `tells` says whether it can be asked afterwards what became of a message. `received` are the addresses
    of all messages that really arrived, in order.
    """

    def __init__(self) -> None:
        self.answers: dict[str, deque[DeliveryOutcome | Act]] = defaultdict(deque)
        self.received: list[str] = []
        self.attempts: list[str] = []
        self.ids: dict[str, str] = {}
        self.tells = False
        self.closed_for: Callable[[int], bool] = lambda connections: False
        self.connections = 0
        self.opened = 0
        self.before_leaving: Callable[[str], None] = lambda address: None
        self.on_delivery: Callable[[str], None] = lambda address: None
        self.guard = Lock()

    def will(self, address: str, *answers: DeliveryOutcome | Act) -> None:
        """Answer so when it is delivered to the address next."""
        self.answers[address].extend(answers)

    def twice(self) -> dict[str, int]:
        """Return the addresses that received more than one message, with how many."""
        return {address: n for address, n in Counter(self.received).items() if n > 1}

    def deliver(self, id: str, recipient: str, leaving: Leaving = notify_nobody) -> DeliveryOutcome:
        """Take a message."""
        self.before_leaving(recipient)
        leaving()
        self.on_delivery(recipient)
        with self.guard:
            self.attempts.append(recipient)
            answers = self.answers[recipient]
            answer = answers.popleft() if answers else Accepted()
            delivery = answer() if callable(answer) else answer
            if isinstance(delivery, Accepted):
                self.received.append(recipient)
                self.ids[id] = recipient
        return delivery

    def connect(self) -> Connection:
        """Let one more in."""
        with self.guard:
            if self.closed_for(self.connections):
                raise DirectMailError(
                    ErrorKind.REFUSED, "smtp-refused", "The server is closed.", "Come back later."
                )
            self.connections += 1
            self.opened += 1
        return _Line(self)


class _Line:
    def __init__(self, office: PostOffice) -> None:
        self._office = office
        self._open = True

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = notify_nobody
    ) -> DeliveryOutcome:
        assert self._open, "the connection was closed"
        return self._office.deliver(id, recipient, leaving)

    def close(self) -> None:
        assert self._open, "closed twice"
        self._open = False
        with self._office.guard:
            self._office.connections -= 1


class Postal:
    """The transport to a post office."""

    name, is_real, takes_attachments = "post.example.com", True, True

    def __init__(self, office: PostOffice, connections: int = 1) -> None:
        self._office = office
        self.connections = connections

    def connect(self) -> Connection:
        return self._office.connect()

    def settle(self, id: str) -> DeliveryOutcome | None:
        if not self._office.tells:
            return None
        return Accepted() if id in self._office.ids else Deferred(words="never seen")


class Gate:
    """Holds up whoever delivers, until it is opened; as an office's `on_delivery`."""

    def __init__(self) -> None:
        self.reached = Event()
        self._opened = Event()

    def __call__(self, address: str) -> None:
        self.reached.set()
        self._opened.wait(HELD)

    def open(self) -> None:
        """Let everybody through from now on."""
        self._opened.set()


def own_sender(direct_mail: DirectMail) -> None:
    """Let the account own the address that the letter is from."""
    if not direct_mail.senders.list():
        domain = LETTER.sender.partition("@")[2]
        direct_mail.domains.verify(direct_mail.domains.add(domain).name)
        direct_mail.senders.add(LETTER.sender)


def sending_by(
    direct_mail: DirectMail,
    office: PostOffice,
    connections: int = 1,
    sleep: Callable[[float], None] = lambda seconds: None,
    tokens: Iterable[int] = count(1),
) -> Sending:
    """Return what sends the mail of an account to this post office, as one more program would."""
    own_sender(direct_mail)
    numbers = iter(tokens)
    return Sending(
        direct_mail.state,
        direct_mail.provider.account,
        direct_mail.provider.shop,
        direct_mail.provider.outbound,
        direct_mail.billing,
        lambda: Postal(office, connections),
        sleep=sleep,
        tokens=lambda: f"{next(numbers):04x}",
    )
