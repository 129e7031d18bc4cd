"""What the payment step says of an order: that it is being paid, what came or may come of it, how to pay."""

from typing import NamedTuple

from textual.content import Content

from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.domain.purchase.payment_way import StepState, payment_way
from dm_tui.domain.purchase.payment_wording import payment_deadline, payment_status_lines
from dm_tui.domain.purchase.receipt import plan_progress_lines
from dm_tui.tui.bars_and_ladders import Rung, gauge, ladder
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, lines, muted, text, warning


class PaymentProgress(NamedTuple):
    """The state of the step: what is asked now ("" for nothing) and for how many `seconds`.

    `problem` is the last error, `seconds_to_check` the time until an unknown outcome is checked again.
    """

    asks_now: str
    problem: str
    seconds: int
    seconds_to_check: int
    amount_is_typed: bool


_LADDER_COLUMN = 28
"""The column of what is known of a step."""

_OUTCOMES = (
    ("Charged", "your plans are there; the receipt says until when"),
    ("Declined", "nothing is charged: choose another method, or leave it unpaid"),
    ("No answer", "nothing is charged again: Check payment asks what became of it, also after a restart"),
    ("Not paid", "the order lapses by itself and costs nothing; Del cancels it at once"),
)


def payment_ladder(order: Order, progress: PaymentProgress, party: str, *, tall: bool) -> Content:
    """Return the way of the payment as a ladder."""
    waited = f"{progress.seconds} s" if progress.seconds >= 2 else ""
    marks = {
        StepState.DONE: (MARKS.done, "$success"),
        StepState.PRESENT: (MARKS.here, "$primary"),
        StepState.UNKNOWN: (MARKS.unknown, "$warning"),
        StepState.FAILED: (MARKS.cross, "$error"),
        StepState.AHEAD: (MARKS.ahead, ""),
    }
    rungs = []
    for step in payment_way(order, party, asks=bool(progress.asks_now), waited=waited):
        mark, style = marks[step.state]
        present = step.state in (StepState.PRESENT, StepState.UNKNOWN, StepState.FAILED)
        rungs.append(Rung(mark, step.title, step.detail, style, present))
    return ladder(rungs, _LADDER_COLUMN, tall=tall)


def payment_outcome(order: Order, progress: PaymentProgress, width: int) -> Content:
    """Return the lines below the payment methods, in a pane of `width` cells."""
    attempt = order.last_attempt
    if progress.asks_now:
        elapsed = f" {progress.seconds} s" if progress.seconds >= 2 else ""
        return lines(
            [
                text((f"{MARKS.here} ", "bold $primary"), (f"{progress.asks_now}{elapsed}", "bold")),
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
            left = progress.seconds_to_check
            bar = gauge(progress.seconds, progress.seconds + left, min(30, width // 2), "$primary")
            rows.append(text(bar, (f"  Checks again in {left} s.", "$muted")))
        elif order.status is OrderStatus.UNPAID:
            rows.append(muted(payment_deadline(order)))
        return lines([*rows, *plan_progress_lines(order)])
    return lines(
        [
            muted(
                "This is real money: type the amount, then press Enter. Enter on Pay spends it."
                if progress.amount_is_typed
                else "Choose with the arrow keys; p pays. No real money moves here."
            ),
            muted(payment_deadline(order)),
        ]
    )


def outcome_rows() -> list[Part]:
    """Return what may become of a payment, and what follows."""
    return [text((f"{name:<12} ", "bold"), (words, "$muted")) for name, words in _OUTCOMES]
