"""The fields of Advice, the question they make, and its answer."""

from collections.abc import Mapping
from decimal import Decimal

from dm_tui.domain.advice.advice_request import QuotaChoice
from dm_tui.domain.advice.typed_figures import parse_daily_quota, parse_months, parse_percent, parse_volumes
from dm_tui.domain.advice.volume_from_usage import VolumeProposal
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.advice.advice_view import AdviceViewModel

FIELDS = (
    ("monthly", "Emails a month", 14, "e.g. 20k"),
    ("spread", "spread %", 6, "0"),
    ("growth", "growth %", 6, "0"),
    ("months", "months", 4, "6"),
    ("quota", "daily quota", 9, "as now"),
    ("quota-growth", "its growth %", 6, "0"),
)
"""The fields: id, label, width, and what holds while it is empty; of the first, an example."""


def answer(
    direct_mail: DirectMail, asked: Mapping[str, str], proposal: VolumeProposal | None
) -> AdviceViewModel:
    """Return the answer to what was typed, without a volume to the proposed one; it takes a while."""
    volumes = parse_volumes(asked["monthly"] or (str(proposal.monthly) if proposal is not None else ""))
    advice = direct_mail.advice
    question = advice.question(
        volumes,
        spread=_read_percent(asked["spread"], "spread"),
        growth=_read_percent(asked["growth"], "growth"),
        months=parse_months(asked["months"]) if asked["months"] else None,
        daily_quota=parse_daily_quota(asked["quota"]) if asked["quota"] else QuotaChoice.OWN,
        quota_growth=_read_percent(asked["quota-growth"], "growth of the quota"),
    )
    result = advice.findings(question)
    return AdviceViewModel(
        question,
        result,
        advice.saving_of(question, result, advice.curve(question, result)),
        advice.spread_curve(question, result),
        proposal is not None and question.monthly == (proposal.monthly,),
        not asked["monthly"],
    )


def _read_percent(typed: str, name: str) -> Decimal:
    return parse_percent(typed, name) if typed else Decimal(0)
