"""Paints an advice: the answer, when to buy, the notes."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.advice.curves import SpreadCurve
from dm_tui.domain.advice.recommendation_wording import purchase_lines
from dm_tui.domain.advice.results import AdviceOption, AdviceResult, PlannedPurchase
from dm_tui.domain.advice.saving_curve import SavingCurve
from dm_tui.domain.advice.saving_wording import saving_words
from dm_tui.domain.advice.wording import FROM_YOUR_USAGE, request_summary, sensitivity_lines
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_date
from dm_tui.domain.text import clean
from dm_tui.tui.bars_and_ladders import Rung, ladder
from dm_tui.tui.marks import MARKS
from dm_tui.tui.screen_text import Part, fact, muted, text, warning, wrap_words

PaintedRows = list[Part]

_LABEL = 12
"""Cells of the words before a value."""


class AdviceViewModel(NamedTuple):
    """A question and its results.

    `proposed` where its volume comes from past usage, `says_so` where no volume was typed.
    """

    question: AdviceRequest
    findings: AdviceResult
    saving: SavingCurve | None
    by_spread: SpreadCurve
    proposed: bool
    says_so: bool


def paint_answer(view: AdviceViewModel, width: int) -> PaintedRows:
    """Return the recommendation, the reason, and the serious warnings."""
    best = view.findings.recommendation
    volume = FROM_YOUR_USAGE.format(emails=show_count(view.question.monthly[0], "email"))
    return [
        *(wrap_words(volume, max(20, width)) if view.says_so else []),
        text((f"{MARKS.next} ", "bold $primary"), (best.headline, "bold")),
        *wrap_words(clean(best.why), max(20, width)),
        *(
            warning(alert.message, serious=True, width=width)
            for alert in view.findings.warnings
            if alert.serious
        ),
    ]


def paint_dates(view: AdviceViewModel, width: int, *, tall: bool) -> PaintedRows:
    """Return the dates of purchase as a ladder, and what will be left over."""
    best, owned = view.findings.recommendation, sum(plan.left for plan in view.question.owned)
    rows: PaintedRows = []
    if best.plans:
        rungs = [
            _rung(month, list(purchases))
            for month, purchases in groupby(best.plans, lambda purchase: purchase.month)
        ]
        rows.append(ladder(rungs, 3 + max(len(rung.words) for rung in rungs) + 2, tall=tall))
    else:
        rows += [*wrap_words("Buy nothing at this volume.", width)]
    if tall:
        rows.append("")
    if best.plans:
        rows.append(fact("left over", _left_over(best), _LABEL - 1))
    if owned:
        rows.append(fact("you own", f"{owned:,} emails in plans", _LABEL - 1))
    return rows


def _left_over(best: AdviceOption) -> str:
    return f"about {best.unused_emails:,}" if best.unused_emails else "nothing"


def _rung(month: int, purchases: Sequence[PlannedPurchase]) -> Rung:
    """Return a date of purchase: its day, its plans, their price."""
    when = show_date(purchases[0].buy_at).rsplit(" ", 1)[0] if month else "now"
    plans = " + ".join(f"{purchase.quantity:,} {MARKS.times} {purchase.spec}" for purchase in purchases)
    price = sum((purchase.price for purchase in purchases[1:]), purchases[0].price)
    return Rung("◆", when, f"{plans}  {price}", "$good", present=not month)


def paint_notes(view: AdviceViewModel, width: int) -> PaintedRows:
    """Return the picture in words, the certainty, other warnings, and the assumptions."""
    best, question = view.findings.recommendation, view.question
    dates = purchase_lines(best)
    sentences = [
        *([f"Buy {', '.join(dates)}."] if len(dates) > 1 else []),
        *([saving_words(view.saving)] if view.saving is not None else []),
        *(
            [f"In 80 of 100 cases it costs {best.expected_cost.currency} {cost_range(best)}."]
            if question.spread
            else []
        ),
    ]
    halved, *exact = sensitivity_lines(view.findings, question, view.by_spread)
    sentences += [halved, *(exact[1:] if best.plans else exact)]
    rows: PaintedRows = [row for sentence in sentences for row in wrap_words(sentence, max(20, width))]
    rows += [warning(alert.message, width=width) for alert in view.findings.warnings if not alert.serious]
    summary = request_summary(question, from_history=view.proposed)
    return rows + [muted(row) for row in wrap_words(summary, max(20, width))]


def cost_range(option: AdviceOption) -> str:
    """Return what an option costs in 80 of 100 cases."""
    low, high = option.low_cost.figure(), option.high_cost.figure()
    return low if low == high else f"{low} to {high}"
