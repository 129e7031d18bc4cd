"""Who pays for what you send, in which order, and what is left of each: after a purchase."""

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.services.overview.views import Overview
from dm_tui.tui.bars_and_ladders import gauge
from dm_tui.tui.screen_text import Part, text

ORDER_OF_USE = (
    "The free quota pays first, then your plans in the order in which they expire, then pay-as-you-go."
)
"""Which source pays for an email, in a sentence."""

_NAMES = 14
"""The column of the bars of those who pay."""


def who_pays(view: Overview, price: str, width: int) -> list[Part]:
    """Return who pays for what you send from now on, in this order, each with what is left of it.

    `price` is that of 1,000 emails by pay-as-you-go. What is not known has no bar.
    """
    free = view.free_quota.left
    plans = None if view.plans is None else sum(plan.left for plan in view.plans)
    rows: list[Part] = []
    room = max(8, width - _NAMES - 16)
    for name, left in (("free quota", free), ("your plans", plans)):
        words = f"{left:,}" if left is not None else NOT_KNOWN
        bar = gauge(left or 0, max(free or 0, plans or 0) or 1, room)
        rows.append(text((f"{name:<{_NAMES}}", "$muted"), bar, f"  {words:>12}"))
    last = f"then {price} per 1,000 emails" if view.pay_as_you_go.active else "nothing, until you activate"
    rows.append(text((f"{'pay-as-you-go':<{_NAMES}}", "$muted"), last))
    return rows
