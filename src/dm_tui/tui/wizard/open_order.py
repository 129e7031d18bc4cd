"""The order that was left at Payment, as the first step shows it: it still waits."""

from textual.content import Content

from dm_tui.domain.purchase.wording import OPEN_ORDER_KEY, open_order_words
from dm_tui.services.overview.views import WaitingOrder
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import text, warning


def open_order_rows(order: WaitingOrder, key: str, width: int) -> list[Content]:
    """Return the order that was left at Payment, and the key that leads there."""
    words = open_order_words(
        order.id,
        f"{order.quantity} {MARKS.times} {order.spec}",
        order.total,
        order.lapses_at,
        unsettled=order.unsettled,
    )
    return [warning(words, width=width), text("  ", (key, "bold"), (f" {OPEN_ORDER_KEY}", "$muted"))]
