"""The numbers at a glance, and the emails that can be sent today."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import PlanStatus
from dm_tui.services.direct_mail import DirectMail
from tests.kept import kept

NewOrder = Callable[..., Order]


def test_a_fresh_account_shows_its_free_quota_and_nothing_more(direct_mail: DirectMail) -> None:
    view = direct_mail.overviews.overview()
    assert (view.provider, view.now) == ("sandbox", direct_mail.now())
    assert (view.free_quota.left, view.free_quota.left_today) == (2_000, 200)
    assert (view.daily_quota.limit, view.daily_quota.used) == (2_000, 0)
    assert view.balance == usd("500.00")
    assert (view.plans, view.unread_messages) == ((), 0)
    assert (view.pay_as_you_go.active, view.pay_as_you_go.overdue) == (False, False)
    assert view.pay_as_you_go.open_amount == usd("0.00")
    assert view.sendable_today == 0


def test_the_regions_say_for_which_the_account_is_verified(direct_mail: DirectMail) -> None:
    assert direct_mail.overviews.overview().account.verified == {
        "ap-southeast-1": True,
        "cn-hangzhou": False,
        "us-east-1": True,
        "eu-central-1": True,
    }
    direct_mail.sandbox.load("unverified")
    assert not any(direct_mail.overviews.overview().account.verified.values())


def test_what_was_sent_is_seen_everywhere(direct_mail: DirectMail, new_order: NewOrder) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.purchases.pay(new_order().id, "balance")
    direct_mail.metering.record(700)
    view = direct_mail.overviews.overview()
    assert (view.free_quota.left, view.free_quota.left_today) == (1_800, 0)
    assert view.daily_quota.used == 700
    assert [plan.left for plan in view.plans or ()] == [49_500]
    assert view.balance == usd("486.95")
    assert view.unread_messages == 2
    assert view.sendable_today == 1_300


def test_the_next_day_in_the_vendors_zone_begins_anew(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.metering.record(200)
    direct_mail.sandbox.advance("6h")
    assert direct_mail.overviews.overview().free_quota.left_today == 0
    direct_mail.sandbox.advance("1h")
    view = direct_mail.overviews.overview()
    assert (view.free_quota.left, view.free_quota.left_today) == (1_800, 200)
    assert view.daily_quota.used == 0


def test_pay_as_you_go_makes_the_whole_daily_quota_sendable(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.metering.record(1_200)
    view = direct_mail.overviews.overview()
    assert view.sendable_today == 800
    assert view.pay_as_you_go.open_amount == usd("0.29")


def test_a_plan_sends_nothing_until_the_account_is_activated(
    direct_mail: DirectMail, new_order: NewOrder
) -> None:
    direct_mail.purchases.pay(new_order().id, "balance")
    view = direct_mail.overviews.overview()
    assert [plan.left for plan in view.plans or ()] == [50_000]
    assert view.sendable_today == 0
    assert [check.kind for check in view.prerequisites if not check.met] == ["activation"]
    direct_mail.activation.activate(view.account.region, direct_mail.purchases.catalogue().agreement_version)
    view = direct_mail.overviews.overview()
    assert view.sendable_today == 2_000
    assert all(check.met for check in view.prerequisites)


def test_an_expired_plan_is_over_and_pay_as_you_go_carries_on(
    direct_mail: DirectMail, new_order: NewOrder
) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.purchases.pay(new_order().id, "balance")
    direct_mail.sandbox.advance("6mo")
    view = direct_mail.overviews.overview()
    assert [plan.status for plan in view.plans or ()] == [PlanStatus.EXPIRED]
    assert view.sendable_today == 2_000


@pytest.mark.parametrize(
    ("scenario", "missing"),
    [
        ("fresh", ["activation"]),
        ("unverified", ["identity-verification", "activation"]),
        ("ram-user", ["permissions", "activation"]),
        ("activated", []),
        ("busy", []),
        ("expiring", []),
        ("overdue", []),
    ],
)
def test_what_is_missing_for_buying_and_sending_is_part_of_the_overview(
    direct_mail: DirectMail, scenario: str, missing: list[str]
) -> None:
    direct_mail.sandbox.load(scenario)
    checks = direct_mail.overviews.overview().prerequisites
    assert [check.kind for check in checks if not check.met] == missing
    assert all(check.hint for check in checks if not check.met)


def test_plans_stand_in_the_order_of_use_and_ended_ones_last(
    direct_mail: DirectMail, new_order: NewOrder, wait: Callable[[timedelta], None]
) -> None:
    first = direct_mail.purchases.pay(new_order().id, "card-4242")
    wait(timedelta(days=90))
    second = direct_mail.purchases.pay(new_order().id, "card-4242")
    wait(timedelta(days=1))
    third = direct_mail.purchases.pay(new_order().id, "card-4242")
    ids = [plan.order_id for plan in direct_mail.overviews.overview().plans or ()]
    assert ids == [first.id, second.id, third.id]
    wait(timedelta(days=95))
    ids = [plan.order_id for plan in direct_mail.overviews.overview().plans or ()]
    assert ids == [second.id, third.id, first.id]


def test_messages_stand_newest_first_and_can_be_read(
    direct_mail: DirectMail, new_order: NewOrder, wait: Callable[[timedelta], None]
) -> None:
    direct_mail.purchases.pay(new_order().id, "card-4242")
    wait(timedelta(hours=1))
    direct_mail.purchases.pay(new_order().id, "card-4242")
    newest, oldest = direct_mail.overviews.messages()
    assert newest.at > oldest.at
    direct_mail.overviews.mark_read(newest.id)
    assert [message.read for message in direct_mail.overviews.messages()] == [True, False]
    assert direct_mail.overviews.overview().unread_messages == 1


@pytest.mark.parametrize("again", ["", "DM000000-0001-paid"])
def test_marking_what_is_not_there_changes_nothing(direct_mail: DirectMail, again: str) -> None:
    direct_mail.sandbox.load("busy")
    before = kept(direct_mail.state_path)
    direct_mail.overviews.mark_read(again)
    assert kept(direct_mail.state_path) == before


def test_the_way_to_the_first_email_is_gone_step_by_step(direct_mail: DirectMail) -> None:
    def done() -> list[str]:
        return [step.title for step in direct_mail.overviews.overview().next_steps if step.done]

    def actions() -> list[str]:
        return [step.action for step in direct_mail.overviews.overview().next_steps]

    expected = ["identity verification"]
    assert done() == expected
    direct_mail.sandbox.load("activated")
    expected += ["activation"]
    assert done() == expected
    assert actions()[2:4] == ["domains add", "senders add"]
    direct_mail.domains.add("mail.example.com")
    assert done() == expected
    assert actions()[2] == "domains verify"
    direct_mail.domains.verify("mail.example.com")
    direct_mail.senders.add("news@mail.example.com")
    direct_mail.templates.add("welcome", "Hello", "text", draft=True)
    expected += ["domain", "sender address"]
    assert done() == expected
    assert actions()[4] == "templates submit"
    direct_mail.templates.submit("welcome")
    assert done() == [*expected, "template (in review)"]
    direct_mail.sandbox.advance("2h")
    expected += ["template (optional)"]
    assert done() == expected
    direct_mail.metering.record(1)
    expected += ["first email"]
    assert done() == expected
    steps = direct_mail.overviews.overview().next_steps
    assert [step.title for step in steps] == expected
    assert actions()[2:] == ["domains verify", "senders add", "templates add", "send"]


def test_a_template_that_was_rejected_is_to_be_changed(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.templates.add("reject-lottery", "You have won", "send us your bank details")
    direct_mail.sandbox.advance("2h")
    step = next(step for step in direct_mail.overviews.overview().next_steps if "template" in step.title)
    assert (step.done, step.action) == (False, "templates change")


def test_a_plan_is_done_only_where_one_is_owned(direct_mail: DirectMail) -> None:
    def plan_step() -> list[bool | None]:
        steps = direct_mail.overviews.overview().next_steps
        return [step.done for step in steps if step.title == "a plan"]

    assert plan_step() == [False]
    direct_mail.sandbox.load("activated")
    assert plan_step() == [], "pay-as-you-go pays: no plan is needed"
    direct_mail.sandbox.load("busy")
    assert plan_step() == [True]


def test_an_overdue_bill_is_the_first_thing_to_do(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("overdue")
    step = direct_mail.overviews.overview().next_steps[0]
    assert (step.title, step.done, step.action) == ("the overdue bill", False, "bills pay")
    (bill,) = [bill for bill in direct_mail.billing.bills() if not bill.closed]
    direct_mail.billing.pay(bill.id, "card-4242")
    assert "bills pay" not in {step.action for step in direct_mail.overviews.overview().next_steps}
