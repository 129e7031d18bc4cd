"""Paying by lines: a word pays, Enter alone never does.

An unknown outcome is checked before anything else.
"""

from collections.abc import Callable
from functools import partial

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase import payment_wording
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_waits import CHECK_AGAIN_AT_MOST, CHECK_AGAIN_SECONDS
from dm_tui.domain.purchase.receipt import plan_progress_lines
from dm_tui.domain.purchase.typed_amount import must_type_amount
from dm_tui.lines.agreements import TIMES_SIGN, fact_lines
from dm_tui.lines.dialogue import BackRequested
from dm_tui.plain.payment_words import NOT_BOUGHT_WORDS, OTHER_PURCHASE_WORDS, PAY_WORD
from dm_tui.plain.wizard_session import WizardSession
from dm_tui.services.wait_with_progress import wait_with_progress


def ask_to_pay(session: WizardSession) -> None:
    """Ask for a method and for the word that pays, until the order is paid."""
    order = session.direct_mail.purchases.order(session.draft.order_id or "")
    session.say(*fact_lines(payment_wording.payment_facts(order, TIMES_SIGN)))
    wait = CHECK_AGAIN_SECONDS
    while not order.bought or order.unsettled:
        _say_status(session, order)
        if order.unsettled:
            order = _check_outcome(session, order, wait)
            wait = min(CHECK_AGAIN_AT_MOST, wait * 2)
        elif order.status is OrderStatus.UNPAID:
            order = _ask_and_pay(session, order)
        else:
            session.say("Confirm again to make a new one.")
            raise BackRequested
    if order.status is OrderStatus.PARTLY_PAID:
        _say_status(session, order)


def _say_status(session: WizardSession, order: Order) -> None:
    if status_lines := payment_wording.payment_status_lines(order):
        first, *others = status_lines
        session.say(f"! {first}", *others, *plan_progress_lines(order))


def _ask_and_pay(session: WizardSession, order: Order) -> Order:
    """Ask how to pay, and pay if the user types the word."""
    purchases = session.direct_mail.purchases
    session.say(payment_wording.payment_deadline(order))
    methods = {method.id: method for method in purchases.payment_methods()}
    labels = [(method.id, f"{method.label}, {method.detail}") for method in methods.values()]
    method_id = session.dialogue.choose("Pay by", labels, session.draft.payment_method)
    session.save(payment_method=method_id)
    live = must_type_amount(order, moves_real_money=session.direct_mail.facts.moves_real_money)
    word = str(order.total.amount) if live else PAY_WORD
    question = f"Type {word} to pay {order.total} by {methods[method_id].label}"
    typed = session.dialogue.ask_without_typeahead(question).lower()
    if not live and typed != PAY_WORD:
        session.say("Nothing was paid.")
        return purchases.order(order.id)
    session.say(
        f"Asking {session.direct_mail.facts.payment_party}. The order is saved as {order.id}; nothing is charged twice, whatever happens."
    )
    return _wait_for_order(
        session, order, partial(purchases.pay, order.id, method_id, typed, waits=session.say)
    )


def _check_outcome(session: WizardSession, order: Order, seconds: int) -> Order:
    """Wait for Enter or the time, then check the payment; after long enough the user may settle it."""
    purchases = session.direct_mail.purchases
    facts = session.direct_mail.facts
    if order.sightings:
        session.say(
            payment_wording.IS_IT_THIS.format(order=order.id),
            payment_wording.describe_sightings(order.sightings),
        )
        session.say(payment_wording.OTHER_PURCHASE_WARNING)
        session.say(f"If it is, type its id; if it is another purchase, type “{OTHER_PURCHASE_WORDS}”.")
    can_settle = not facts.recognizes_payments and purchases.waited_long_enough(order)
    if can_settle:
        session.say(*payment_wording.not_bought_warning(order, facts.order_page))
        session.say(f"If there is no such order, type “{NOT_BOUGHT_WORDS}”.")
    prompt = f"Press Enter to check now (automatic in {seconds} seconds)"
    try:
        answer = session.dialogue.ask(prompt, seconds=seconds).lower()
    except BackRequested:
        session.say("You cannot go back while money may be on its way.")
        answer = ""
    settle = partial(purchases.settle, order.id)
    named = [sighting.id for sighting in order.sightings if sighting.id.lower() == answer]
    if named:
        settle = partial(purchases.settle_as_bought, order.id, named[0])
    elif order.sightings and answer == OTHER_PURCHASE_WORDS:
        settle = partial(purchases.set_aside, order.id)
    elif can_settle and answer == NOT_BOUGHT_WORDS:
        settle = partial(purchases.settle_as_not_bought, order.id)
    return _wait_for_order(session, order, settle)


def _wait_for_order(session: WizardSession, order: Order, call: Callable[[], Order]) -> Order:
    """Return the order after the provider answered, or after the user stopped waiting."""
    try:
        return wait_with_progress(call, session.say, session.direct_mail.facts.payment_party)
    except DirectMailError as error:
        session.say(f"! {error}")
    except KeyboardInterrupt:
        session.say("Stopped waiting.")
    return session.direct_mail.purchases.order(order.id)
