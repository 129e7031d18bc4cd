"""A budget of the month: what it comes to, and that no mailing ever goes over it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.account.service_status import ServiceAccount
from dm_tui.domain.dates import show_instant
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.money import Money, usd
from dm_tui.domain.usage.budget import Budget, BudgetRoom, MonthSpending, WhenOver, room_left
from dm_tui.domain.usage.paying_sources import Meter, allocate
from dm_tui.domain.usage.quota_wait import held_back_until
from dm_tui.domain.usage.usage_record import UsageRecord
from dm_tui.domain.usage.vendor_bill import VendorBill, VendorBillReading
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.sending import Sending
from dm_tui.services.usage.metering import charge_emails
from dm_tui.services.usage.month_spending import month_spending
from dm_tui.settings import values
from dm_tui.settings.file import SettingsFile, read_settings_file
from dm_tui.settings.places import settings_path
from dm_tui.store.state import Tables
from tests.post import LETTER, PostOffice, people, sending_by
from tests.services.books import code_of, off, sent

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
MONTH = datetime(2025, 12, 31, 16, tzinfo=UTC)
METER = Meter(free_left=0, free_left_today=0, daily_limit=10_000, daily_used=0)


@given(
    limit=st.decimals(0, 1_000, places=2), spent=st.decimals(0, 1_000, places=5), emails=st.integers(0, 9_999)
)
def test_what_the_budget_has_room_for_never_costs_more_than_is_left(
    limit: object, spent: object, emails: int
) -> None:
    budget = Budget(limit=Money(amount=limit))
    month = MonthSpending(start=MONTH, spent=Money(amount=spent))
    room = room_left(budget, month, usd("0.29"))
    split = allocate(emails, METER, (), True, False, NOW, room)
    cost = usd("0.29") * split.pay_as_you_go
    assert budget.limit is not None
    assert month.spent is not None
    if split.pay_as_you_go:
        assert month.spent.amount + cost.amount / 1000 <= budget.limit.amount
    assert split.emails + split.refused == emails
    if split.refused:
        assert split.reason == "budget"
        more = usd("0.29") * (split.pay_as_you_go + 1)
        assert month.spent.amount + more.amount / 1000 > budget.limit.amount


def test_what_is_not_known_has_no_room_and_no_budget_has_any() -> None:
    budget, unknown = Budget(limit=usd(5)), MonthSpending(start=MONTH, spent=None, why="w")
    known = MonthSpending(start=MONTH, spent=usd(0))
    refusal = BudgetRoom(emails=0, reason="budget-unknown")
    assert room_left(budget, unknown, usd("0.29")) == refusal
    assert room_left(budget, known, None) == refusal
    assert room_left(budget, known, Money(amount=usd(1).amount, currency="CNY")) == refusal
    assert room_left(Budget(), unknown, None).emails is None


def test_free_emails_and_plans_go_whatever_the_budget(direct_mail: DirectMail) -> None:
    meter = METER.model_copy(update={"free_left": 5, "free_left_today": 5})
    split = allocate(9, meter, (), True, False, NOW, BudgetRoom(emails=0, reason="budget-unknown"))
    assert (split.free, split.pay_as_you_go, split.refused, split.reason) == (5, 0, 4, "budget-unknown")
    assert held_back_until("budget", METER, NOW) == datetime(2026, 1, 31, 16, tzinfo=UTC)
    free_tomorrow = METER.model_copy(update={"free_left": 300, "free_left_today": 200})
    early = datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert held_back_until("budget", free_tomorrow, early) == datetime(2026, 1, 5, 16, tzinfo=UTC)
    assert held_back_until("budget", METER, early) == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert held_back_until("budget-unknown", METER, NOW) is None


def test_a_mailing_that_goes_over_is_refused_as_its_preview_says(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    direct_mail.budgets.set("0.05")
    preview = sending.preview(LETTER, people(400))
    assert preview.budget is not None
    assert (preview.budget.month.spent, preview.budget.with_this) == (usd(0), usd("0.058"))
    assert [warning.code for warning in preview.warnings] == ["over-budget"]
    assert "It will be refused." in preview.warnings[0].message
    refused = code_of(lambda: sending.create(LETTER, people(400)))
    assert refused == (ErrorKind.REFUSED, "over-budget")
    assert code_of(lambda: sending.dry_run.require_start(preview, LETTER)) == refused
    assert (sending.mailings(), office.attempts) == ((), [])
    assert sending.run(sending.create(LETTER, people(370)).id).accepted == 370


def test_the_settings_file_has_the_last_word(direct_mail: DirectMail, sending: Sending) -> None:
    direct_mail.budgets.set("5")
    path = settings_path()
    path.parent.mkdir(parents=True)
    path.write_text("[budget]\nmonthly = 0.05\n", encoding="utf-8")
    assert direct_mail.budgets.state().budget.limit == usd("0.05")
    assert code_of(lambda: sending.create(LETTER, people(400)))[1] == "over-budget"
    for change in (lambda: direct_mail.budgets.set("5"), direct_mail.budgets.clear):
        assert code_of(change) == (ErrorKind.REFUSED, "set-in-file")
    path.write_text("[budget]\nmonthly = 0.05\nwhen_over = 'hold-back'\n", encoding="utf-8")
    held = sending.run(sending.create(LETTER, people(400)).id)
    assert (held.status, held.accepted) == (MailingStatus.HELD_BACK, 372)
    path.write_text("[budget]\nmonthly = 'EUR 9'\n", encoding="utf-8")
    assert code_of(lambda: sending.create(LETTER, people(1)))[0] == ErrorKind.USAGE
    path.unlink()
    assert direct_mail.budgets.state().budget.limit == usd(5)


def test_a_batch_reads_the_settings_file_once(
    direct_mail: DirectMail, sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.budgets.set("100")
    readings = list[Path]()

    def count(path: Path) -> SettingsFile:
        readings.append(path)
        return read_settings_file(path)

    monkeypatch.setattr(values, "read_settings_file", count)
    with direct_mail.state.transaction() as tables:
        charged = charge_emails(tables, direct_mail.purchases.catalogue(), 1_000, NOW)
    assert charged.pay_as_you_go
    assert len(readings) == 1


def test_who_is_left_out_costs_nothing_of_the_budget(direct_mail: DirectMail, sending: Sending) -> None:
    direct_mail.budgets.set("0")
    assert code_of(lambda: sending.create(LETTER, people(201)))[1] == "over-budget"
    direct_mail.suppressed.add(["r3@example.com"])
    assert sending.run(sending.create(LETTER, people(201)).id).accepted == 200


def test_what_fits_is_sent_and_the_rest_goes_on_next_month(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    direct_mail.budgets.set("0.05", WhenOver.HOLD_BACK)
    preview = sending.preview(LETTER, people(400))
    (warning,) = preview.warnings
    assert (warning.code, "What fits is sent" in warning.message) == ("over-budget", True)
    next_month = show_instant(datetime(2026, 1, 31, 16, tzinfo=UTC))
    assert preview.schedule_words == f"372 today, the others after {next_month}"
    held = sending.run(sending.create(LETTER, people(400)).id)
    assert (held.status, held.reason, held.accepted) == (MailingStatus.HELD_BACK, "budget", 372)
    assert held.until == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert sent(direct_mail).pay_as_you_go == 172
    assert sending.run(held.id).accepted == 372
    direct_mail.sandbox.advance("8h")
    assert sending.run(held.id).accepted == 400
    assert off(direct_mail) == {}


def test_two_mailings_together_never_go_over(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    direct_mail.budgets.set("0.05", WhenOver.HOLD_BACK)
    first, second = sending.create(LETTER, people(300)), sending.create(LETTER, people(300, 300))
    other = sending_by(direct_mail, office)
    assert sending.run(first.id).accepted + other.run(second.id).accepted == 372
    assert direct_mail.budgets.state().month.spent == usd("0.04988")


def test_a_budget_lowered_while_a_mailing_waits_holds_it_back(
    direct_mail: DirectMail, sending: Sending, office: PostOffice
) -> None:
    mailing = sending.create(LETTER, people(400))
    direct_mail.budgets.set("0.01")
    held = sending.run(mailing.id)
    assert (held.status, held.reason, held.accepted) == (MailingStatus.HELD_BACK, "budget", 234)
    direct_mail.budgets.clear()
    assert sending.run(mailing.id).accepted == 400


def test_from_four_fifths_every_face_warns_and_the_inbox_does_once(
    direct_mail: DirectMail, sending: Sending
) -> None:
    direct_mail.budgets.set("0.05", WhenOver.HOLD_BACK)
    assert not direct_mail.budgets.state().is_nearly_spent
    assert sending.preview(LETTER, people(337)).warnings == ()
    assert [warning.code for warning in sending.preview(LETTER, people(338)).warnings] == [
        "budget-nearly-spent"
    ]

    def warnings() -> list[str]:
        ids = [message.id for message in direct_mail.overviews.message_history()]
        return [id for id in ids if id.startswith("budget-")]

    sending.run(sending.create(LETTER, people(337)).id)
    assert warnings() == []
    for start in (400, 410):
        sending.run(sending.create(LETTER, people(5, start)).id)
    assert warnings() == ["budget-2026-01"]
    assert direct_mail.budgets.state().is_nearly_spent


def test_a_month_is_that_of_the_billing_zone_and_a_budget_of_zero_pays_for_nothing(
    direct_mail: DirectMail, sending: Sending
) -> None:
    sending.run(sending.create(LETTER, people(300)).id)
    assert direct_mail.budgets.state().month.spent == usd("0.029")
    direct_mail.sandbox.advance("8h")
    state = direct_mail.budgets.set("0")
    assert (state.month.spent, state.left, state.is_nearly_spent) == (usd(0), usd(0), False)


@pytest.mark.parametrize("typed", ["", "x", "-5", "1e9", "13,05", "NaN", "Infinity", "５０"])
def test_what_is_no_amount_is_refused(direct_mail: DirectMail, typed: str) -> None:
    assert code_of(lambda: direct_mail.budgets.set(typed)) == (ErrorKind.USAGE, "bad-budget")


def test_an_amount_may_name_the_currency_of_the_account_and_no_other(direct_mail: DirectMail) -> None:
    assert direct_mail.budgets.set("usd 1,250.50").budget.limit == usd("1250.50")
    with pytest.raises(DirectMailError) as refused:
        direct_mail.budgets.set("50 EUR")
    assert refused.value.code == "other-currency"
    assert direct_mail.budgets.state().budget.limit == usd("1250.50")


# An account whose service bills

Put = Callable[..., MonthSpending]


def bill(total: str | None, start: datetime | None = MONTH, currency: str = "USD") -> VendorBill:
    amount = None if total is None else Money(amount=usd(total).amount, currency=currency)
    return VendorBill(id="B", start=start, total=amount, status="open")


def hour(tables: Tables, at: datetime, emails: int, unread: dict[str, str] | None = None) -> None:
    at = at.replace(minute=0)
    tables.of(UsageRecord).put(
        UsageRecord(id=at.isoformat(), hour=at, pay_as_you_go=emails, unread_sources=unread or {})
    )


@pytest.fixture
def billed(direct_mail: DirectMail) -> Put:
    """Return the month of an account that the service bills, after it was read with these bills."""

    def month(*bills: VendorBill, age: timedelta = timedelta(0), emails: int = 0) -> MonthSpending:
        with direct_mail.state.transaction() as tables:
            tables.put_single(ServiceAccount(at=NOW, meter=METER))
            tables.put_single(VendorBillReading(at=NOW - age, bills=bills))
            hour(tables, NOW - timedelta(days=2), emails)
            return month_spending(tables, direct_mail.purchases.catalogue(), NOW)

    return month


def test_the_larger_of_the_services_bills_and_our_own_records_counts(billed: Put) -> None:
    assert billed(bill("3.20"), bill("9.00", MONTH - timedelta(days=1))).spent == usd("3.20")
    assert billed(bill("3.20"), emails=100_000).spent == usd("29")
    assert billed(emails=1_000).spent == usd("0.29")


def test_what_was_sent_since_the_bills_were_read_is_added(direct_mail: DirectMail, billed: Put) -> None:
    with direct_mail.state.transaction() as tables:
        tables.put_single(ServiceAccount(at=NOW, meter=METER))
        tables.put_single(VendorBillReading(at=NOW - timedelta(minutes=20), bills=(bill("3.20"),)))
        hour(tables, NOW - timedelta(hours=5), 50_000)
        hour(tables, NOW, 1_000)
        month = month_spending(tables, direct_mail.purchases.catalogue(), NOW)
    assert (month.spent, month.is_upper_bound) == (usd("14.79"), True)


@pytest.mark.parametrize(
    ("bills", "age", "why"),
    [
        ((), timedelta(hours=1), "were not read"),
        ((), timedelta(days=40), "were not read"),
        ((bill(None),), timedelta(0), "leave out"),
        ((bill("1", None),), timedelta(0), "leave out"),
        ((bill("1", currency="CNY"),), timedelta(0), "in CNY"),
    ],
)
def test_what_the_bills_do_not_tell_is_not_known(
    billed: Put, bills: tuple[VendorBill, ...], age: timedelta, why: str
) -> None:
    month = billed(*bills, age=age)
    assert month.spent is None
    assert why in month.why


def test_an_hour_whose_payer_is_not_known_counts_as_pay_as_you_go(direct_mail: DirectMail) -> None:
    with direct_mail.state.transaction() as tables:
        tables.put_single(ServiceAccount(at=NOW, meter=METER))
        tables.put_single(VendorBillReading(at=NOW, bills=()))
        at = NOW - timedelta(hours=3)
        record = UsageRecord(id=at.isoformat(), hour=at, free=1_000, unread_sources={"free_quota": "slow"})
        tables.of(UsageRecord).put(record)
        month = month_spending(tables, direct_mail.purchases.catalogue(), NOW)
    assert (month.spent, month.is_upper_bound) == (usd("0.29"), True)
    assert month.words(month.spent) == "at most USD 0.29"


def test_where_the_month_is_not_known_pay_as_you_go_is_refused_and_the_rest_goes(
    direct_mail: DirectMail, sending: Sending
) -> None:
    direct_mail.budgets.set("50")
    with direct_mail.state.transaction() as tables:
        free = METER.model_copy(update={"free_left": 5, "free_left_today": 5})
        tables.put_single(ServiceAccount(at=NOW, meter=free))
    preview = sending.preview(LETTER, people(9))
    assert (preview.split.free, preview.held_back) == (5, 4)
    assert [warning.code for warning in preview.warnings] == ["budget-unknown"]
    assert code_of(lambda: sending.create(LETTER, people(9))) == (ErrorKind.REFUSED, "budget-unknown")
    assert sending.create(LETTER, people(5)).recipients == 5
