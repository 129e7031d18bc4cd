"""What the payment step says about an order: that it is being paid, what came of it, or how to pay."""

from typing import NamedTuple

from textual.content import Content

from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment import PaymentResult
from dm_tui.domain.purchase.payment_wording import payment_deadline, payment_status_lines
from dm_tui.domain.purchase.receipt import plan_progress_lines
from dm_tui.tui.paint import MARKS, lines, muted, text, warning


class PaymentProgress(NamedTuple):
    """The state of the step: what is asked now ("" for nothing) and for how many `seconds`.

    `problem` is the last error, `seconds_to_check` the time until an unknown outcome is checked again.
    """

    asks_now: str
    problem: str
    seconds: int
    seconds_to_check: int
    amount_is_typed: bool


def payment_outcome(order: Order, progress: PaymentProgress, width: int) -> Content:
    """Return the lines below the payment methods, in a pane of `width` cells."""
    attempt = order.last_attempt
    if progress.asks_now:
        elapsed = f" {progress.seconds} s" if progress.seconds >= 2 else ""
        return lines(
            [
                text((f"{MARKS.here} {progress.asks_now}{elapsed}", "bold $accent")),
                muted(f"The order is saved as {order.id}; you can close the window."),
                *plan_progress_lines(order),
            ]
        )
    if progress.problem and not order.unsettled:
        return warning(progress.problem, serious=True, width=width)
    if status_lines := payment_status_lines(order):
        first, *others = status_lines
        refused = attempt is not None and attempt.result is not PaymentResult.NOT_CHARGED
        is_open = order.status in (OrderStatus.UNPAID, OrderStatus.PARTLY_PAID)
        rows: list[Content | str] = [warning(first, serious=refused and is_open, width=width), *others]
        if order.unsettled:
            rows.append(muted(f"Checks again in {progress.seconds_to_check} s."))
        elif order.status is OrderStatus.UNPAID:
            rows += [muted("Tab goes to Pay."), muted(payment_deadline(order))]
        return lines([*rows, *plan_progress_lines(order)])
    return lines(
        [
            muted(
                "Type the amount, then Enter. Enter on Pay spends it."
                if progress.amount_is_typed
                else "Choose with the arrow keys. Tab goes to Pay; Enter there pays."
            ),
            muted(payment_deadline(order)),
        ]
    )
