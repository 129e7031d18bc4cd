"""The warnings before a mailing is sent: what may surprise you, and what holds it back."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from dm_tui.domain.counts import show_count
from dm_tui.domain.mailing import wording
from dm_tui.domain.mailing.letters.letter import Letter
from dm_tui.domain.mailing.suppressed import left_out_words
from dm_tui.domain.mailing.suppressed_wording import LEFT_OUT
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.setup.doubtful_limits import alias_doubts, content_doubts, tag_doubts
from dm_tui.domain.usage import budget_wording
from dm_tui.domain.usage.budget import BudgetState, WhenOver
from dm_tui.domain.usage.paying_sources import Allocation, Meter


class SendWarningCode(StrEnum):
    """The surprises that a preview warns of."""

    OVERDUE = "overdue"
    SUSPENDED = "suspended"
    DAILY_QUOTA = "daily-quota"
    NOT_ACTIVATED = "not-activated"
    PAY_AS_YOU_GO = "pay-as-you-go"
    KNOWN_INVALID = "known-invalid"
    BUDGET = "budget"
    BUDGET_UNKNOWN = "budget-unknown"
    OVER_BUDGET = "over-budget"
    BUDGET_NEARLY_SPENT = "budget-nearly-spent"
    DOUBTFUL_LIMIT = "doubtful-limit"
    NOTHING_TO_TRACK = "nothing-to-track"
    NEW_TAG = "new-tag"
    MAY_NOT_SEND = "may-not-send"


class SendWarning(Model):
    """One warning."""

    code: SendWarningCode
    message: str


def new_tag_warning(tag: str) -> SendWarning:
    """Return the warning that only sending shows whether the service takes a tag."""
    return SendWarning(code=SendWarningCode.NEW_TAG, message=wording.WARN_NEW_TAG.format(tag=tag))


def may_not_send_warning(user: str) -> SendWarning:
    """Return the warning that only sending shows whether the service lets a user send."""
    return SendWarning(code=SendWarningCode.MAY_NOT_SEND, message=wording.MAY_NOT_SEND.format(user=user))


def budget_warnings(state: BudgetState) -> Iterator[SendWarning]:
    """Yield what a mailing does to the budget: it goes over it, or nearly spends it."""
    if state.is_over:
        refused = state.budget.when_over is WhenOver.REFUSE
        sentence = budget_wording.OVER_BUDGET_REFUSED if refused else budget_wording.OVER_BUDGET_HELD_BACK
        message = sentence.format(month=state.sentence)
        yield SendWarning(code=SendWarningCode.OVER_BUDGET, message=message)
    elif state.is_nearly_spent:
        message = budget_wording.NEARLY_SPENT.format(month=state.sentence)
        yield SendWarning(code=SendWarningCode.BUDGET_NEARLY_SPENT, message=message)


def letter_warnings(letter: Letter) -> Iterator[SendWarning]:
    """Yield what may be wrong with a letter itself, whoever it is sent to."""
    doubts = (*content_doubts(letter.content), *alias_doubts(letter.alias), *tag_doubts(letter.tag))
    for message in doubts:
        yield SendWarning(code=SendWarningCode.DOUBTFUL_LIMIT, message=message)
    if letter.track and not letter.content.html:
        yield SendWarning(code=SendWarningCode.NOTHING_TO_TRACK, message=wording.WARN_NOTHING_TO_TRACK)


def preview_warnings(
    meter: Meter,
    plans: tuple[ResourcePlan, ...],
    split: Allocation,
    cost: str,
    left_out: Mapping[str, int],
    until: str,
) -> Iterator[SendWarning]:
    """Yield what holds emails back, what costs more than plans pay for, and who is left out."""
    if split.refused:
        sentences = wording.HELD_BACK_WARNINGS_UNTIL if until else wording.HELD_BACK_WARNINGS
        emails = show_count(split.refused, "email")
        message = sentences[split.reason].format(limit=meter.daily_limit, emails=emails, until=until)
        if split.reason == "daily-quota" and meter.daily_limit == 0:
            message = f"{wording.QUOTA_IS_0} {wording.ASK_FOR_QUOTA}"
        yield SendWarning(code=SendWarningCode(split.reason), message=message)
    if split.pay_as_you_go and plans:
        message = wording.WARN_PAY_AS_YOU_GO.format(
            emails=show_count(split.pay_as_you_go, "email"), cost=cost
        )
        yield SendWarning(code=SendWarningCode.PAY_AS_YOU_GO, message=message)
    if left_out:
        addresses = show_count(sum(left_out.values()), "address")
        message = LEFT_OUT.format(addresses=addresses, reasons=left_out_words(left_out))
        yield SendWarning(code=SendWarningCode.KNOWN_INVALID, message=message)
