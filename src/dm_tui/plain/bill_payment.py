"""Paying an overdue bill by lines: the word pays, Enter alone never does."""

from functools import partial

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.payment_method import proposed_method
from dm_tui.domain.usage.billing import Bill, BillStatus
from dm_tui.lines.dialogue import Dialogue
from dm_tui.plain.payment_words import PAY_WORD
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wait_with_progress import wait_with_progress


def overdue_bill(direct_mail: DirectMail) -> Bill | None:
    """Return the bill for which sending is suspended; None where there is none, or the vendor charges it."""
    if direct_mail.facts.vendor_meters:
        return None
    return next((bill for bill in direct_mail.billing.bills() if bill.status is BillStatus.OVERDUE), None)


def pay_bill(direct_mail: DirectMail, dialogue: Dialogue, bill: Bill) -> None:
    """Ask for a method and for the word that pays, once; the menu offers it again while it is not paid."""
    dialogue.say(
        f"Bill {bill.id}: {bill.total} for {bill.emails:,} emails. Sending is suspended until it is paid."
    )
    if bill.unsettled is not None:
        dialogue.say("The last payment has no answer yet. It is looked up first; nothing is charged twice.")
    methods = {method.id: method for method in direct_mail.purchases.payment_methods()}
    labels = [(method.id, f"{method.label}, {method.detail}") for method in methods.values()]
    chosen = dialogue.choose("Pay by", labels, proposed_method(list(methods), bill.attempts, None))
    question = f"Type {PAY_WORD} to pay {bill.total} by {methods[chosen].label}"
    if dialogue.ask_without_typeahead(question).lower() != PAY_WORD:
        dialogue.say("Nothing was paid.")
        return
    pay = partial(direct_mail.billing.pay, bill.id, chosen)
    try:
        paid = wait_with_progress(pay, dialogue.say, direct_mail.facts.payment_party)
    except DirectMailError as error:
        dialogue.say(f"! {error}")
        return
    except KeyboardInterrupt:
        dialogue.say("Stopped waiting. The bill is saved; pay again to look the payment up.")
        return
    dialogue.say(*_outcome(paid))


def _outcome(bill: Bill) -> list[str]:
    if bill.closed:
        return [f"Bill {bill.id} of {bill.total} is paid.", "Sending resumes."]
    message = bill.attempts[-1].message if bill.attempts else ""
    if bill.unsettled is not None:
        return [
            f"! {message or 'No answer.'}",
            "We don't know yet whether you were charged. Pay again to look it up.",
        ]
    return [f"! {message}", "Nothing was charged. Choose another method."]
