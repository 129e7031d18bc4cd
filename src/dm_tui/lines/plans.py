"""The plans on sale as a table.

A price that could not be read says so, and the source of the prices is named.
"""

from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.lines.figures import show_figure, show_money, unknown_lines
from dm_tui.lines.table import table
from dm_tui.services.purchase.json_shapes import PlanOnSale, PlansAnswer

_HEADS = ("plan", "emails", "price", "per 1,000", "pays off above")


def plan_lines(answer: PlansAnswer) -> list[str]:
    """Return the table, and below it what could not be read."""
    rows: list[tuple[str, ...]] = [_row(plan) for plan in answer.plans]
    heads: tuple[str, ...] = _HEADS
    if any(plan.guide_price for plan in answer.plans):
        heads = (*_HEADS, "price in the guide")
        rows = [(*row, show_money(plan.guide_price)) for row, plan in zip(rows, answer.plans, strict=True)]
    numbers = "1234" if len(heads) == len(_HEADS) else "12345"
    unread = unknown_lines(answer.unknown)
    return [*table(heads, rows, numbers), *([""] if unread else []), *unread]


def ambiguous_lines(catalogue: Catalogue) -> list[str]:
    """Return each size that is not in the table because the vendor sells it as several things."""
    return [
        f"“{spec}” is sold as several things: {'; '.join(map(str, alike))}. It cannot be bought here."
        for spec, alike in catalogue.ambiguous.items()
    ]


def _row(plan: PlanOnSale) -> tuple[str, ...]:
    if plan.price is None or plan.price_per_thousand is None:
        return (plan.spec, f"{plan.emails:,}", show_money(None), "", "")
    return (
        plan.spec,
        f"{plan.emails:,}",
        str(plan.price),
        plan.price_per_thousand.figure(),
        show_figure(plan.break_even_emails),
    )
