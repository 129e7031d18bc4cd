"""A reminder as a document for programs: what a plain JSON hook and the command are given."""

from datetime import datetime, tzinfo

from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.reminders.message import reminder_body, reminder_email
from dm_tui.domain.reminders.reminder import Reminder
from dm_tui.domain.reminders.settings import ReminderKind

_URGENT = (ReminderKind.OVERDUE, ReminderKind.ACTIVATION, ReminderKind.ORDER_LAPSE)


class ReminderNotice(Model):
    """One reminder. `id` is that of the message, `subject` and `text` say all of it for a person.

    The figures are those of `Reminder`; those that its kind has not are null or 0.
    """

    id: str
    kind: ReminderKind
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
