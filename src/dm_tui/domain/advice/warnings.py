"""The warnings of an advice: emails that a quota holds back, emails that are lost, and sending that stops."""

from dm_tui.domain.advice import wording
from dm_tui.domain.advice.demand import AdviceRequest, make_demand_outlook
from dm_tui.domain.advice.evaluation import ScheduleEvaluator
from dm_tui.domain.advice.schedule import Schedule, emails_paid_by_plans, plans_emails
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
    months = show_months(question.months)
    warnings = _daily_quota_warnings(question, catalogue, context, schedule, evaluator)
    if context.overdue:
        warnings.append(arrears_warning())
    elif not context.pay_as_you_go_active and evaluator.pay_as_you_go_emails(schedule) >= 1:
        warnings.append(
            QuoteWarning(
                code=QuoteWarningCode.STOPS_WHEN_USED_UP, message=wording.STOPS_WHEN_USED_UP, serious=True
            )
        )
    if unused := evaluator.unused(schedule):
        warnings.append(
            QuoteWarning(
                code=QuoteWarningCode.NON_REFUNDABLE,
                message=wording.UNUSED_EMAILS.format(unused=unused, months=months),
            )
        )
    if lost := evaluator.expected_demand.lost:
        warnings.append(
            QuoteWarning(
                code=QuoteWarningCode.OWNED_PLANS_LEFT, message=wording.OWNED_PLANS_LEFT.format(lost=lost)
            )
        )
    return tuple(sorted(warnings, key=lambda warning: not warning.serious))


def _daily_quota_warnings(
    question: AdviceRequest,
    catalogue: Catalogue,
    context: QuoteContext,
    schedule: Schedule,
    evaluator: ScheduleEvaluator,
) -> list[QuoteWarning]:
    """Warn of the emails that the quota of the question holds back, or that the account's own would."""
    limited = make_demand_outlook(question, catalogue, context.daily_quota).at()
    if not limited.held_back:
        return []
    asked, emails = question.daily_quota, plans_emails(schedule)
    sentences = [wording.LIMITED_BY_OWN_QUOTA if asked is None else wording.LIMITED_BY_ASKED_QUOTA]
    (used,) = emails_paid_by_plans(schedule, (limited,), evaluator.prices.validity)
    if asked is None and emails > used:
        sentences.append(wording.PLANS_LEFT_OVER)
    if asked is None:
        sentences.append(wording.PLAN_WITH_QUOTA)
    message = " ".join(sentences).format(
        quota=context.daily_quota if asked is None else asked,
        sent=limited.sent,
        wanted=limited.sent + limited.held_back,
        months=show_months(question.months),
        left=emails - used,
        emails=emails,
    )
    return [QuoteWarning(code=QuoteWarningCode.DAILY_QUOTA, message=message, serious=True)]
