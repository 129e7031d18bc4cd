"""A reminder as a document for programs: what a plain JSON hook and the command are given."""

from datetime import datetime, tzinfo
from typing import Literal

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.reminders.email_message import reminder_body, reminder_email
from dm_tui.domain.reminders.hook_wording import TEST_SUBJECT, TEST_TEXT
from dm_tui.domain.reminders.reminder import Reminder
from dm_tui.domain.reminders.settings import ReminderKind
from dm_tui.domain.reminders.wording import PRODUCT, SANDBOX_PRODUCT

_URGENT = (ReminderKind.OVERDUE, ReminderKind.ACTIVATION, ReminderKind.ORDER_LAPSE)


class ReminderNotice(Model):
    """One reminder. `id` is that of the message, `subject` and `text` say all of it for a person.

    The figures are those of `Reminder`; those that its kind has not are null or 0.
    """

    id: str
    kind: ReminderKind | Literal["test"]
    threshold: int
    urgent: bool
    subject: str
    text: str
    about: str
    plans: tuple[str, ...]
    at: datetime
    ends_at: datetime | None
    emails: int
    left: int
    amount: Money | None
    account: str
    sandbox: bool


def make_test_notice(at: datetime, *, sandbox: bool) -> ReminderNotice:
    """Return the notice that tries out a hook or the command."""
    return ReminderNotice(
        id=f"{at:%Y%m%dT%H%M%S%f}.test",
        kind="test",
        threshold=0,
        urgent=False,
        subject=TEST_SUBJECT.format(product=SANDBOX_PRODUCT if sandbox else PRODUCT),
        text=TEST_TEXT,
        about="",
        plans=(),
        at=at,
        ends_at=None,
        emails=0,
        left=0,
        amount=None,
        account="",
        sandbox=sandbox,
    )


def make_notice(reminder: Reminder, id: str, zone: tzinfo | None = None) -> ReminderNotice:
    """Return the notice of a reminder; it is urgent where sending has stopped or money waits."""
    used_up = reminder.kind is ReminderKind.LOW_QUOTA and not reminder.left
    return ReminderNotice.take(
        reminder,
        id=id,
        urgent=used_up or reminder.kind in _URGENT,
        subject=reminder_email(reminder, zone).subject,
        text=reminder_body(reminder, zone),
    )
