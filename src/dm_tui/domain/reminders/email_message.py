"""A reminder at length, as email and internal message: which sentences it has, and their values.

Times are local and name their zone. The sentences themselves are data of `wording`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from html import escape
from typing import NamedTuple

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_days_until, show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.quote_wording import price_per_thousand_words
from dm_tui.domain.reminders import wording
from dm_tui.domain.reminders.reminder import Reminder
from dm_tui.domain.reminders.settings import ReminderKind
from dm_tui.domain.setup.address import parse_address
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.text import clean_line


class ReminderText(NamedTuple):
    """The paragraphs that say what is the case, what the reader can do, and notes on the reminder."""

    facts: tuple[str, ...]
    actions: tuple[str, ...]
    notes: tuple[str, ...]


def reminder_subject(reminder: Reminder, zone: tzinfo | None = None) -> str:
    """Return what happens, in one line."""
    return _subject(reminder).format(**reminder_values(reminder, zone))


def reminder_text(reminder: Reminder, zone: tzinfo | None = None) -> ReminderText:
    """Return all of it: what happens when, what is unused, what remains, what to do, how to turn it off."""
    values = reminder_values(reminder, zone)
    texts = _facts(reminder), _actions(reminder), _notes(reminder)
    return ReminderText(*(tuple(text.format(**values) for text in part) for part in texts))


def reminder_body(reminder: Reminder, zone: tzinfo | None = None) -> str:
    """Return the reminder as plain text."""
    facts, actions, notes = reminder_text(reminder, zone)
    action_list = "\n- ".join((wording.ACTIONS_HEAD, *actions))
    return "\n\n".join((*facts, action_list, *notes))


def reminder_email(reminder: Reminder, zone: tzinfo | None = None) -> MailContent:
    """Return the email, as text and as HTML."""
    product = wording.SANDBOX_PRODUCT if reminder.sandbox else wording.PRODUCT
    title = f"{product}: {reminder_subject(reminder, zone)}"
    page = _html_page(title, reminder_text(reminder, zone))
    return MailContent(subject=title, text=f"{reminder_body(reminder, zone)}\n", html=page)


def reminder_sender(user: str, recipients: tuple[str, ...]) -> str:
    """Return the From of reminders: the server's user name if it is an address, else the recipient."""
    try:
        return parse_address(user)
    except DirectMailError:
        return recipients[0] if recipients else ""


def reminder_values(
    reminder: Reminder, zone: tzinfo | None, show: Callable[[datetime, tzinfo | None], str] = show_instant
) -> dict[str, object]:
    """Return the values that the sentences name; `show` writes the instants."""
    ends_at = reminder.ends_at or reminder.at
    local = ends_at.astimezone(zone)
    return {
        "plan": _plans_label(reminder),
        "name": _clean_name(reminder.plans[0] if reminder.plans else reminder.about),
        "count": len(reminder.plans),
        "about": _clean_name(reminder.about),
        "account": _clean_name(reminder.account),
        "kind": reminder.kind,
        "at": show_instant(reminder.at, zone),
        "days": show_days_until(ends_at, reminder.at, zone),
        "when": show(ends_at, zone),
        "time": f"{local:%H:%M} {local.tzname()}",
        "left": reminder.left,
        "left_emails": show_count(reminder.left, "email"),
        "left_in_all": show_count(reminder.left + reminder.later, "email"),
        "emails": reminder.emails,
        "amount": reminder.amount or wording.AMOUNT_NOT_KNOWN,
        "limit": reminder.limit,
        "pace_emails": show_count(reminder.pace, "email"),
        "used_up": show(reminder.used_up_at, zone) if reminder.used_up_at else "",
        "remaining": reminder.remaining,
        "remaining_emails": show_count(reminder.remaining, "email"),
        "worth": reminder.remaining_worth,
        "price": price_per_thousand_words(reminder.price, is_guide_price=reminder.is_guide_price),
        "later": reminder.later,
        "refund": reminder.refund,
        "refund_page": reminder.refund_page,
        "later_emails": show_count(reminder.later, "email"),
    }


def _plans_label(reminder: Reminder) -> str:
    plans = reminder.plans
    about, spec = _clean_name(reminder.about), _clean_name(reminder.spec)
    if len(plans) > 1:
        return wording.SEVERAL_PLANS.format(count=len(plans), spec=spec, about=about)
    text = wording.PLAN_WITH_SPEC if spec else wording.PLAN
    return text.format(name=_clean_name(plans[0]) if plans else about, spec=spec)


def _clean_name(id: str) -> str:
    return clean_line(id, 60)


