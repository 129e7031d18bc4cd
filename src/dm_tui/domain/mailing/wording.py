"""The sentences of mailings: errors, warnings before sending, and what every face says of one that is being
sent.

Sentences are whole, with named values, and data apart from the code that chooses among them. The module
imports no models, so that these can raise its errors. `letter_wording`, `recipients_wording` and
`smtp_wording` have those of letters, recipients and SMTP.
"""

from functools import partial
from typing import TYPE_CHECKING

from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import ErrorKind
from dm_tui.domain.mailing.status import MailingStatus, RunningProgram
from dm_tui.domain.usage.budget_wording import BUDGET_SPENT, MONTH_UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dm_tui.domain.account.unknown_figures import UnknownFigure
    from dm_tui.domain.errors import DirectMailError
    from dm_tui.domain.mailing.mailing import Mailing
    from dm_tui.domain.usage.paying_sources import Allocation

# Errors of a mailing

UNKNOWN_MAILING = ErrorKind.USAGE.text(
    "unknown-mailing", "There is no mailing “{mailing}”.", "List them with dm-tui mailings."
)
MAILING_DONE = ErrorKind.REFUSED.text(
    "mailing-done",
    "Mailing {mailing} is done: there is nothing to cancel.",
    "See it with dm-tui mailings show {mailing}.",
)
MAILING_CHANGED = ErrorKind.STATE_FILE.text(
    "mailing-changed",
    "Another program changed mailing {mailing}, or a backup was restored.",
    "This program sends no more of it; some of it may have left. List what there is with dm-tui mailings.",
)
KEY_REUSED = ErrorKind.REFUSED.text(
    "key-reused",
    "The key “{key}” belongs to mailing {mailing}, which sends something else.",
    "Use another key for another mailing.",
)
SAME_IS_OPEN = ErrorKind.REFUSED.text(
    "same-mailing-open",
    "Mailing {mailing} sends the same to the same recipients, and it is not finished. Nothing was sent now.",
    "Resume it: dm-tui mailings resume {mailing}; or end it: dm-tui mailings cancel {mailing}. To send the same "
    "again beside it, add a --key of its own.",
)
SAME_IS_UNKNOWN = ErrorKind.OUTCOME_UNKNOWN.text(
    "same-mailing-unknown",
    "Mailing {mailing} sent the same to the same recipients, and it is not known whether {emails} arrived. "
    "Nothing was sent now.",
    "Settle it first: dm-tui mailings settle {mailing} --look-up. To send the same again, add a --key of its "
    "own.",
)
ALREADY_SENT = ErrorKind.REFUSED.text(
    "already-sent",
    "Mailing {mailing} sent the same to the same recipients, and the program that sent it ended before it said so. "
    "Nothing was sent now.",
    "To send the same again, add --again or a --key of its own.",
)
SENDER_NOT_ADDED = ErrorKind.NOT_ALLOWED.text(
    "sender-not-added",
    "“{sender}” is not a sender address of this account.",
    "Add it: dm-tui senders add {sender}.",
)
NOTHING_SENDABLE = {
    "overdue": ErrorKind.REFUSED.text(
        "overdue",
        "Nothing was sent. A bill is overdue: sending is suspended.",
        "List your bills: dm-tui bills.",
    ),
    "suspended": ErrorKind.REFUSED.text(
        "suspended",
        "Nothing was sent. Direct Mail is not sending for this account.",
        "Look for the reason in the console of your cloud account.",
    ),
    "daily-quota": ErrorKind.REFUSED.text(
        "daily-quota", "Nothing was sent. The daily quota is used up.", "Try again after midnight, UTC+8."
    ),
    "budget": BUDGET_SPENT,
    "budget-unknown": MONTH_UNKNOWN,
    "not-activated": ErrorKind.NOT_ALLOWED.text(
        "missing-activation",
        "Nothing was sent. Direct Mail is not activated.",
        "Activate it: dm-tui activate.",
    ),
}
"""By the reason of the allocation."""
QUOTA_IS_0 = "The daily quota is 0."
QUOTA_USED_UP = "You cannot send now: today's quota is used up."
ASK_FOR_QUOTA = "Ask the support of the service for a daily quota: no midnight brings more."
NO_DAILY_QUOTA = ErrorKind.REFUSED.text("daily-quota", f"Nothing was sent. {QUOTA_IS_0}", ASK_FOR_QUOTA)
SENDING_REFUSED = ErrorKind.REFUSED.text(
    "sending-refused", "{transport} accepts no mail now: {words}.", "Fix that, then resume the mailing."
)
SENDING_PUT_OFF = SENDING_REFUSED._replace(hint="")
LISTS_FULL = ErrorKind.REFUSED.text(
    "lists-full",
    "The service keeps ten lists of recipients, and needs each for an hour.",
    "Resume the mailing after {until:%Y-%m-%d %H:%M} UTC.",
)
LISTS_TAKEN = ErrorKind.REFUSED.text(
    "lists-taken",
    "The account has as many lists of recipients as the service allows, and none is from dm-tui.",
    "Delete one in the console of Direct Mail, then resume the mailing.",
)
CONNECTION_LOST = ErrorKind.REFUSED.text(
    "connection-lost",
    "{transport} ends every connection before it takes a message: {words}",
    "Find out why, then resume the mailing.",
)
OUTBOX_UNUSABLE = ErrorKind.REFUSED.text(
    "outbox-unusable", "The outbox {folder} cannot be used: {reason}.", "{hint}"
)
_nothing_to_settle = partial(ErrorKind.USAGE.text, "nothing-to-settle")
_SEE_RECIPIENTS = "See its recipients: dm-tui mailings show {mailing}."
NOTHING_UNKNOWN = _nothing_to_settle("Mailing {mailing} has no unknown deliveries.", _SEE_RECIPIENTS)
ADDRESS_NOT_UNKNOWN = _nothing_to_settle(
    "Mailing {mailing} has no unknown delivery to “{address}”.", _SEE_RECIPIENTS
)
RESUME_WHICH = ErrorKind.USAGE.text(
    "resume-which", "Resuming needs a mailing, or --due.", "List them with dm-tui mailings."
)
SETTLE_WHICH = _nothing_to_settle(
    "Settling needs an address, or --all.", "See the unknown deliveries: dm-tui mailings show {mailing}."
)

