"""A reminder: what it is about, its figures and its channels, as the rules make it."""

from datetime import UTC, datetime

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.reminders.settings import Channel, ReminderKind

ReminderKey = tuple[ReminderKind, str, Channel]
"""The kind of a reminder, its subject (`Reminder.subject`) and its channel."""


class Reminder(Model):
    """One reminder, to send at `at` by `channels`.

    `about` is the id of the order whose plans expire, or of a plan, an order or a bill. `threshold` is in
    days, percent or minutes, 0 where there is none; `ends_at` is when the plans expire or the order lapses;
    `amount` is the worth of the unused emails, the total of the bill or order, or what is spent of the budget
    of `limit`. At the present `pace`,
    `remaining` emails will be left at expiry, or the plans will be used up at `used_up_at`. Later plans hold
    `later` emails. Of plans that were `never_used`, `refund` is what the vendor would give back, None where
    that is not known; `refund_page` is where to ask. `price` is that of 1,000 emails by pay-as-you-go.
    """

    kind: ReminderKind
    about: str
    threshold: int = 0
    at: datetime
    channels: tuple[Channel, ...] = ()
    plans: tuple[str, ...] = ()
    spec: str = ""
    emails: int = 0
    left: int = 0
    amount: Money | None = None
    limit: Money | None = None
    ends_at: datetime | None = None
    pace: int = 0
    remaining: int = 0
    remaining_worth: Money | None = None
    used_up_at: datetime | None = None
    pay_as_you_go: bool | None = False
    price: Money | None = None
    is_guide_price: bool = False
    later: int = 0
    never_used: bool = False
    refund: Money | None = None
    refund_page: str = ""
    account: str = ""
    sandbox: bool = False

    @property
    def identity(self) -> str:
        """Its kind, subject and threshold: each reminder is sent once by each channel."""
        return f"{self.kind}/{self.subject}/{self.threshold}"

    @property
    def subject(self) -> str:
        """The id of the subject; plans that expire are one subject for each order and day."""
        if self.kind is ReminderKind.EXPIRY and self.ends_at is not None:
            return expiry_subject(self.about, self.ends_at)
        return self.about


def expiry_subject(about: str, ends_at: datetime) -> str:
    """Return the subject of the plans of order `about` that expire on the day of `ends_at`."""
    return f"{about}@{ends_at.astimezone(UTC):%Y%m%d}"
