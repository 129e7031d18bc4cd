"""Advice in the shape that programs rely on."""

from decimal import Decimal

from dm_tui.domain.account.unknown_figures import UnknownFigure
from dm_tui.domain.advice.curves import SpreadCurve
from dm_tui.domain.advice.results import AdviceOption, Recommendation
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.catalogue import PriceSource
from dm_tui.domain.purchase.quote_warnings import QuoteWarning


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
    """`advise`. `prices_from` says whose the prices are."""

    question: AdviceRequestShape
    recommendation: Recommendation
    options: tuple[AdviceOption, ...]
    by_spread: SpreadCurve
    warnings: tuple[QuoteWarning, ...]
    prices_from: PriceSource
    unknown: tuple[UnknownFigure, ...] = ()