# How a command that sent came out

GOES_BY = "Goes to: {way}"
GOES_TO_FOLDER = "Goes to: the folder {way}; nothing leaves this computer"
WENT_BY = "Handed over to {way}."
WENT_TO_FOLDER = "Written to the folder {way}; nothing left this computer."
WOULD_BE_PAUSED = ErrorKind.REFUSED.text("connection", "The mailing would be paused: {words}", "{hint}")
MAY_NOT_SEND = (
    "Nobody can ask the service whether {user} may send without sending: only the first email shows it. If it is "
    "refused, nothing is charged; dm-tui access policy send prints the permissions it takes."
)
PAUSED_FOR_NOW = ErrorKind.REFUSED.text("connection", "The mailing is paused: {words}", "{resume}")
SENDING_INTERRUPTED = ErrorKind.REFUSED.text(
    "interrupted", "The mailing was interrupted.", "Resume it: dm-tui mailings resume {mailing}."
)
ONE_DELIVERY_UNKNOWN = ErrorKind.OUTCOME_UNKNOWN.text(
    "delivery-unknown",
    "It is not known whether 1 email arrived. Nothing is sent twice.",
    "Ask again in some minutes: dm-tui mailings settle {mailing} --look-up; or record what you know: --delivered, "
    "--not-delivered.",
)
DELIVERIES_UNKNOWN = ONE_DELIVERY_UNKNOWN._replace(
    message="It is not known whether {count:,} emails arrived. Nothing is sent twice."
)
NOTHING_ACCEPTED = ErrorKind.REFUSED.text(
    "nothing-accepted", "Nothing was accepted.", "See dm-tui mailings show {mailing}."
)

# Warnings before sending

HELD_BACK_WARNINGS = {
    "overdue": "A bill is overdue: nothing is sent until it is paid. A plan does not settle it.",
    "suspended": "Direct Mail is not sending for this account.",
    "daily-quota": "The daily quota of {limit:,} holds {emails} back.",
    "budget": "Your monthly budget for pay-as-you-go holds {emails} back.",
    "budget-unknown": "{emails} held back: it is not known whether pay-as-you-go fits your budget.",
    "not-activated": "Direct Mail is not activated: nothing is sent until you activate it.",
}
"""By the reason of the allocation."""
HELD_BACK_WARNINGS_UNTIL = HELD_BACK_WARNINGS | {
    "daily-quota": "The daily quota of {limit:,} holds {emails} back. They are sent after {until}.",
    "budget": "Your monthly budget for pay-as-you-go holds {emails} back. They are sent after {until}.",
}
WARN_PAY_AS_YOU_GO = "Your plans do not cover all: {emails} go as pay-as-you-go and cost {cost}."
WARN_NOTHING_TO_TRACK = "Opens and clicks are counted in HTML only, and this message has none."
WARN_NEW_TAG = (
    "The service does not know the tag “{tag}” yet: it is created when you send, and only then you learn whether the "
    "service takes it."
)
KEY_BELONGS_TO = (
    "The key “{key}” belongs to mailing {mailing}: it would be shown again, and nothing sent twice."
)
KEY_WOULD_RESUME = (
    "The key “{key}” belongs to mailing {mailing}: it would resume with {emails}, and send nothing twice."
)

# What every face says of a mailing

