"""What is known of the mail that new plans would pay for, counted as an advice counts it."""

from datetime import datetime
from itertools import accumulate

from dm_tui.domain.advice.advice_request import MAX_MONTHLY, AdviceRequest
from dm_tui.domain.advice.emails_to_pay import DemandOutlook, make_demand_outlook
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.coming_mail import ComingMail, ExpectedVolume, MailAhead
from dm_tui.domain.usage.paying_sources import in_order_of_use


def coming_mail(question: AdviceRequest, catalogue: Catalogue, monthly: int | None) -> ComingMail:
    """Return the mail ahead of an account: as much as its quota allows, and `monthly` emails if you say so.

    The question has what the account owns; its own volume does not count.
    """
    owned = in_order_of_use(question.owned, question.start)
    known = question.daily_quota is not None
    return ComingMail(
        allowed=_mail_ahead(question, catalogue, MAX_MONTHLY) if known else None,
        volume=None if monthly is None else _expected_volume(question, catalogue, monthly),
        owned_emails=sum(plan.left for plan in owned),
        owned_until=owned[-1].expires_at if owned else None,
        free_left=question.free_left,
    )


def _expected_volume(question: AdviceRequest, catalogue: Catalogue, monthly: int) -> ExpectedVolume:
    mail = _mail_ahead(question, catalogue, monthly)
    return ExpectedVolume(monthly=monthly, mail=mail, quota_growth=question.quota_growth)


def _mail_ahead(question: AdviceRequest, catalogue: Catalogue, monthly: int) -> MailAhead:
    """Return the mail ahead; a free quota that was not read is anything from nothing to a new account's."""
    question = question.model_copy(update={"monthly": (monthly,)})
    outlook = make_demand_outlook(question, catalogue)
    whole = outlook._replace(free_left=catalogue.free_emails) if question.free_left is None else outlook
    demand, least = outlook.at(), whole.at()
    known = demand.first == least.first and demand.lost == least.lost
    return MailAhead(
        starts=question.starts,
        sent=tuple(accumulate(_sent_by_month(outlook), initial=0)),
        paid_before=demand.sent - demand.left_to_pay,
        owned_used=demand.first if known else None,
        owned_lost=demand.lost if known else None,
        perhaps_free=demand.left_to_pay - least.left_to_pay,
        begins_by=_when_only_new_plans_pay(question, outlook),
    )


def _sent_by_month(outlook: DemandOutlook) -> list[int]:
    return list(map(min, outlook.volumes, outlook.limits))


def _when_only_new_plans_pay(question: AdviceRequest, outlook: DemandOutlook) -> datetime | None:
    """Return when the last owned plan expires, None if all mail may be free then."""
    owned, starts = in_order_of_use(question.owned, question.start), question.starts
    if not owned or owned[-1].expires_at >= starts[-1]:
        return None
    until, sent = owned[-1].expires_at, _sent_by_month(outlook)
    month = max(at for at, begin in enumerate(starts) if begin <= until)
    part = (until - starts[month]) / (starts[month + 1] - starts[month])
    free = list(map(min, sent, outlook.free))
    ends = question.free_left is not None and sum(free[:month]) + free[month] * part >= question.free_left
    return until if sent[month] > outlook.free[month] or (sent[month] and ends) else None
