"""Paying by lines: a word pays, a mere Enter never does. What is not known is looked up before anything else."""

from collections.abc import Callable
from functools import partial

from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.wording import (
    not_bought_words,
    payment_facts,
    payment_standing,
    plan_by_plan,
)
from dm_tui.plain.dialogue import WentBack
from dm_tui.plain.steps import TIMES
from dm_tui.plain.wizard_session import FIRST_WAIT, LONGEST_WAIT, Walk
from dm_tui.services.patience import waited_for

PAY = "pay"

NOT_BOUGHT = "not bought"


def ask_to_pay(walk: Walk) -> None:
    """Ask for a method and for the word that pays, until the order is paid."""
    order = walk.mail.purchases.order(walk.draft.order_id or "")
    walk.say(*(f"{label}: {value}" for label, value in payment_facts(order, TIMES)))
    wait = FIRST_WAIT
    while not order.bought or order.unsettled:
        if standing := payment_standing(order):
            walk.say(f"! {standing[0]}", *standing[1:], *plan_by_plan(order))
        if order.unsettled:
            order = _looked_up(walk, order, wait)
            wait = min(LONGEST_WAIT, wait * 2)
        elif order.status is OrderStatus.UNPAID:
            order = _tried(walk, order)
        else:
            walk.say("Confirm again to make a new one.")
            raise WentBack
    if order.status is OrderStatus.PARTLY_PAID:
        said, *more = payment_standing(order)
        walk.say(f"! {said}", *more, *plan_by_plan(order))


def _tried(walk: Walk, order: Order) -> Order:
    """Ask how to pay, and pay if the word is given."""
    purchases = walk.mail.purchases
    walk.say(f"It lapses {show_instant(order.lapses_at)} unless it is paid.")
    methods = {one.id: one for one in purchases.payment_methods()}
    labels = [(one.id, f"{one.label}, {one.detail}") for one in methods.values()]
    method = walk.dialogue.choose("Pay by", labels, walk.draft.payment_method)
    walk.keep(payment_method=method)
    by = f"{order.total} by {methods[method].label}"
    live = not walk.mail.prerequisites.sandbox
    word = str(order.total.amount) if live else PAY  # real money needs a real act
    typed = walk.dialogue.ask_anew(f"Type {word} to pay {by}").lower()
    if not live and typed != PAY:
        walk.say("Nothing was paid.")
        return purchases.order(order.id)
    walk.say(
        f"Asking {_who(walk)}. The order is saved as {order.id}; nothing is charged twice, whatever happens."
    )
    return _waited(walk, order, partial(purchases.pay, order.id, method, typed))


def _looked_up(walk: Walk, order: Order, seconds: int) -> Order:
    """Wait for Enter or for the time, and ask what became of the payment; in the end the user may say."""
    purchases = walk.mail.purchases
    may_decide = not walk.mail.prerequisites.sandbox and purchases.may_decide(order)
    if may_decide:
        walk.say(*not_bought_words(order), f"If there is none, type {NOT_BOUGHT}.")
    prompt = f"Enter checks it, by itself in {seconds} seconds"
    try:
        answer = walk.dialogue.ask(prompt, seconds=seconds).lower()
    except WentBack:
        walk.say("There is no way back while money may be on its way.")
        answer = ""
    decided = may_decide and answer == NOT_BOUGHT
    settle = purchases.settle_as_not_bought if decided else purchases.settle
    return _waited(walk, order, partial(settle, order.id))


def _waited(walk: Walk, order: Order, ask: Callable[[], Order]) -> Order:
    """Return the order as it is after the provider was asked, or after nobody wanted to wait any longer."""
    try:
        return waited_for(ask, walk.say, _who(walk))
    except DirectMailError as error:
        walk.say(f"! {error}")
    except KeyboardInterrupt:
        walk.say("Not waited for.")
    return walk.mail.purchases.order(order.id)


def _who(walk: Walk) -> str:
    return "the bank" if walk.mail.prerequisites.sandbox else "Alibaba Cloud"
