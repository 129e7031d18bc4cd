"""The sizes of plans: a card for each, or a row of a table where there is less room."""

from collections.abc import Sequence

from dm_tui.domain.account.unknown_figures import NOT_KNOWN
from dm_tui.domain.counts import short_number
from dm_tui.domain.purchase.catalogue import PlanSpecification
from dm_tui.domain.purchase.plan_saving import percent_saved
from dm_tui.domain.purchase.quote import Quote
from dm_tui.lines.figures import show_figure
from dm_tui.tui.bars_and_ladders import bar_across, gauge
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, muted, text
from dm_tui.tui.widgets.cards import Card

PICTURED_TABLE, PRICED_TABLE, FULL_TABLE = 55, 68, 76
"""Cells from which on the table has a picture of the saving, the price of 1,000, and all columns."""

_BAR = 7


def plan_card(
    plan: PlanSpecification, quote: Quote | None, most: float, advised: bool, room: int, width: int
) -> Card:
    """Return the card of a size: `quote` is for one of it, `most` the best saving of all, in percent.

    `room` are the cells inside the card, `width` those of a row of the list.
    """
    star = (
        text((f"{MARKS.star} fits" if room >= 18 else MARKS.star, "bold $success")) if advised else text("")
    )
    saves = percent_saved(quote)
    emails = f"{plan.emails:,} emails"
    price = plan.price_per_thousand.figure()
    per_thousand = next(
        (words for words in (f"{price} per 1,000", f"{price}/1,000") if len(words) <= room), price
    )
    rows: list[Part] = [
        text((str(plan.price), "bold")),
        muted(emails if len(emails) <= room else f"{plan.emails:,}"),
        muted(per_thousand),
        gauge(max(0.0, saves or 0), most, room) if saves is not None else "",
        *_saving_rows(quote, saves, room),
    ]
    return Card(
        plan.spec,
        plan.spec,
        star,
        rows,
        text(_row(plan, width, advised), *_columns(quote, saves, most, width)),
    )


def table_head(width: int, currency: str) -> str:
    """Return the head of the list."""
    head = f" {'plan':>4} {'emails':>9} {f'price in {currency}':>13}"
    if width >= PRICED_TABLE:
        head += f" {'per 1,000':>10}"
    if width >= PICTURED_TABLE:
        head += f"  {'saves':<13}"
    if width >= FULL_TABLE:
        head += f" {'pays off':>9}"
    return head


def _saving_rows(quote: Quote | None, saves: float | None, room: int) -> Sequence[Part]:
    if quote is None or saves is None:
        return [muted("saving"), muted(NOT_KNOWN)]
    compared = ("dearer than" if saves <= 0 else f"{saves:.0f} % less than", "pay-as-you-go")
    usable = quote.usable_emails
    if saves <= 0 and usable is not None and usable < quote.emails:
        reason = f"{usable:,} usable"
        compared = ("dearer: only", reason if len(reason) <= room else f"{short_number(usable)} usable")
    return [
        *map(muted, compared),
        muted("pays off above"),
        text((show_figure(quote.break_even_emails), "bold")),
    ]


def _row(plan: PlanSpecification, width: int, advised: bool) -> str:
    mark = MARKS.star if advised else " "
    row = f"{mark}{plan.spec:>4} {plan.emails:>9,} {plan.price.figure():>13}"
    if width >= PRICED_TABLE:
        row += f"  {plan.price_per_thousand.figure():<9}"
    return row


def _columns(quote: Quote | None, saves: float | None, most: float, width: int) -> list[Part]:
    if width < PICTURED_TABLE:
        return []
    if quote is None or saves is None:
        return [f"  {NOT_KNOWN:<13}"]
    pays_off = show_figure(quote.break_even_emails) if width >= FULL_TABLE else ""
    if saves <= 0:
        words = f"   no, for {_short(quote.usable_emails or 0)}"
        return [words, f"{pays_off:>{_BAR + 19 - len(words)}}" if pays_off else ""]
    bar = bar_across(saves, most, _BAR)
    return [f"  {saves:>3.0f} % ", (f"{bar:<{_BAR}}", "$good"), f" {pays_off:>10}" if pays_off else ""]


def _short(emails: int) -> str:
    """Return a number of emails in five characters at most."""
    return short_number(round(emails, -3) if emails >= 100_000 else emails)
