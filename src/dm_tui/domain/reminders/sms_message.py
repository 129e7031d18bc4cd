"""A reminder as one text message of one part: the fullest sentences that fit; and who gets none."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from dm_tui.domain.reminders import wording
from dm_tui.domain.reminders.email_message import reminder_values
from dm_tui.domain.reminders.reminder import Reminder
from dm_tui.domain.reminders.settings import ReminderKind
from dm_tui.domain.reminders.sms_length import first_fitting


def is_beyond_reach(phone: str) -> bool:
    """Say whether no text message goes to a number: the service's call sends none to the Chinese mainland."""
    return phone.startswith("+86")


def sms_text(reminder: Reminder, zone: tzinfo | None = None) -> str:
    """Return the text. It names no year: everything in it is at most six months away."""
    product = wording.SANDBOX_PRODUCT if reminder.sandbox else wording.PRODUCT
    values = reminder_values(reminder, zone, _show_short)
    return first_fitting(
        f"{product}: {' '.join(sentences).format(**values)}" for sentences in _choices(reminder)
    )


def _choices(reminder: Reminder) -> Iterator[tuple[str, ...]]:
    """Yield the sentences to choose from, the fullest choice first."""
    match reminder.kind:
        case ReminderKind.EXPIRY:
            yield from _expiry_choices(reminder)
        case ReminderKind.LOW_QUOTA:
            yield from _low_quota_choices(reminder)
        case ReminderKind.ACTIVATION:
            if reminder.later:
                yield wording.SMS_ACTIVATION_WITH_LATER, wording.SMS_OFF
            else:
                yield wording.SMS_ACTIVATION, wording.SMS_OFF
            yield wording.SMS_ACTIVATION_LEFT, wording.SMS_OFF
            yield (wording.SMS_ACTIVATION_SHORT,)
        case ReminderKind.OVERDUE if reminder.amount is None:
            yield wording.SMS_ACCOUNT_OVERDUE, wording.SMS_OFF
        case ReminderKind.OVERDUE:
            yield wording.SMS_BILL_OVERDUE, wording.SMS_OFF
            yield wording.SMS_BILL_OVERDUE_TAB, wording.SMS_OFF
            yield wording.SMS_BILL_OVERDUE_SHORT, wording.SMS_OFF
        case ReminderKind.ORDER_LAPSE:
            yield wording.SMS_ORDER_LAPSE, wording.SMS_OFF
            yield wording.SMS_ORDER_LAPSE_TAB, wording.SMS_OFF
            yield wording.SMS_ORDER_LAPSE_SHORT, wording.SMS_OFF
        case ReminderKind.BUDGET:
            yield wording.SMS_BUDGET, wording.SMS_OFF
            yield (wording.SMS_BUDGET_SHORT,)


def _expiry_choices(reminder: Reminder) -> Iterator[tuple[str, ...]]:
    if len(reminder.plans) > 1:
        in_days, with_pace = wording.SMS_EXPIRY_DAYS_OF_SEVERAL, wording.SMS_EXPIRY_PACE_OF_SEVERAL
    else:
        in_days, with_pace = wording.SMS_EXPIRY_DAYS, wording.SMS_EXPIRY_PACE
    action = wording.SMS_ACTIVATE if reminder.pay_as_you_go is False else wording.SMS_SEND
    yield in_days, wording.SMS_AT_THIS_PACE, action, wording.SMS_OFF
    yield in_days, wording.SMS_AT_THIS_PACE, action, wording.SMS_OFF_SHORT
    yield with_pace, action, wording.SMS_OFF_SHORT
    yield with_pace, action
    yield wording.SMS_EXPIRY_PACE, action
    yield wording.SMS_EXPIRY_PACE, wording.SMS_SEND
    yield wording.SMS_EXPIRY, wording.SMS_SEND
    yield (wording.SMS_EXPIRY_SHORT,)


def _low_quota_choices(reminder: Reminder) -> Iterator[tuple[str, ...]]:
    action = wording.SMS_ACTIVATE if reminder.pay_as_you_go is False else wording.SMS_ADVISE
    if not reminder.left:
        outcome = wording.SMS_STOPS if reminder.pay_as_you_go is False else wording.SMS_CONTINUES
        yield wording.SMS_USED_UP, outcome, action, wording.SMS_OFF
        yield wording.SMS_USED_UP_SHORT, outcome, action, wording.SMS_OFF
        return
    if reminder.used_up_at:
        yield wording.SMS_LOW_QUOTA_USED_UP_EXPIRY, action, wording.SMS_OFF
        yield wording.SMS_LOW_QUOTA_USED_UP, action, wording.SMS_OFF
    else:
        yield wording.SMS_LOW_QUOTA_EXPIRY, action, wording.SMS_OFF
    yield wording.SMS_LOW_QUOTA, action, wording.SMS_OFF
    yield (wording.SMS_LOW_QUOTA_SHORT,)


def _show_short(instant: datetime, zone: tzinfo | None) -> str:
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M} {local.tzname()}"
