"""Advice in the shape that programs rely on."""

from decimal import Decimal

from dm_tui.domain.advice.curves import SpreadCurve
from dm_tui.domain.advice.demand import AdviceRequest
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
    free_left: int
    owned_left: int

    @classmethod
    def of(cls, request: AdviceRequest, *, from_history: bool) -> "AdviceRequestShape":
        """Return the request in the shape of the contract."""
        owned = sum(plan.left for plan in request.owned)
        return cls.take(request, from_history=from_history, owned_left=owned)


class AdviceAnswer(Model):
    """`advise`."""

    question: AdviceRequestShape
    recommendation: Recommendation
    options: tuple[AdviceOption, ...]
    by_spread: SpreadCurve
    warnings: tuple[QuoteWarning, ...]
