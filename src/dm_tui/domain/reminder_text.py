"""What a reminder says, by channel. Times are local and name their zone; every figure is of its instant."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from html import escape

from dm_tui.domain.dates import days_until, show_instant
from dm_tui.domain.mail import Content
from dm_tui.domain.reminder_settings import ReminderKind
from dm_tui.domain.reminders import Reminder
from dm_tui.domain.text import clean_line
from dm_tui.domain.text_message import first_that_fits


def subject(reminder: Reminder, zone: tzinfo | None = None) -> str:
    """Return what happens, in one line."""
    about, what = _name(reminder.about), _plans(reminder)
    match reminder.kind:
        case ReminderKind.EXPIRY:
            verb = "expires" if len(reminder.plans) == 1 else "expire"
            return f"{what} {verb} {_in_days(reminder)} with {reminder.left:,} emails unused"
        case ReminderKind.LOW_QUOTA if not reminder.left:
            return f"{what} is used up"
        case ReminderKind.LOW_QUOTA:
            return f"{what} runs low: {reminder.left:,} of {reminder.emails:,} emails left"
        case ReminderKind.ACTIVATION:
            return f"{what} is nearly used up and pay-as-you-go is not enabled"
        case ReminderKind.OVERDUE if reminder.amount is None:
            return "Pay-as-you-go is overdue: sending is suspended"
        case ReminderKind.OVERDUE:
            return f"Bill {about} of {reminder.amount} is overdue: sending is suspended"
        case ReminderKind.ORDER_LAPSE:
            return f"Order {about} of {reminder.amount} lapses at {_time(reminder, zone)}"


def paragraphs(reminder: Reminder, zone: tzinfo | None = None) -> tuple[str, ...]:
    """Return the whole story: what and when, what is unused, what will remain, what to do, how to turn it off."""
    return (
        *_story(reminder, zone),
        f"This is as of {show_instant(reminder.at, zone)}.",
        "To turn this reminder off, open dm-tui, tab Account, Settings; or write "
        f'silent = ["{reminder.kind}"] under [reminders] in the settings file. '
        "dm-tui paths says where that is.",
    )


def letter(reminder: Reminder, zone: tzinfo | None = None) -> Content:
    """Return the email, as text and as HTML."""
    title, told = subject(reminder, zone), paragraphs(reminder, zone)
    rows = "\n".join(f"<p>{escape(one)}</p>" for one in told)
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>\n"
        f"<body>\n<h1>{escape(title)}</h1>\n{rows}\n</body></html>\n"
    )
    return Content(subject=title, text="\n\n".join(told) + "\n", html=page)


def text_message(reminder: Reminder, zone: tzinfo | None = None) -> str:
    """Return one text message of one part: the fullest wording that fits."""
    return first_that_fits(_short(reminder, zone))


def _story(reminder: Reminder, zone: tzinfo | None) -> Iterator[str]:
    what, when = _plans(reminder), _when(reminder, zone)
    match reminder.kind:
        case ReminderKind.EXPIRY:
            verb = "expires" if len(reminder.plans) == 1 else "expire"
            yield f"{what} {verb} {_in_days(reminder)}: on {when}."
            yield (
                f"{reminder.left:,} of {reminder.emails:,} emails are unused, worth "
                f"{reminder.amount}. What is left then is lost: it is neither refunded nor kept."
            )
            yield _at_this_pace(reminder, zone)
            yield (
                "What you can do: send before then; buy another plan with dm-tui buy, or key b in "
                f"dm-tui, so that sending goes on afterwards. {_fallback(reminder)}"
            )
        case ReminderKind.LOW_QUOTA if not reminder.left:
            yield f"{what} with {reminder.emails:,} emails is used up. No other plan is left."
            yield (
                "What you can do: buy another plan with dm-tui buy, or key b in dm-tui. "
                f"{_fallback(reminder)}"
            )
        case ReminderKind.LOW_QUOTA | ReminderKind.ACTIVATION:
            yield (
                f"{what} has {reminder.left:,} of {reminder.emails:,} emails left, worth "
                f"{reminder.amount}. It expires on {when}."
            )
            yield _at_this_pace(reminder, zone)
            yield (
                "What you can do: buy another plan with dm-tui buy, or key b in dm-tui; send less. "
                f"{_fallback(reminder)}"
            )
        case ReminderKind.OVERDUE if reminder.amount is None:
            yield (
                "Pay-as-you-go is overdue. Nothing is sent until it is paid, and a plan does not "
                "settle it."
            )
            yield "What you can do: pay it in the vendor's console. Then sending goes on."
        case ReminderKind.OVERDUE:
            yield (
                f"Pay-as-you-go bill {_name(reminder.about)} of {reminder.amount} could not be "
                "charged. Nothing is sent until it is paid, and a plan does not settle it."
            )
            yield (
                f"What you can do: pay it with dm-tui bills pay {_name(reminder.about)}, or in "
                "dm-tui, tab Bills. Then sending goes on."
            )
        case ReminderKind.ORDER_LAPSE:
            yield (
                f"Order {_name(reminder.about)} for {reminder.emails:,} emails at "
                f"{reminder.amount} is not paid and lapses on {when}. Nothing was charged."
            )
            yield (
                "What you can do: pay it with dm-tui orders pay "
                f"{_name(reminder.about)}, or in dm-tui, tab Orders; or let it lapse."
            )


def _short(reminder: Reminder, zone: tzinfo | None) -> Iterator[str]:
    """Yield wordings from the fullest to the shortest."""
    about, when = _name(reminder.about), _short_when(reminder.ends_at, zone)
    off = " Off: dm-tui, Account"
    can = " Buy or send." if reminder.pay_as_you_go else " Buy, send or enable pay-as-you-go."
    match reminder.kind:
        case ReminderKind.EXPIRY:
            plans = f" {len(reminder.plans)} plans" if len(reminder.plans) > 1 else ""
            left = f"{reminder.left:,} emails ({reminder.amount})"
            head = f"Direct Mail{plans}: {left} expire {_in_days(reminder)}, {when}"
            remain = f"{reminder.remaining:,} remain"
            yield f"{head}. At this pace {remain}.{can}{off}"
            yield f"{head}. At this pace {remain}.{can} Off: dm-tui"
            head = f"Direct Mail: {left} expire {when}"
            yield f"{head}, {remain} at this pace.{can} Off: dm-tui"
            yield f"{head}, {remain} at this pace. Buy or send."
            yield f"{head}. Buy or send."
            yield f"Direct Mail: {reminder.left} emails expire {when}"
        case ReminderKind.LOW_QUOTA if not reminder.left:
            goes = "Pay-as-you-go carries on." if reminder.pay_as_you_go else "Sending stops."
            do = " Buy a plan." if reminder.pay_as_you_go else " Buy or enable pay-as-you-go."
            yield f"Direct Mail plan {_names(reminder)} is used up. {goes}{do}{off}"
            yield f"Direct Mail: your plan is used up. {goes}{do}{off}"
        case ReminderKind.LOW_QUOTA:
            left = f"{reminder.left:,} of {reminder.emails:,} emails left ({reminder.amount})"
            until = (
                f", used up {_short_when(reminder.used_up_at, zone)}" if reminder.used_up_at else ""
            )
            yield f"Direct Mail: {left}{until}, expiry {when}.{can}{off}"
            yield f"Direct Mail: {left}{until}.{can}{off}"
            yield f"Direct Mail: {left}.{can}{off}"
            yield f"Direct Mail: {reminder.left} emails left. Buy a plan"
        case ReminderKind.ACTIVATION:
            left = f"{reminder.left:,} emails ({reminder.amount}) left"
            yield (
                f"Direct Mail: {left} until {when}, then sending stops: pay-as-you-go is not "
                f"enabled. Buy or enable it.{off}"
            )
            yield f"Direct Mail: {left}, then sending stops. Buy or enable pay-as-you-go.{off}"
            yield "Direct Mail: enable pay-as-you-go, your plan is nearly used up"
        case ReminderKind.OVERDUE if reminder.amount is None:
            yield (
                "Direct Mail: pay-as-you-go is overdue, sending is suspended. Pay it in the "
                f"vendor's console.{off}"
            )
        case ReminderKind.OVERDUE:
            yield (
                f"Direct Mail: bill {about} of {reminder.amount} is overdue, sending is "
                f"suspended. Pay: dm-tui bills pay {about}.{off}"
            )
            yield (
                f"Direct Mail: a bill of {reminder.amount} is overdue, sending is suspended. "
                f"Pay it in dm-tui.{off}"
            )
        case ReminderKind.ORDER_LAPSE:
            yield (
                f"Direct Mail: order {about} of {reminder.amount} lapses unpaid {when}. "
                f"Pay: dm-tui orders pay {about}.{off}"
            )
            yield f"Direct Mail: an order of {reminder.amount} lapses unpaid {when}.{off}"


def _at_this_pace(reminder: Reminder, zone: tzinfo | None) -> str:
    if not reminder.pace:
        return "Nothing was sent lately: at this pace all of it will remain."
    pace = f"At the present pace of {reminder.pace:,} emails a day"
    if reminder.used_up_at is not None:
        return f"{pace} it is used up about {show_instant(reminder.used_up_at, zone)}."
    worth = f", worth {reminder.remaining_worth}," if reminder.remaining_worth else ""
    return f"{pace} about {reminder.remaining:,} emails{worth} will remain unused."


def _fallback(reminder: Reminder) -> str:
    if reminder.pay_as_you_go:
        return "Pay-as-you-go is enabled: it carries on when no plan is left."
    return (
        "Pay-as-you-go is not enabled: sending stops when no plan is left. Enable it with "
        "dm-tui activate, or key a in dm-tui."
    )


def _plans(reminder: Reminder) -> str:
    if len(reminder.plans) > 1:
        return (
            f"{len(reminder.plans)} plans {_name(reminder.spec)} of order {_name(reminder.about)}"
        )
    return f"Plan {_names(reminder)}" + (f" ({_name(reminder.spec)})" if reminder.spec else "")


def _names(reminder: Reminder) -> str:
    return _name(reminder.plans[0] if reminder.plans else reminder.about)


def _name(id: str) -> str:
    return clean_line(id, 60)


def _in_days(reminder: Reminder) -> str:
    days = days_until(reminder.ends_at or reminder.at, reminder.at)
    return f"in {days} day{'' if days == 1 else 's'}" if days else "within a day"


def _when(reminder: Reminder, zone: tzinfo | None) -> str:
    return show_instant(reminder.ends_at or reminder.at, zone)


def _time(reminder: Reminder, zone: tzinfo | None) -> str:
    local = (reminder.ends_at or reminder.at).astimezone(zone)
    return f"{local:%H:%M} {local.tzname()}"


def _short_when(instant: datetime | None, zone: tzinfo | None) -> str:
    if instant is None:
        return ""
    local = instant.astimezone(zone)
    return f"{local.day} {local:%b %Y %H:%M} {local.tzname()}"
