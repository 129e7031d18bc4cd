"""The warnings of an advice: emails that a quota holds back, emails that are lost, and sending that stops."""

from dm_tui.domain.advice import wording
from dm_tui.domain.advice.demand import AdviceRequest, make_demand_outlook
from dm_tui.domain.advice.evaluation import ScheduleEvaluator
from dm_tui.domain.advice.schedule import Schedule, emails_paid_by_plans, plans_emails
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import show_months
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote import QuoteContext, QuoteWarning, QuoteWarningCode, arrears_warning


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
    if limited.held_back:
        own, emails = question.daily_quota is None, plans_emails(schedule)
        (used,) = emails_paid_by_plans(schedule, (limited,), evaluator.prices.validity)
        sentences = [wording.LIMITED_BY_OWN_QUOTA if own else wording.LIMITED_BY_ASKED_QUOTA]
        if own and emails > used:
            sentences.append(wording.PLANS_LEFT_OVER)
        if own:
            sentences.append(wording.PLAN_WITH_QUOTA)
        message = " ".join(sentences).format(
            quota=context.daily_quota if own else question.daily_quota,
            sent=limited.sent,
            wanted=limited.sent + limited.held_back,
            months=months,
            left=emails - used,
            emails=emails,
        )
        warn(QuoteWarningCode.DAILY_QUOTA, message, serious=True)
    if context.overdue:
        warnings.append(arrears_warning())
    elif not context.pay_as_you_go_active and evaluator.pay_as_you_go_emails(schedule) >= 1:
        warn(QuoteWarningCode.STOPS_WHEN_USED_UP, wording.STOPS_WHEN_USED_UP, serious=True)
    if unused := evaluator.unused(schedule):
        message = wording.UNUSED_EMAILS.format(unused=show_count(unused, "email"), months=months)
        warn(QuoteWarningCode.NON_REFUNDABLE, message)
    if lost := evaluator.expected_demand.lost:
        warn(
            QuoteWarningCode.OWNED_PLANS_LEFT, wording.OWNED_PLANS_LEFT.format(lost=show_count(lost, "email"))
        )
    return tuple(sorted(warnings, key=lambda warning: not warning.serious))
