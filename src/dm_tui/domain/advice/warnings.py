"""What to know before following advice: what a quota holds back, what is lost, what stops."""

from dm_tui.domain.advice.demand import Question, outlook
from dm_tui.domain.advice.evaluation import Trial
from dm_tui.domain.advice.schedule import Schedule, emails, paid_by_plans
from dm_tui.domain.dates import show_months
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.quote import Circumstances, QuoteWarning, WarningCode, arrears_warning


def surprises(
    question: Question,
    catalogue: Catalogue,
    facts: Circumstances,
    schedule: Schedule,
    trial: Trial,
) -> tuple[QuoteWarning, ...]:
    """Return every warning that applies to buying `schedule`, the most serious first."""
    months = show_months(question.months)
    found = _daily_quota(question, catalogue, facts, schedule, trial)
    if facts.overdue:
        found.append(arrears_warning())
    elif not facts.pay_as_you_go_active and trial.by_usage(schedule) >= 1:
        found.append(
            QuoteWarning(
                code=WarningCode.STOPS_WHEN_USED_UP,
                message="Pay-as-you-go is not active: what no plan pays for is not sent until it is.",
                serious=True,
            )
        )
    if unused := trial.unused(schedule):
        found.append(
            QuoteWarning(
                code=WarningCode.NON_REFUNDABLE,
                message=f"About {unused:,} emails of these plans are likely to be left after "
                f"{months}. What is left at expiry is lost: no refund.",
            )
        )
    if lost := trial.expected_demand.lost:
        found.append(
            QuoteWarning(
                code=WarningCode.OWNED_PLANS_LEFT,
                message=f"Of the plans you own {lost:,} emails will be left when they expire.",
            )
        )
    return tuple(sorted(found, key=lambda one: not one.serious))


def _daily_quota(
    question: Question,
    catalogue: Catalogue,
    facts: Circumstances,
    schedule: Schedule,
    trial: Trial,
) -> list[QuoteWarning]:
    """Say what the quota that was given holds back, or what the account's own would."""
    months = show_months(question.months)
    limited = outlook(question, catalogue, facts.daily_quota).at()
    if not limited.held_back:
        return []
    wanted = limited.sent + limited.held_back
    if question.daily_quota is not None:
        message = (
            f"At a daily quota of {question.daily_quota:,} only {limited.sent:,} of {wanted:,} emails "
            f"can be sent in {months}; the others are in no figure here."
        )
    else:
        (used,) = paid_by_plans(schedule, (limited,), trial.prices.validity)
        left = emails(schedule) - used
        message = (
            f"At your daily quota of {facts.daily_quota:,} only {limited.sent:,} of {wanted:,} emails "
            f"can be sent in {months}; a plan does not raise it. "
        )
        if left:
            message += (
                f"{left:,} of the {emails(schedule):,} emails in the plans would be left over. "
            )
        message += "Ask with that quota to plan for it."
    return [QuoteWarning(code=WarningCode.DAILY_QUOTA, message=message, serious=True)]
