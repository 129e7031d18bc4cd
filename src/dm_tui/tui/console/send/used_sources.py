"""What a mailing uses, beside the form: who pays, what each source has left, and what has to wait."""

from typing import NamedTuple

from dm_tui.domain.counts import show_count
from dm_tui.domain.mailing.send_preview import Preview
from dm_tui.lines.figures import show_figure
from dm_tui.tui.bars_and_ladders import gauge
from dm_tui.tui.console.send.send_preview_lines import known_shares
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, hanging_fact, justify_ends, muted, text, warning


class Wholes(NamedTuple):
    """What the sources have when they are full, as far as that is known: for the gauges."""

    plans: dict[str, int]
    free_today: int | None = None
    daily_quota: int | None = None


NONE_KNOWN = Wholes({})
"""Nothing was asked yet: there was no room for gauges."""


def paint_uses(preview: Preview, wholes: Wholes, width: int) -> list[Part]:
    """Return how many, at what cost, from which source with what it has left, and what to know before."""
    recipients = text((show_count(preview.recipients, "recipient"), "bold"))
    rows: list[Part] = [recipients, fact("Cost", preview.cost_words, 8), ""]
    if preview.unknown_payers:
        rows.append(f"{preview.split.emails:,} {MARKS.dot} not known from which source")
    else:
        for emails, name, after in known_shares(preview):
            if emails:
                rows += [_line(f"{emails:,} {name}", after, width), *_gauge(preview, wholes, name, width)]
    for reason, emails in preview.left_out.items():
        rows.append(_line(f"{emails:,} {reason}", "left out, not billed", width))
    if preview.held_back:
        rows.append(text(f"{preview.held_back:,} held back"))
    left = preview.left.daily_quota
    rows.append(_line(f"{show_figure(left)} of the daily quota left", "", width))
    if left is not None and wholes.daily_quota:
        rows.append(gauge(left, wholes.daily_quota, width))
    for label, words in (
        ("Month", preview.budget.sentence if preview.budget is not None else ""),
        ("When", preview.schedule_words),
    ):
        if words:
            rows += ["", hanging_fact(label, words, width, 8)]
    return [*rows, *(warning(surprise.message, width=width) for surprise in preview.warnings)]


def _gauge(preview: Preview, wholes: Wholes, name: str, width: int) -> list[Part]:
    """Return the gauge of what a source has left, where that is known."""
    plan = name.removeprefix("plan ")
    left, whole = preview.left.plans.get(plan), wholes.plans.get(plan)
    if name == "free quota":
        left, whole = preview.left.free_today, wholes.free_today
    return [gauge(left, whole, width)] if left is not None and whole else []


def _line(left: str, right: str, width: int) -> Part:
    """Return both at the ends of a line; where they do not fit, under one another."""
    if len(left) + len(right) + 2 > width:
        return text(f"{left}\n", (f"  {right}", "$muted"))
    return justify_ends(text(left), muted(right), width) if right else text(left)
