"""A quote counts the plans that you own: they expire first, so they are used first."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.billing_zone import add_months
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.quote_warnings import QuoteWarningCode
from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wizard_steps import quote_draft, time_of_plan

NewOrder = Callable[..., Order]


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
