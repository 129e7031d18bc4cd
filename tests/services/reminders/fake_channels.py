"""Ways out that leave nothing: what was handed over is remembered, and what happens is said beforehand.

And what the tests of reminders say of plans and of what was sent.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, timedelta, tzinfo
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.reminders.email_message import reminder_email
from dm_tui.domain.reminders.reminder import Reminder
from dm_tui.domain.reminders.settings import Channel, ReminderSettings
from dm_tui.providers.mail.transport import (
    Accepted,
    Deferred,
    DeliveryOutcome,
    Leaving,
    MailTrace,
    Unknown,
    notify_nobody,
)
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders.delivery import ReminderRoute
from dm_tui.services.reminders.reminders import ReminderRunResult

TAKEN = Unknown(words="the answer was lost")
"""The outcome of a message that arrived, and of which nobody heard so."""


class Handed(NamedTuple):
    """One message that was taken."""

    channel: Channel
    to: str
    reminder: Reminder


class FakeTransport:
    """Answers as it is told, Accepted otherwise; `told` is used up from the front."""

    connections, is_real, takes_attachments = 1, True, True

    def __init__(self, name: str, point: Callable[[str], None], *, settles: bool) -> None:
        self.name = name
        self.told: list[DeliveryOutcome | BaseException] = []
        self.refuses: DirectMailError | None = None
        self.ids: list[str] = []
        self.opened = 0
        self._point = point
        self._settles = settles

    def connect(self) -> "FakeTransport":
        self._point(f"connect {self.name}")
        if self.refuses is not None:
            raise self.refuses
        self.opened += 1
        return self

    def deliver(
        self, id: str, sender: str, recipient: str, message: bytes, leaving: Leaving = notify_nobody
    ) -> DeliveryOutcome:
        self._point(f"before {self.name}")
        outcome = self.told.pop(0) if self.told else Accepted()
        if isinstance(outcome, BaseException):
            raise outcome
        if isinstance(outcome, Accepted) or outcome is TAKEN:
            self.ids.append(id)
        self._point(f"after {self.name}")
        return outcome

    def settle(self, id: str) -> DeliveryOutcome | None:
        if not self._settles:
            return None
        return Accepted() if id in self.ids else Deferred(words="it never left")

    def close(self) -> None:
        self.opened -= 1


class FakeWays:
    """The ways of both channels; `point` is called at every step a program may die at."""

    def __init__(self, *, settles: bool = True) -> None:
        self.point: Callable[[str], None] = lambda name: None
        self.email = FakeTransport("mail", lambda name: self.point(name), settles=settles)
        self.sms = FakeTransport("phone", lambda name: self.point(name), settles=settles)
        self.emails: tuple[str, ...] = ("a@example.com",)
        self.by_service, self.shows, self.looks = True, True, 0
        self._made: dict[str, Handed] = {}

    def __call__(self, channel: Channel, settings: ReminderSettings) -> ReminderRoute:
        transport = self.email if channel is Channel.EMAIL else self.sms
        addresses = self.emails if channel is Channel.EMAIL else ("+6591234567",)

        def write(reminder: Reminder, address: str, id: str, zone: tzinfo | None) -> bytes:
            self._made[id] = Handed(channel, address, reminder)
            return id.encode()

        by_service = self.by_service and channel is Channel.EMAIL
        return ReminderRoute(transport, "from@example.com", addresses, write, by_service)

    def has_sent(self, trace: MailTrace) -> bool:
        """Answer as the service, which tells mail by its words and its hour; not while it `shows` nothing."""
        self.looks += 1
        return self.shows and any(
            (trace.recipient, trace.subject, trace.begun_at)
            == (message.to, reminder_email(message.reminder, UTC).subject, message.reminder.at)
            for message in self.handed
        )

    @property
    def handed(self) -> Iterator[Handed]:
        """Yield what was taken, in order of each channel."""
        for transport in (self.email, self.sms):
            yield from (self._made[id] for id in transport.ids)

    def fail(self, transport: FakeTransport, words: str = "The server is away.") -> None:
        """Let no connection come about."""
        transport.refuses = DirectMailError(ErrorKind.UNEXPECTED, "away", words)


def use(direct_mail: DirectMail, plan: ResourcePlan, left: int) -> None:
    """Leave only so many emails of a plan: more than the daily quota could bring about in one test."""
    with direct_mail.state.transaction() as tables:
        tables.of(ResourcePlan).put(plan.model_copy(update={"used": plan.emails - left}))


def until(plan: ResourcePlan, direct_mail: DirectMail, days: float) -> timedelta:
    """Return the time from now to so many days before a plan expires."""
    return plan.expires_at - timedelta(days=days) - direct_mail.now()


def rows(found: ReminderRunResult) -> list[tuple[str, int, str]]:
    """Return what was sent: kind, threshold and channel."""
    return [(report.kind.value, report.threshold, report.channel.value) for report in found.sent]


def by_all(kind: str, threshold: int) -> list[tuple[str, int, str]]:
    """Return the rows of one reminder by every channel."""
    return [(kind, threshold, channel) for channel in ("internal", "email", "sms")]
