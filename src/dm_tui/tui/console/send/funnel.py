"""A mailing as a funnel: its recipients, those who wait, and what became of the others."""

from typing import NamedTuple

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.progress import Progress
from dm_tui.tui.bars_and_ladders import bar_across
from dm_tui.tui.screen_text import Part, text

LABEL = 13
"""Cells of a name and the gap behind it."""


class Stage(NamedTuple):
    """One bar: its name, how many, its colour, and whether it is shown without any."""

    name: str
    amount: int
    style: str
    always: bool = True


def funnel_stages(mailing: Mailing, progress: Progress) -> list[Stage]:
    """Return the bars; together those after `recipients` are as long as that one."""
    left = 0 if mailing.ended else progress.total - progress.done
    held_back = min(mailing.held_back, left)
    retried = min(progress.deferred, left - held_back)
    missed = progress.total - progress.done - left
    stages = [
        Stage("recipients", progress.total, "$foreground"),
        Stage("waiting", left - held_back - retried, "$muted", always=not mailing.ended),
        Stage("to be retried", retried, "$muted", always=False),
        Stage("held back", held_back, "$attention", always=False),
        Stage("accepted", progress.accepted, "$good"),
        Stage("refused", progress.refused, "$attention"),
        Stage("unknown", progress.unknown, "$warning", always=False),
        Stage("not sent to", missed, "$muted", always=False),
    ]
    return [stage for stage in stages if stage.always or stage.amount]


def paint_funnel(mailing: Mailing, progress: Progress, width: int) -> list[Part]:
    """Return the funnel; the number beside a bar says what the bar shows."""
    figures = len(f"{progress.total:,}")
    room = max(4, width - LABEL - 1 - figures - 1)
    rows: list[Part] = []
    for stage in funnel_stages(mailing, progress):
        drawn = bar_across(stage.amount, progress.total, room)
        rows.append(
            text(
                (f"{stage.name:<{LABEL}} ", "$muted"),
                (f"{drawn:<{room}} ", stage.style),
                (f"{stage.amount:>{figures},}", "bold"),
            )
        )
    return rows
