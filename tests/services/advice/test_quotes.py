"""A quote counts the plans that you own: they expire first, so they are used first."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.domain.advice.advice_request import AdviceRequest
from dm_tui.domain.advice.mail_for_new_plans import coming_mail
from dm_tui.domain.billing_zone import add_months
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.quote_warnings import QuoteWarningCode
from dm_tui.domain.purchase.sendable_emails import usable_emails
from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.lines.pictures import time_sentence
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wizard_steps import quote_draft, time_of_plan
from dm_tui.tui.wizard.plan_time import time_picture

NewOrder = Callable[..., Order]

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def owner(direct_mail: DirectMail, new_order: NewOrder, wait: Callable[[timedelta], None]) -> DirectMail:
    """An account that owns 100,000 emails, and has used its free quota."""
    direct_mail.sandbox.load("activated")
    direct_mail.purchases.pay(new_order("50k", 2).id, "balance")
    for _ in range(10):
        direct_mail.metering.record(200)
        wait(timedelta(days=1))
    return direct_mail


def left_and_end(direct_mail: DirectMail) -> tuple[int, object]:
    plans = direct_mail.overviews.overview().plans
    assert plans is not None
    return sum(plan.left for plan in plans), plans[0].expires_at


def test_what_you_own_is_said_and_taken_from_what_the_quota_allows(owner: DirectMail) -> None:
    left, end = left_and_end(owner)
    assert left == 100_000
    quote = owner.quotes.quote("500k", 1)
    days = (quote.expires_at - owner.now()).days
    assert (quote.owned_emails, quote.owned_until) == (left, end)
    assert quote.usable_emails == 2_000 * days - left
    said = {warning.code: warning.message for warning in quote.warnings}
    assert "100,000 emails" in said[QuoteWarningCode.OWNED_PLANS_FIRST]
    assert "used first" in said[QuoteWarningCode.OWNED_PLANS_FIRST]
    assert f"{quote.usable_emails:,} of these 500,000" in said[QuoteWarningCode.DAILY_QUOTA]


def test_a_new_plan_begins_where_those_that_you_own_end(owner: DirectMail) -> None:
    draft = WizardDraft()
    time = time_of_plan(owner, draft, quote_draft(owner, draft))
    assert time.used_from == owner.now() + timedelta(days=50)
    assert time.used_up == owner.now() + timedelta(days=75)
    slow = WizardDraft(volume="20k")
    quote = quote_draft(owner, slow)
    time = time_of_plan(owner, slow, quote)
    assert time.monthly == 20_000
    assert quote.usable_emails == 20_000
    assert time.used_from == add_months(owner.now(), 5)
    assert time.used_up is None


def test_without_plans_nothing_is_used_first(direct_mail: DirectMail) -> None:
    draft = WizardDraft(volume="20k")
    quote = quote_draft(direct_mail, draft)
    assert (quote.owned_emails, quote.owned_until) == (0, None)
    assert QuoteWarningCode.OWNED_PLANS_FIRST not in {warning.code for warning in quote.warnings}
    assert time_of_plan(direct_mail, draft, quote).used_from is None


def test_plans_that_were_just_bought_are_not_before_themselves(
    owner: DirectMail, new_order: NewOrder
) -> None:
    draft = WizardDraft(volume="40k", quantity="2")
    before = time_of_plan(owner, draft, quote_draft(owner, draft))
    order = owner.purchases.pay(new_order("50k", 2).id, "balance")
    bought = draft.model_copy(update={"order_id": order.id})
    assert quote_draft(owner, bought).owned_emails == 100_000
    assert time_of_plan(owner, bought, quote_draft(owner, bought)) == before
    assert quote_draft(owner, draft).owned_emails == 200_000


@pytest.fixture
def catalogue(direct_mail: DirectMail) -> Catalogue:
    return direct_mail.purchases.catalogue()


def owning(left: int, days: int, free_left: int | None, quota: int = 2_000) -> AdviceRequest:
    """Somebody who owns one plan, which ends in so many days."""
    plan = ResourcePlan(
        id="plan", order_id="order", spec="500k", emails=500_000, used=500_000 - left, price=None,
        purchased_at=NOW, expires_at=NOW + timedelta(days=days),
    )  # fmt: skip
    return AdviceRequest(start=NOW, monthly=(0,), daily_quota=quota, owned=(plan,), free_left=free_left)


def test_what_you_own_is_used_as_far_as_it_goes(catalogue: Catalogue) -> None:
    mail = coming_mail(owning(500_000, 170, 0), catalogue, None)
    assert mail.allowed is not None
    assert (mail.owned_usable, mail.allowed.owned_lost) == (340_000, 160_000)
    slow = coming_mail(owning(500_000, 170, 0), catalogue, 20_000)
    assert slow.ahead is not None
    assert slow.owned_usable is not None
    assert slow.owned_usable + (slow.ahead.owned_lost or 0) == 500_000
    assert slow.owned_usable < 340_000


def test_new_plans_begin_no_later_than_the_last_that_you_own_ends(catalogue: Catalogue) -> None:
    for monthly, days in ((9_000, 2), (60_000, 1), (20_000, 5)):
        mail = coming_mail(owning(500_000, days, 2_000), catalogue, monthly)
        assert mail.ahead is not None
        assert mail.ahead.paid_at(0) == NOW + timedelta(days=days)
    slow = coming_mail(owning(500_000, 21, 2_000), catalogue, 3_100).ahead
    assert slow is not None
    assert slow.paid_at(0) == NOW + timedelta(days=21), "all of it is free for 20 days"
    free = coming_mail(owning(500_000, 2, 2_000), catalogue, 6_000).ahead
    assert free is not None
    begins = free.paid_at(0)
    assert begins is not None
    assert begins > NOW + timedelta(days=2), "200 a day are free"


def test_a_free_quota_that_was_not_read_is_between_none_and_a_new_one(catalogue: Catalogue) -> None:
    few = coming_mail(owning(0, 1, None, quota=250), catalogue, None)
    assert few.allowed is not None
    assert few.allowed.perhaps_free == 2_000
    assert (usable_emails(50_000, few), usable_emails(40_000, few)) == (None, 40_000)
    assert few.allowed.paid_at(50) is None, "nobody knows when"


def test_the_picture_of_a_plan_that_is_never_used_is_empty(direct_mail: DirectMail) -> None:
    draft = WizardDraft(volume="100")
    quote = quote_draft(direct_mail, draft)
    time = time_of_plan(direct_mail, draft, quote)
    assert time.used == 0
    assert "━" not in time_picture(time, 60).plain
    assert time_sentence(time, quote) == "At 100 a month it is never used before it expires."
    used = WizardDraft(volume="40k")
    assert "━" in time_picture(time_of_plan(direct_mail, used, quote_draft(direct_mail, used)), 60).plain
