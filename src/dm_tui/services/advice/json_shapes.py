"""Advice in the shape that programs rely on."""

from decimal import Decimal

from dm_tui.domain.advice.curves import SpreadCurve
from dm_tui.domain.advice.results import AdviceOption, Recommendation
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.quote import QuoteWarning


class AdviceRequestShape(Model):
    """What the advice rests on. `volumes` are the emails of each month; percentages are decimal strings."""

    volumes: tuple[int, ...]
    months: int
    spread: Decimal
    growth: Decimal
    daily_quota: int | None
    quota_growth: Decimal
    from_history: bool
    free_left: int | None
    owned_left: int


class AdviceAnswer(Model):
    """`advise`."""

    question: AdviceRequestShape
    recommendation: Recommendation
    options: tuple[AdviceOption, ...]
    by_spread: SpreadCurve
    warnings: tuple[QuoteWarning, ...]
