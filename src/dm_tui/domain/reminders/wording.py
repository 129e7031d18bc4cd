"""What a reminder says at length, as email and internal message. Times are local and name their zone."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from html import escape
from typing import NamedTuple

from dm_tui.domain.dates import show_days_until, show_instant
from dm_tui.domain.reminders.rules import Reminder
from dm_tui.domain.reminders.settings import ReminderKind
from dm_tui.domain.setup.content import MailContent
from dm_tui.domain.text import clean_line


class ReminderText(NamedTuple):
    """What is `told`, paragraph by paragraph, what the reader `can` do, and `notes` about the reminder itself."""

    told: tuple[str, ...]
    can: tuple[str, ...]
    notes: tuple[str, ...]


def reminder_subject(reminder: Reminder, zone: tzinfo | None = None) -> str:
    """Return what happens, in one line."""
    about, what = clean_name(reminder.about), _plans_label(reminder)
    match reminder.kind:
        case ReminderKind.EXPIRY:
            when = show_days_until(reminder.ends_at or reminder.at, reminder.at, zone)
            return f"{what} {_expire_verb(reminder)} {when} with {reminder.left:,} emails unused"
        case ReminderKind.LOW_QUOTA if not reminder.left:
            return f"{what} is used up"
        case ReminderKind.LOW_QUOTA:
            return f"{what} runs low: {reminder.left:,} of {reminder.emails:,} emails left"
        case ReminderKind.ACTIVATION:
            left = reminder.left + reminder.later
            return f"Sending stops after {left:,} emails: pay-as-you-go is not enabled"
        case ReminderKind.OVERDUE if reminder.amount is None:
            return "Pay-as-you-go is overdue: sending is suspended"
        case ReminderKind.OVERDUE:
            return f"Bill {about} of {reminder.amount} is overdue: sending is suspended"
        case ReminderKind.ORDER_LAPSE:
            return f"Order {about} of {reminder.amount} lapses at {_lapse_time(reminder, zone)}"


def reminder_text(reminder: Reminder, zone: tzinfo | None = None) -> ReminderText:
    """Return the whole of it: what and when, what is unused, what will remain, what to do, how to turn it off."""
    whose = f", account {clean_name(reminder.account)}" if reminder.account else ""
    pretended = ", a sandbox: no plan and no money of it is real" if reminder.sandbox else ""
    return ReminderText(
        tuple(_fact_paragraphs(reminder, zone)),
        tuple(_possible_actions(reminder)),
        (
            f"This is as of {show_instant(reminder.at, zone)}{whose}{pretended}.",
            'To turn this reminder off: dm-tui, tab Account, setting "Reminders turned off"; or '
            f'silent = ["{reminder.kind}"] under [reminders] in the settings file, which '
            "dm-tui paths names.",
        ),
    )


def reminder_body(reminder: Reminder, zone: tzinfo | None = None) -> str:
    """Return the story as text."""
    told, can, notes = reminder_text(reminder, zone)
    things = "\n".join(("What you can do:", *(f"- {one}" for one in can)))
    return "\n\n".join((*told, things, *notes))


def reminder_email(reminder: Reminder, zone: tzinfo | None = None) -> MailContent:
    """Return the email, as text and as HTML."""
    product = "Direct Mail sandbox" if reminder.sandbox else "Direct Mail"
    title = f"{product}: {reminder_subject(reminder, zone)}"
    return MailContent(
        subject=title,
        text=f"{reminder_body(reminder, zone)}\n",
        html=_html_page(title, reminder_text(reminder, zone)),
    )


def clean_name(id: str) -> str:
    """Return a name or an id as it may stand in a sentence."""
    return clean_line(id, 60)


def _html_page(title: str, told: ReminderText) -> str:
    rows = [
        *(f"<p>{escape(one)}</p>" for one in told.told),
        "<p>What you can do:</p>",
        "<ul>",
        *(f"<li>{escape(one)}</li>" for one in told.can),
        "</ul>",
        *(f"<p><small>{escape(one)}</small></p>" for one in told.notes),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title></head>\n"
        '<body style="font-family: sans-serif; line-height: 1.5; max-width: 38em; margin: 1em">\n'
        f'<h1 style="font-size: 1.25em">{escape(title)}</h1>\n'
        + "\n".join(rows)
        + "\n</body></html>\n"
    )


def _fact_paragraphs(reminder: Reminder, zone: tzinfo | None) -> Iterator[str]:
    what, about = _plans_label(reminder), clean_name(reminder.about)
    when = show_instant(reminder.ends_at or reminder.at, zone)
    left = f"{reminder.left:,} of {reminder.emails:,} emails"
    match reminder.kind:
        case ReminderKind.EXPIRY:
            days = show_days_until(reminder.ends_at or reminder.at, reminder.at, zone)
            yield f"{what} {_expire_verb(reminder)} {days}, on {when}."
            yield (
                f"{left} are unused, worth {reminder.amount}. What is left then is lost: it is "
                "neither refunded nor kept."
            )
            yield _pace_sentence(reminder, zone)
            yield _afterwards_sentence(reminder)
        case ReminderKind.LOW_QUOTA if not reminder.left:
            yield f"{what} with {reminder.emails:,} emails is used up. No other plan is left."
            yield (
                "Sending goes on by pay-as-you-go."
                if reminder.pay_as_you_go
                else "Pay-as-you-go is not enabled: beyond the free quota nothing is sent any more."
            )
        case ReminderKind.LOW_QUOTA:
            yield f"{what} has {left} left, worth {reminder.amount}. It expires on {when}."
            yield _pace_sentence(reminder, zone)
            yield _afterwards_sentence(reminder)
        case ReminderKind.ACTIVATION:
            others = f" and the {reminder.later:,} of other plans" if reminder.later else ""
            yield (
                f"{what} is nearly used up: it has {left} left, worth {reminder.amount}, until "
                f"{when}. Pay-as-you-go is not enabled, so sending stops when they{others} are gone."
            )
            yield _pace_sentence(reminder, zone)
        case ReminderKind.OVERDUE if reminder.amount is None:
            yield (
                "Pay-as-you-go is overdue. Nothing is sent until it is paid, and a plan does not "
                "settle it."
            )
        case ReminderKind.OVERDUE:
            yield (
                f"Pay-as-you-go bill {about} of {reminder.amount} could not be charged. Nothing "
                "is sent until it is paid, and a plan does not settle it."
            )
        case ReminderKind.ORDER_LAPSE:
            yield (
                f"Order {about} for {reminder.emails:,} emails at {reminder.amount} is not paid "
                f"and lapses on {when}. Nothing was charged."
            )


def _possible_actions(reminder: Reminder) -> Iterator[str]:
    about = clean_name(reminder.about)
    buy = "buy another plan: dm-tui buy, or key b in dm-tui"
    enable = "enable pay-as-you-go: dm-tui activate, or key a in dm-tui"
    match reminder.kind:
        case ReminderKind.EXPIRY | ReminderKind.LOW_QUOTA:
            if reminder.kind is ReminderKind.EXPIRY:
                yield "send what you can before then"
            yield buy
            if not reminder.pay_as_you_go:
                yield enable
            if reminder.kind is ReminderKind.LOW_QUOTA and reminder.left:
                yield "send less"
        case ReminderKind.ACTIVATION:
            yield enable
            yield buy
            yield "send less"
        case ReminderKind.OVERDUE if reminder.amount is None:
            yield "pay it in the vendor's console; then sending goes on"
        case ReminderKind.OVERDUE:
            yield f"pay it: dm-tui bills pay {about}, or tab Bills in dm-tui; then sending goes on"
        case ReminderKind.ORDER_LAPSE:
            yield f"pay it: dm-tui orders pay {about}, or tab Orders in dm-tui"
            yield "or let it lapse"


def _pace_sentence(reminder: Reminder, zone: tzinfo | None) -> str:
    if not reminder.pace:
        return "Nothing was sent lately: at this pace all of it will remain."
    pace = f"At the present pace of {reminder.pace:,} emails a day"
    if reminder.used_up_at is not None:
        return f"{pace} it is used up about {show_instant(reminder.used_up_at, zone)}."
    worth = f", worth {reminder.remaining_worth}," if reminder.remaining_worth else ""
    return f"{pace} about {reminder.remaining:,} emails{worth} will remain unused."


def _afterwards_sentence(reminder: Reminder) -> str:
    if reminder.later:
        return f"After that sending goes on with other plans: they hold {reminder.later:,} emails."
    if reminder.pay_as_you_go:
        return "No plan is left after that: sending goes on by pay-as-you-go."
    return "No plan is left after that and pay-as-you-go is not enabled: sending stops."


def _expire_verb(reminder: Reminder) -> str:
    return "expires" if len(reminder.plans) == 1 else "expire"


def _plans_label(reminder: Reminder) -> str:
    spec, about = clean_name(reminder.spec), clean_name(reminder.about)
    if len(reminder.plans) > 1:
        return f"{len(reminder.plans)} plans {spec} of order {about}"
    name = clean_name(reminder.plans[0]) if reminder.plans else about
    return f"Plan {name}" + (f" ({spec})" if spec else "")


def _lapse_time(reminder: Reminder, zone: tzinfo | None) -> str:
    local: datetime = (reminder.ends_at or reminder.at).astimezone(zone)
    return f"{local:%H:%M} {local.tzname()}"