def _subject(reminder: Reminder) -> str:
    match reminder.kind:
        case ReminderKind.EXPIRY:
            single = len(reminder.plans) == 1
            return wording.EXPIRY_SUBJECT if single else wording.EXPIRY_SUBJECT_OF_SEVERAL
        case ReminderKind.LOW_QUOTA:
            return wording.LOW_QUOTA_SUBJECT if reminder.left else wording.USED_UP_SUBJECT
        case ReminderKind.ACTIVATION:
            return wording.ACTIVATION_SUBJECT
        case ReminderKind.OVERDUE:
            return wording.BILL_OVERDUE_SUBJECT if reminder.amount else wording.ACCOUNT_OVERDUE_SUBJECT
        case ReminderKind.ORDER_LAPSE:
            return wording.ORDER_LAPSE_SUBJECT
        case ReminderKind.BUDGET:
            return wording.BUDGET_SUBJECT


def _facts(reminder: Reminder) -> Iterator[str]:
    match reminder.kind:
        case ReminderKind.EXPIRY:
            single = len(reminder.plans) == 1
            yield wording.EXPIRY_FACT if single else wording.EXPIRY_FACT_OF_SEVERAL
            yield wording.UNUSED_FACT
            if reminder.never_used and reminder.refund is not None:
                yield wording.REFUND_FACT if reminder.refund.amount else wording.NO_REFUND_FACT
            yield from (_pace_sentence(reminder), _afterwards_sentence(reminder))
        case ReminderKind.LOW_QUOTA if not reminder.left:
            yield wording.USED_UP_FACT
            yield wording.USED_UP_CONTINUES if reminder.pay_as_you_go else _afterwards_sentence(reminder)
        case ReminderKind.LOW_QUOTA:
            yield from (wording.LOW_QUOTA_FACT, _pace_sentence(reminder), _afterwards_sentence(reminder))
        case ReminderKind.ACTIVATION:
            yield wording.ACTIVATION_FACT_WITH_LATER if reminder.later else wording.ACTIVATION_FACT
            yield _pace_sentence(reminder)
        case ReminderKind.OVERDUE:
            yield wording.BILL_OVERDUE_FACT if reminder.amount else wording.ACCOUNT_OVERDUE_FACT
        case ReminderKind.ORDER_LAPSE:
            yield wording.ORDER_LAPSE_FACT
        case ReminderKind.BUDGET:
            yield wording.BUDGET_FACT


def _actions(reminder: Reminder) -> Iterator[str]:
    match reminder.kind:
        case ReminderKind.EXPIRY | ReminderKind.LOW_QUOTA:
            if reminder.pay_as_you_go is False:
                yield wording.ACTIVATE
            if reminder.kind is ReminderKind.EXPIRY:
                yield wording.SEND_BEFORE
                if reminder.never_used and (reminder.refund is None or reminder.refund.amount):
                    asks = wording.ASK_FOR_REFUND_AT if reminder.refund_page else wording.ASK_FOR_REFUND
                    yield asks if reminder.refund else wording.SEE_REFUND
            yield wording.BUY_PLAN
            if reminder.kind is ReminderKind.LOW_QUOTA and reminder.left:
                yield wording.SEND_LESS
        case ReminderKind.ACTIVATION:
            yield from (wording.ACTIVATE, wording.BUY_PLAN)
        case ReminderKind.OVERDUE:
            yield wording.PAY_BILL if reminder.amount else wording.PAY_VENDOR
        case ReminderKind.ORDER_LAPSE:
            yield from (wording.PAY_ORDER, wording.LET_LAPSE)
        case ReminderKind.BUDGET:
            yield from (wording.BUY_PLAN, wording.CHANGE_BUDGET)


def _pace_sentence(reminder: Reminder) -> str:
    if not reminder.pace:
        return wording.NO_PACE
    if reminder.used_up_at is not None:
        return wording.PACE_USES_UP
    return wording.PACE_LEAVES_WORTH if reminder.remaining_worth else wording.PACE_LEAVES


def _afterwards_sentence(reminder: Reminder) -> str:
    if reminder.pay_as_you_go is False:
        return wording.NOTHING_IS_SENT
    if reminder.later:
        return wording.CONTINUES_WITH_PLANS
    return wording.CONTINUES_WITH_PAY_AS_YOU_GO if reminder.pay_as_you_go else wording.ACTIVATION_NOT_KNOWN


def _notes(reminder: Reminder) -> Iterator[str]:
    yield wording.AS_OF_ACCOUNT if reminder.account else wording.AS_OF
    if reminder.sandbox:
        yield wording.IS_SANDBOX
    yield wording.HOW_TO_MUTE


def _html_page(title: str, text: ReminderText) -> str:
    rows = [
        *(f"<p>{escape(fact)}</p>" for fact in text.facts),
        f"<p>{escape(wording.ACTIONS_HEAD)}</p>",
        "<ul>",
        *(f"<li>{escape(action)}</li>" for action in text.actions),
        "</ul>",
        *(f"<p><small>{escape(note)}</small></p>" for note in text.notes),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title></head>\n"
        '<body style="font-family: sans-serif; line-height: 1.5; max-width: 38em; margin: 1em">\n'
        f'<h1 style="font-size: 1.25em">{escape(title)}</h1>\n' + "\n".join(rows) + "\n</body></html>\n"
    )
