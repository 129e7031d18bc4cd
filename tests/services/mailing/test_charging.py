"""What pays for a mailing, what holds it back, and what is said of it before."""

from collections.abc import Callable
from datetime import UTC, datetime

from dm_tui.domain.errors import ErrorKind
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.mailing.wording import held_back_notice
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.providers.mail.transport import DeliveryOutcome, Refused
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.sending import Sending
from tests.post import LETTER, REFUSED, PostOffice, people, sending_by
from tests.services.books import code_of, off, sent

NewOrder = Callable[..., Order]


def test_the_daily_quota_holds_back_and_the_next_day_it_goes_on(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    made = sending.create(LETTER, people(4_500))
    held = sending.run(made.id)
    assert (held.status, held.reason, held.accepted) == (MailingStatus.HELD_BACK, "daily-quota", 2_000)
    assert held.until == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert sending.run(made.id).accepted == 2_000
    direct_mail.sandbox.advance("1d")
    assert sending.run(made.id).accepted == 4_000
    direct_mail.sandbox.advance("1d")
    done = sending.run(made.id)
    assert (done.status, done.accepted, office.twice()) == (MailingStatus.DONE, 4_500, {})
    assert done.charged == sent(direct_mail) == Allocation(free=600, pay_as_you_go=3_900)
    assert off(direct_mail) == {}


def test_a_refusal_leaves_room_for_another_in_the_daily_quota(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    direct_mail.metering.record(1_900)
    for number in range(0, 100, 10):
        office.will(f"r{number}@example.com", REFUSED)
    held = sending.run(sending.create(LETTER, people(150)).id)
    assert (held.status, held.accepted, held.refused) == (MailingStatus.HELD_BACK, 100, 10)
    assert sent(direct_mail).emails == 2_000


def set_active(direct_mail: DirectMail, active: bool) -> None:
    """Activate or deactivate: only the vendor can do the second."""
    with direct_mail.state.transaction() as tables:
        tables.put_single(tables.single(PayAsYouGo).model_copy(update={"active": active}))


def test_without_activation_nothing_is_sent_and_no_quota_is_used(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, new_order: NewOrder
) -> None:
    direct_mail.purchases.pay(new_order().id, "balance")
    made = sending.create(LETTER, people(450))
    set_active(direct_mail, False)
    held = sending.run(made.id)
    assert (held.status, held.reason, held.until) == (MailingStatus.HELD_BACK, "not-activated", None)
    assert held_back_notice(held) == "Held back: Direct Mail is not activated."
    assert (office.received, sent(direct_mail)) == ([], Allocation())
    not_allowed = (ErrorKind.NOT_ALLOWED, "missing-activation")
    assert code_of(lambda: sending.preview(LETTER, people(3))) == not_allowed
    assert code_of(lambda: sending.create(LETTER, people(3))) == not_allowed
    set_active(direct_mail, True)
    done = sending.run(held.id)
    assert (done.status, done.accepted) == (MailingStatus.DONE, 450)
    plan = next(iter(done.charged.plans))
    assert done.charged == sent(direct_mail) == Allocation(free=200, plans={plan: 250})


def test_a_bill_that_is_overdue_holds_back(direct_mail: DirectMail, sending: Sending) -> None:
    made = sending.create(LETTER, people(5))
    with direct_mail.state.transaction() as tables:
        account = tables.single(PayAsYouGo)
        tables.put_single(account.model_copy(update={"overdue": True}))
    held = sending.run(made.id)
    assert (held.status, held.reason, held.until) == (MailingStatus.HELD_BACK, "overdue", None)
    assert code_of(lambda: sending.create(LETTER, people(1))) == (ErrorKind.REFUSED, "overdue")


def test_when_nothing_at_all_can_be_sent_no_mailing_is_made(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    direct_mail.metering.record(2_000)
    refused = code_of(lambda: sending.create(LETTER, people(1)))
    assert refused == (ErrorKind.REFUSED, "daily-quota")
    assert sending.mailings() == ()
    assert code_of(lambda: sending.create(LETTER, [])) == (ErrorKind.USAGE, "no-recipients")


def test_a_plan_that_expires_in_the_midst_takes_its_refused_emails_with_it(
    direct_mail: DirectMail, sending: Sending, office: PostOffice, new_order: NewOrder
) -> None:
    direct_mail.purchases.pay(new_order().id, "balance")
    direct_mail.metering.record(200)

    def expire() -> DeliveryOutcome:
        direct_mail.sandbox.advance("6mo")
        return REFUSED

    office.will("r30@example.com", expire)
    done = sending.run(sending.create(LETTER, people(100)).id)
    assert (done.accepted, done.refused, done.charged.emails) == (99, 1, 99)
    assert off(direct_mail) == {}


def test_an_address_once_called_invalid_is_neither_sent_to_nor_billed(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    for number in (2, 104):
        office.will(f"r{number}@example.com", Refused(code=550, words="user unknown", invalid=True))
    first = sending.run(sending.create(LETTER, people(150)).id)
    assert first.refused == 2
    assert sending.preview(LETTER, people(150)).known_invalid == 2
    (warning,) = sending.preview(LETTER, people(3)).warnings
    assert (
        warning.message
        == "1 address on the list of suppressed addresses (1 invalid): neither sent to nor billed."
    )
    second = sending.run(sending.create(LETTER, people(150)).id)
    assert (second.accepted, second.refused) == (148, 2)
    assert office.attempts.count("r2@example.com") == 1
    told = [(entry.address, entry.words) for entry in sending.refused_entries(second.id)]
    assert [address for address, _ in told] == ["r2@example.com", "r104@example.com"]
    assert (
        told[0][1]
        == f"Not sent to: invalid since 31 January 2026 ({first.id}). The server said: 550 user unknown"
    )
    assert second.left_out == {"invalid": 2}
    assert (first.put_on_list, second.put_on_list) == (2, 0)
    assert sent(direct_mail) == Allocation(free=200, pay_as_you_go=96)
    direct_mail.sandbox.advance("31d")
    third = sending.run(sending.create(LETTER, people(150)).id)
    assert third.accepted == 150
    assert off(direct_mail) == {}


def test_a_mailing_to_invalid_addresses_alone_costs_nothing(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    office.will("r0@example.com", Refused(code=550, words="user unknown", invalid=True))
    sending.run(sending.create(LETTER, people(1)).id)
    done = sending.run(sending.create(LETTER, people(1)).id)
    assert (done.status, done.refused, done.charged) == (MailingStatus.DONE, 1, Allocation())
    assert (sent(direct_mail), off(direct_mail)) == (Allocation(), {})


def test_a_preview_says_who_pays_and_what_is_left(
    direct_mail: DirectMail, sending: Sending, new_order: NewOrder, office: PostOffice
) -> None:
    plan = direct_mail.purchases.plans_of(direct_mail.purchases.pay(new_order().id, "balance").id)[0]
    with direct_mail.state.transaction() as tables:
        tables.of(ResourcePlan).put(plan.model_copy(update={"used": 49_000}))
    seen = sending.preview(LETTER, people(2_500))
    assert (seen.recipients, seen.held_back, seen.until) == (
        2_500,
        500,
        datetime(2026, 1, 31, 16, tzinfo=UTC),
    )
    split = seen.split
    assert (split.free, split.plans, split.pay_as_you_go) == (200, {plan.id: 1_000}, 800)
    assert seen.cost == usd("0.232")
    assert (seen.left.free, seen.left.free_today, seen.left.daily_quota) == (1_800, 0, 0)
    assert (seen.left.plans, seen.left.open_amount) == ({plan.id: 0}, usd("0.23"))
    assert [warning.code for warning in seen.warnings] == ["daily-quota", "pay-as-you-go"]
    assert office.attempts == []
    assert sending.mailings() == ()


def test_a_preview_of_little_costs_nothing_and_warns_of_nothing(sending: Sending) -> None:
    seen = sending.preview(LETTER, people(3))
    assert (seen.cost, seen.warnings, seen.held_back) == (usd("0"), (), 0)


def test_a_preview_of_a_suspended_account_says_so(direct_mail: DirectMail, office: PostOffice) -> None:
    direct_mail.sandbox.load("overdue")
    seen = sending_by(direct_mail, office).preview(LETTER, people(3))
    assert (seen.held_back, seen.until, [warning.code for warning in seen.warnings]) == (3, None, ["overdue"])


def test_what_is_previewed_is_what_is_charged(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    seen = sending.preview(LETTER, people(2_300))
    held = sending.run(sending.create(LETTER, people(2_300)).id)
    assert held.charged == Allocation() + seen.split
    assert (held.accepted, held.until) == (seen.recipients - seen.held_back, seen.until)
    left = direct_mail.overviews.overview()
    assert left.free_quota.left == seen.left.free
    assert left.pay_as_you_go.open_amount == seen.left.open_amount
