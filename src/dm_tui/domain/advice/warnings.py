"""What to know before following advice: what a quota holds back, what is lost, what stops."""

from dm_tui.domain.advice.demand import AdviceRequest, make_demand_outlook
from dm_tui.domain.advice.evaluation import ScheduleEvaluator
from dm_tui.domain.advice.schedule import Schedule, emails_paid_by_plans, plans_emails
from dm_tui.domain.dates import show_months
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote import (
    QuoteContext,
    QuoteWarning,
    QuoteWarningCode,
    arrears_warning,
)


def advice_warnings(
    question: AdviceRequest,
    catalogue: Catalogue,
    facts: QuoteContext,
    schedule: Schedule,
    trial: ScheduleEvaluator,
) -> tuple[QuoteWarning, ...]:
    """Return every warning that applies to buying `schedule`, the most serious first."""
    months = show_months(question.months)
    found = _daily_quota_warnings(question, catalogue, facts, schedule, trial)
    if facts.overdue:
        found.append(arrears_warning())
    elif not facts.pay_as_you_go_active and trial.pay_as_you_go_emails(schedule) >= 1:
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.STOPS_WHEN_USED_UP,
                message="Pay-as-you-go is not active: what no plan pays for is not sent until it is.",
                serious=True,
            )
        )
    if unused := trial.unused(schedule):
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.NON_REFUNDABLE,
                message=f"About {unused:,} emails of these plans are likely to be left after "
                f"{months}. What is left at expiry is lost: no refund.",
            )
        )
    if lost := trial.expected_demand.lost:
        found.append(
            QuoteWarning(
                code=QuoteWarningCode.OWNED_PLANS_LEFT,
                message=f"Of the plans you own {lost:,} emails will be left when they expire.",
            )
        )
    return tuple(sorted(found, key=lambda one: not one.serious))


def _daily_quota_warnings(
    question: AdviceRequest,
    catalogue: Catalogue,
    facts: QuoteContext,
    schedule: Schedule,
    trial: ScheduleEvaluator,
) -> list[QuoteWarning]:
    """Say what the quota that was given holds back, or what the account's own would."""
    months = show_months(question.months)
    limited = make_demand_outlook(question, catalogue, facts.daily_quota).at()
    if not limited.held_back:
        return []
    wanted = limited.sent + limited.held_back
    if question.daily_quota is not None:
        message = (
            f"At a daily quota of {question.daily_quota:,} only {limited.sent:,} of {wanted:,} emails "
            f"can be sent in {months}; the others are in no figure here."
        )
    else:
        (used,) = emails_paid_by_plans(schedule, (limited,), trial.prices.validity)
        left = plans_emails(schedule) - used
        message = (
            f"At your daily quota of {facts.daily_quota:,} only {limited.sent:,} of {wanted:,} emails "
            f"can be sent in {months}; a plan does not raise it. "
        )
        if left:
            message += f"{left:,} of the {plans_emails(schedule):,} emails in the plans would be left over. "
        message += "Ask with that quota to plan for it."
    return [QuoteWarning(code=QuoteWarningCode.DAILY_QUOTA, message=message, serious=True)]