HELD_BACK = {
    "daily-quota": "Held back: the daily quota is used up.",
    "budget": "Held back: your monthly budget for pay-as-you-go is spent.",
    "budget-unknown": "Held back: it is not known whether pay-as-you-go fits your budget. Read the bills: dm-tui bills.",
    "not-activated": "Held back: Direct Mail is not activated.",
    "overdue": "Held back: a bill is overdue.",
    "suspended": "Held back: Direct Mail is not sending for this account.",
    "schedule": "Held back: it is sent {schedule}.",
    "lists-full": "Held back: the service keeps ten lists of recipients, and needs each for an hour.",
}
"""By the reason of the mailing."""
DEFERRED_NOTICE = "{recipients} put off by the server: {words}"
INTERRUPTED_NOTICE = "Interrupted: the program that was sending it ended. No one gets it twice."
STILL_WAITING = "Mailing {mailing} was still waiting for an answer. Open it to resume it."
SENDING_FAILED = "Mailing {mailing} stopped because of a fault ({fault})."
RESUME_WITH_COMMAND = "Resume it: dm-tui mailings resume {mailing}"
RESUME_WITH_COMMAND_AFTER = "It resumes after {until} where a timer (dm-tui remind --install) or a console runs; or: dm-tui mailings resume {mailing}"
SOURCE_NOT_KNOWN = "{emails}, not known from which source"
CHARGE_NOT_KNOWN = "Settle the mailing: the charge for {emails} of unknown outcome stays or is reversed."
ENDED_BEFORE_ANSWER = "The program ended before the server answered."
REFUSAL_WORDS_LOST = "The server refused it; the program ended before its words were saved."


def status_label(mailing: "Mailing", runner: RunningProgram, until: str = "") -> str:
    """Return the status in a few words, for a list; `until` is when one that is stopped may resume."""
    match mailing.status:
        case MailingStatus.SENDING if runner is RunningProgram.NO_PROGRAM:
            return "interrupted"
        case MailingStatus.HELD_BACK:
            return f"held back until {until}" if until else "held back"
        case MailingStatus.PAUSED if mailing.words:
            return (
                f"paused until {until}: {pause_reason(mailing)}"
                if until
                else f"paused: {pause_reason(mailing)}"
            )
        case _:
            return mailing.status.value


def held_back_notice(mailing: "Mailing") -> str:
    """Return why a mailing is held back."""
    if mailing.reason == "daily-quota" and mailing.until is None:
        return f"Held back: the daily quota is 0. {ASK_FOR_QUOTA}"
    sentence = HELD_BACK.get(mailing.reason, f"Held back: {mailing.reason}.")
    return sentence.replace("{schedule}", mailing.schedule.words())


def resume_command_line(mailing: "Mailing") -> str:
    """Return the command that resumes a mailing, and from when."""
    if mailing.until is None:
        return RESUME_WITH_COMMAND.format(mailing=mailing.id)
    until = show_instant(mailing.until)
    return RESUME_WITH_COMMAND_AFTER.format(mailing=mailing.id, until=until)


def pause_reason(mailing: "Mailing") -> str:
    """Return why a server or the service serves nobody now, in its own words."""
    if mailing.reason != "deferred":
        return mailing.words
    recipients = show_count(mailing.waiting, "recipient")
    return DEFERRED_NOTICE.format(recipients=recipients, words=mailing.words).rstrip(": ")


def paused_for_now(mailing: "Mailing") -> "DirectMailError":
    """Return that a mailing is paused because a server or the service serves nobody now."""
    text = PAUSED_FOR_NOW._replace(code=mailing.reason)
    return text(words=pause_reason(mailing), resume=f"{resume_command_line(mailing)}.")


def outcome_sentences(mailing: "Mailing") -> str:
    """Return how a mailing came out, or how far it came and why not further."""
    from dm_tui.domain.mailing.suppressed import put_on_list_words  # `status` speaks of no mailing

    status, why = mailing.status.value, ""
    if mailing.status is MailingStatus.HELD_BACK:
        status, why = "held back", held_back_notice(mailing)
    elif mailing.status is MailingStatus.PAUSED:
        why = pause_reason(mailing)
    put = put_on_list_words(mailing.put_on_list)
    return " ".join(filter(None, (f"Mailing {mailing.id} is {status}: {count_words(mailing)}.", why, put)))


def count_words(mailing: "Mailing") -> str:
    """Return how many recipients were accepted, and how many others there are of each outcome."""
    others = {
        "refused": mailing.refused,
        "unknown": mailing.unknown,
        "waiting": mailing.waiting,
        "held back": mailing.held_back,
    }
    counts = [f"{number:,} {name}" for name, number in others.items() if number]
    return ", ".join([f"{mailing.accepted:,} of {mailing.recipients:,} accepted", *counts])


def payment_sources(split: "Allocation", unknown: "Sequence[UnknownFigure]" = ()) -> str:
    """Return which source paid for how many emails, in order of use; "" for none.

    Where what decides it is `unknown`, no source is named.
    """
    if unknown:
        return SOURCE_NOT_KNOWN.format(emails=show_count(split.emails, "email"))
    shares = [(split.free, "from the free quota")]
    shares += [(emails, f"from plan {plan}") for plan, emails in split.plans.items()]
    shares.append((split.pay_as_you_go, "pay-as-you-go"))
    return ", ".join(f"{emails:,} {source}" for emails, source in shares if emails)
