"""What is known of the mail that new plans would pay for, counted as an advice counts it."""

from itertools import accumulate

from dm_tui.domain.advice.advice_request import MAX_MONTHLY, AdviceRequest
from dm_tui.domain.advice.emails_to_pay import make_demand_outlook
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
    )


def _expected_volume(question: AdviceRequest, catalogue: Catalogue, monthly: int) -> ExpectedVolume:
    mail = _mail_ahead(question, catalogue, monthly)
    return ExpectedVolume(monthly=monthly, mail=mail, quota_growth=question.quota_growth)


def _mail_ahead(question: AdviceRequest, catalogue: Catalogue, monthly: int) -> MailAhead:
    question = question.model_copy(update={"monthly": (monthly,)})
    outlook = make_demand_outlook(question, catalogue)
    demand = outlook.at()
    by_month = map(min, outlook.volumes, outlook.limits)
    return MailAhead(
        starts=question.starts,
        sent=tuple(accumulate(by_month, initial=0)),
        paid_before=demand.sent - demand.left_to_pay,
    )
