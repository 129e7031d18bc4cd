"""What half or double the volume would cost beside the best for it: bars, and the words."""

from dm_tui.domain.advice.wording import sensitivity_lines, wrong_guess_words
from dm_tui.tui.bars_and_ladders import gauge
from dm_tui.tui.console.advice.advice_view import AdviceViewModel, PaintedRows
from dm_tui.tui.screen_text import muted, text, wrap_words

_TRACK = "▁"
_BAR, _LABEL = 24, 12
"""Cells of the bars of a wrong guess at most, and of the words before them."""


def paint_wrong_guess(view: AdviceViewModel, width: int) -> PaintedRows:
    """Return what half and double the volume would cost beside the best for them: bars, and the words."""
    best = view.findings.recommendation
    guesses = (("half of it", best.regret_half), ("as expected", None), ("double", best.regret_double))
    most = max(float(best.regret_half.amount), float(best.regret_double.amount), 0.01)
    words = [wrong_guess_words(regret) for _, regret in guesses]
    bar = max(6, min(_BAR, width - _LABEL - max(map(len, words)) - 1))
    rows: PaintedRows = []
    for (name, regret), said in zip(guesses, words, strict=True):
        drawn = gauge(float(regret.amount if regret else 0), most, bar, "$attention", _TRACK)
        rows.append(text((f"{name:<{_LABEL}}", "$muted"), drawn, f" {said}"))
    limits = sensitivity_lines(view.findings, view.question, view.by_spread)[1:2] if best.plans else []
    return rows + [muted(row) for line in limits for row in wrap_words(line, max(20, width))]
