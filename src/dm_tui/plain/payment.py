"""Paying by lines: a word pays, a mere Enter never does. What is not known is looked up before anything else."""

from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.facts import payment_facts, payment_standing
from dm_tui.domain.order import Order, OrderStatus
from dm_tui.plain.dialogue import WentBack
from dm_tui.plain.steps import TIMES
from dm_tui.plain.walk import Walk

PAY = "pay"

FIRST_WAIT, LONGEST_WAIT = 8, 64
"""Seconds until an unknown outcome is looked up again by itself; each wait is twice the one before."""


def ask_to_pay(walk: Walk) -> None:
    """Ask for a method and for the word that pays, until the order is paid."""
    order = walk.mail.purchases.order(walk.draft.order_id or "")
    walk.say(*(f"{label}: {value}" for label, value in payment_facts(order, TIMES)))
    wait = FIRST_WAIT
    while not order.bought or order.unsettled:
        if standing := payment_standing(order):
            walk.say(f"! {standing[0]}", *standing[1:])
        if order.unsettled:
            order = _looked_up(walk, order, wait)
            wait = min(LONGEST_WAIT, wait * 2)
        elif order.status is OrderStatus.UNPAID:
            order = _tried(walk, order)
        else:
            walk.say("Confirm again to make a new one.")
            raise WentBack
    if order.status is OrderStatus.PARTLY_PAID:
        walk.say(*(f"! {line}" for line in payment_standing(order) if line))


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
        f"Asking {'Alibaba Cloud' if live else 'the bank'}. The order is saved as {order.id}; nothing is charged twice, whatever happens."
    )
    try:
        return purchases.pay(order.id, method, typed)
    except DirectMailError as error:
        walk.say(f"! {error}")
        return purchases.order(order.id)


def _looked_up(walk: Walk, order: Order, seconds: int) -> Order:
    """Wait for Enter or for the time, and ask what became of the payment."""
    try:
        walk.dialogue.ask(f"Enter checks it, by itself in {seconds} seconds", seconds=seconds)
    except WentBack:
        walk.say("There is no way back while money may be on its way.")
    return walk.mail.purchases.settle(order.id)
