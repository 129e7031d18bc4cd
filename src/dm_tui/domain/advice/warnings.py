"""The warnings of an advice: emails that a quota holds back, emails that are lost, and sending that stops."""

from dm_tui.domain.advice import wording
from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.advice.emails_to_pay import make_demand_outlook
from dm_tui.domain.advice.expected_cost import ScheduleEvaluator
from dm_tui.domain.advice.schedule import Schedule, emails_paid_by_plans, plans_emails
from dm_tui.domain.advice.wording import quota_words
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_months
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote_warnings import (
    QuoteContext,
    QuoteWarning,
    QuoteWarningCode,
    arrears_warning,
)


def advice_warnings(
    question: AdviceRequest,
    catalogue: Catalogue,
    context: QuoteContext,
    schedule: Schedule,
    evaluator: ScheduleEvaluator,
) -> tuple[QuoteWarning, ...]:
    """Return every warning that applies to buying `schedule`, the most serious first."""
    warnings: list[QuoteWarning] = []

    def warn(code: QuoteWarningCode, message: str, *, serious: bool = False) -> None:
        warnings.append(QuoteWarning(code=code, message=message, serious=serious))

    limited = make_demand_outlook(question, catalogue, context.daily_quota).at()
    months = show_months(question.months)
    if question.daily_quota is None and context.daily_quota is None:
        warn(QuoteWarningCode.DAILY_QUOTA, wording.QUOTA_NOT_KNOWN)
    if limited.held_back:
        emails = plans_emails(schedule)
        (used,) = emails_paid_by_plans(schedule, (limited,), evaluator.prices.validity)
        if question.daily_quota is not None:
            sentences = [wording.LIMITED_BY_QUOTA]
        else:
            sentences = [wording.PLANNED_ABOVE_QUOTA, *([wording.PLANS_LEFT_OVER] if emails > used else [])]
        message = " ".join(sentences).format(
            quota=quota_words(question, context.daily_quota),
            sent=limited.sent,
            wanted=limited.sent + limited.held_back,
            months=months,
            left=emails - used,
            emails=emails,
        )
        warn(QuoteWarningCode.DAILY_QUOTA, message, serious=True)
    if context.overdue:
        warnings.append(arrears_warning())
    elif context.pay_as_you_go_active is False:
        warn(QuoteWarningCode.NOT_ACTIVATED, wording.NOT_ACTIVATED, serious=True)
    if unused := evaluator.unused(schedule):
        message = wording.UNUSED_EMAILS.format(unused=show_count(unused, "email"), months=months)
        warn(QuoteWarningCode.NON_REFUNDABLE, message)
    if lost := evaluator.expected_demand.lost:
        warn(
            QuoteWarningCode.OWNED_PLANS_LEFT, wording.OWNED_PLANS_LEFT.format(lost=show_count(lost, "email"))
        )
    return tuple(sorted(warnings, key=lambda warning: not warning.serious))
