"""What a reminder says in one text message of one part: the fullest wording that fits."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from dm_tui.domain.dates import show_days_until
from dm_tui.domain.reminders.rules import Reminder
from dm_tui.domain.reminders.settings import ReminderKind
from dm_tui.domain.reminders.sms_length import first_fitting
from dm_tui.domain.reminders.wording import clean_name


def sms_text(reminder: Reminder, zone: tzinfo | None = None) -> str:
    """Return the text. It names no year: nothing it tells of is further away than six months."""
    product = "Direct Mail sandbox" if reminder.sandbox else "Direct Mail"
    return first_fitting(f"{product}: {words}" for words in _wordings(reminder, zone))


def _wordings(reminder: Reminder, zone: tzinfo | None) -> Iterator[str]:
    """Yield wordings from the fullest to the shortest."""
    about, when = clean_name(reminder.about), _short_instant(reminder.ends_at, zone)
    off = " Off: dm-tui, Account"
    can = " Buy or send." if reminder.pay_as_you_go else " Buy, send or enable pay-as-you-go."
    match reminder.kind:
        case ReminderKind.EXPIRY:
            of = f" of {len(reminder.plans)} plans" if len(reminder.plans) > 1 else ""
            left = f"{reminder.left:,} emails{of} ({reminder.amount})"
            head = f"{left} expire {show_days_until(reminder.ends_at or reminder.at, reminder.at, zone)}"
            remain = f"{reminder.remaining:,} remain"
            yield f"{head}, {when}. At this pace {remain}.{can}{off}"
            yield f"{head}, {when}. At this pace {remain}.{can} Off: dm-tui"
            head = f"{left} expire {when}"
            yield f"{head}, {remain} at this pace.{can} Off: dm-tui"
            yield f"{head}, {remain} at this pace.{can}"
            yield f"{head}, {remain} at this pace. Buy or send."
            yield f"{head}. Buy or send."
            yield f"{reminder.left} emails expire {when}"
        case ReminderKind.LOW_QUOTA if not reminder.left:
            goes = "Pay-as-you-go carries on." if reminder.pay_as_you_go else "Sending stops."
            do = " Buy a plan." if reminder.pay_as_you_go else " Buy or enable pay-as-you-go."
            plan = clean_name(reminder.plans[0] if reminder.plans else reminder.about)
            yield f"plan {plan} is used up. {goes}{do}{off}"
            yield f"your plan is used up. {goes}{do}{off}"
        case ReminderKind.LOW_QUOTA:
            left = f"{reminder.left:,} of {reminder.emails:,} emails left ({reminder.amount})"
            until = (
                f", used up {_short_instant(reminder.used_up_at, zone)}"
                if reminder.used_up_at
                else ""
            )
            do = " Buy a plan." if reminder.pay_as_you_go else " Buy or enable pay-as-you-go."
            yield f"{left}{until}, expiry {when}.{do}{off}"
            yield f"{left}{until}.{do}{off}"
            yield f"{left}.{do}{off}"
            yield f"{reminder.left} emails left. Buy a plan"
        case ReminderKind.ACTIVATION:
            left = f"{reminder.left:,} emails ({reminder.amount}) left"
            until = f" until {when}"
            if reminder.later:  # these are used until a day of their own
                left, until = f"{left}, {reminder.later:,} in other plans", ""
            yield (
                f"{left}{until}, then sending stops: pay-as-you-go is not enabled. "
                f"Enable it or buy.{off}"
            )
            yield f"{left}, then sending stops. Enable pay-as-you-go or buy.{off}"
            yield "enable pay-as-you-go, your plan is nearly used up"
        case ReminderKind.OVERDUE if reminder.amount is None:
            yield (
                "pay-as-you-go is overdue, sending is suspended. Pay it in the vendor's "
                f"console.{off}"
            )
        case ReminderKind.OVERDUE:
            head = f"bill {about} of {reminder.amount} is overdue, sending is suspended"
            yield f"{head}. Pay: dm-tui bills pay {about}.{off}"
            yield f"{head}. Pay: dm-tui, Bills.{off}"
            yield (
                f"a bill of {reminder.amount} is overdue, sending is suspended. "
                f"Pay: dm-tui, Bills.{off}"
            )
        case ReminderKind.ORDER_LAPSE:
            head = f"order {about} of {reminder.amount} lapses unpaid {when}"
            yield f"{head}. Pay: dm-tui orders pay {about}.{off}"
            yield f"{head}. Pay: dm-tui, Orders.{off}"
            yield f"an order of {reminder.amount} lapses unpaid {when}.{off}"


def _short_instant(instant: datetime | None, zone: tzinfo | None) -> str:
    if instant is None:
        return ""
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M} {local.tzname()}"
