"""Paying by lines: a word pays, a mere Enter never does. What is not known is looked up before anything else."""

from collections.abc import Callable
from functools import partial

from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.receipt import plan_progress_lines
from dm_tui.domain.purchase.wording import (
    not_bought_warning,
    payment_facts,
    payment_status_lines,
)
from dm_tui.lines.consent import TIMES_SIGN
from dm_tui.lines.dialogue import BackRequested
from dm_tui.plain.wizard_session import FIRST_WAIT, LONGEST_WAIT, WizardSession
from dm_tui.services.patience import wait_with_progress

PAY_WORD = "pay"

NOT_BOUGHT_WORDS = "not bought"


def ask_to_pay(walk: WizardSession) -> None:
    """Ask for a method and for the word that pays, until the order is paid."""
    order = walk.direct_mail.purchases.order(walk.draft.order_id or "")
    walk.say(*(f"{label}: {value}" for label, value in payment_facts(order, TIMES_SIGN)))
    wait = FIRST_WAIT
    while not order.bought or order.unsettled:
        if standing := payment_status_lines(order):
            walk.say(f"! {standing[0]}", *standing[1:], *plan_progress_lines(order))
        if order.unsettled:
            order = _check_outcome(walk, order, wait)
            wait = min(LONGEST_WAIT, wait * 2)
        elif order.status is OrderStatus.UNPAID:
            order = _ask_and_pay(walk, order)
        else:
            walk.say("Confirm again to make a new one.")
            raise BackRequested
    if order.status is OrderStatus.PARTLY_PAID:
        said, *more = payment_status_lines(order)
        walk.say(f"! {said}", *more, *plan_progress_lines(order))


def _ask_and_pay(walk: WizardSession, order: Order) -> Order:
    """Ask how to pay, and pay if the word is given."""
    purchases = walk.direct_mail.purchases
    walk.say(f"It lapses {show_instant(order.lapses_at)} unless it is paid.")
    methods = {one.id: one for one in purchases.payment_methods()}
    labels = [(one.id, f"{one.label}, {one.detail}") for one in methods.values()]
    method = walk.dialogue.choose("Pay by", labels, walk.draft.payment_method)
    walk.keep(payment_method=method)
    by = f"{order.total} by {methods[method].label}"
    live = walk.direct_mail.facts.moves_real_money
    word = str(order.total.amount) if live else PAY_WORD  # real money needs a real act
    typed = walk.dialogue.ask_without_typeahead(f"Type {word} to pay {by}").lower()
    if not live and typed != PAY_WORD:
        walk.say("Nothing was paid.")
        return purchases.order(order.id)
    walk.say(
        f"Asking {walk.direct_mail.facts.payment_party}. The order is saved as {order.id}; nothing is charged twice, whatever happens."
    )
    return _wait_for_order(walk, order, partial(purchases.pay, order.id, method, typed))


def _check_outcome(walk: WizardSession, order: Order, seconds: int) -> Order:
    """Wait for Enter or for the time, and ask what became of the payment; in the end the user may say."""
    purchases = walk.direct_mail.purchases
    by_word = not walk.direct_mail.facts.recognizes_payments
    may_decide = by_word and purchases.can_user_settle(order)
    if may_decide:
        page = walk.direct_mail.facts.order_page
        walk.say(*not_bought_warning(order, page), f"If there is none, type {NOT_BOUGHT_WORDS}.")
    prompt = f"Enter checks it, by itself in {seconds} seconds"
    try:
        answer = walk.dialogue.ask(prompt, seconds=seconds).lower()
    except BackRequested:
        walk.say("There is no way back while money may be on its way.")
        answer = ""
    decided = may_decide and answer == NOT_BOUGHT_WORDS
    settle = purchases.settle_as_not_bought if decided else purchases.settle
    return _wait_for_order(walk, order, partial(settle, order.id))


def _wait_for_order(walk: WizardSession, order: Order, ask: Callable[[], Order]) -> Order:
    """Return the order as it is after the provider was asked, or after nobody wanted to wait any longer."""
    try:
        return wait_with_progress(ask, walk.say, walk.direct_mail.facts.payment_party)
    except DirectMailError as error:
        walk.say(f"! {error}")
    except KeyboardInterrupt:
        walk.say("Not waited for.")
    return walk.direct_mail.purchases.order(order.id)
