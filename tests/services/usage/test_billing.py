"""An overdue bill is paid once, whatever the bank answers; once it is paid, sending resumes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.domain.usage.billing import Bill, BillStatus
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from tests.conftest import Wait
from tests.kept import fill_the_disk

Charges = Callable[[], tuple[Charge, ...]]


@pytest.fixture
def bill(direct_mail: DirectMail) -> Bill:
    """An account whose only bill could not be charged."""
    direct_mail.sandbox.load("overdue")
    (bill,) = direct_mail.billing.bills()
    return bill


def taken(charges: Charges, bill: Bill) -> int:
    return sum(charge.purpose == bill.id for charge in charges())


def in_order(direct_mail: DirectMail) -> bool:
    return all(check.ok for check in direct_mail.doctor.examine())


def test_a_bill_that_could_not_be_charged_suspends_sending(direct_mail: DirectMail, bill: Bill) -> None:
    assert bill.status is BillStatus.OVERDUE
    assert direct_mail.metering.record(10).reason == "overdue"


def test_paying_it_lets_sending_go_on(direct_mail: DirectMail, bill: Bill, charges: Charges) -> None:
    paid = direct_mail.billing.pay(bill.id, "balance")
    assert paid.status is BillStatus.CHARGED
    assert taken(charges, bill) == 1
    assert not direct_mail.activation.current().overdue
    assert direct_mail.metering.record(10).refused == 0
    assert in_order(direct_mail)


@pytest.mark.parametrize("method", ["card-0002", "card-9995"])
def test_a_refused_payment_leaves_it_overdue_and_payable(
    direct_mail: DirectMail, bill: Bill, charges: Charges, method: str
) -> None:
    assert direct_mail.billing.pay(bill.id, method).status is BillStatus.OVERDUE
    assert direct_mail.activation.current().overdue
    assert direct_mail.billing.pay(bill.id, "card-4242").status is BillStatus.CHARGED
    assert taken(charges, bill) == 1
    assert in_order(direct_mail)


def test_what_was_charged_without_an_answer_is_found_and_not_charged_again(
    direct_mail: DirectMail, bill: Bill, charges: Charges
) -> None:
    unknown = direct_mail.billing.pay(bill.id, "card-timeout")
    assert unknown.unsettled is not None
    assert direct_mail.billing.pay(bill.id, "balance").status is BillStatus.CHARGED
    assert taken(charges, bill) == 1
    assert in_order(direct_mail)


def test_what_was_lost_is_looked_up_and_then_paid(
    direct_mail: DirectMail, bill: Bill, charges: Charges
) -> None:
    assert direct_mail.billing.pay(bill.id, "card-lost").unsettled is not None
    paid = direct_mail.billing.pay(bill.id, "balance")
    assert [attempt.result for attempt in paid.attempts[-2:]] == [
        PaymentResult.NOT_CHARGED,
        PaymentResult.CHARGED,
    ]
    assert taken(charges, bill) == 1


def test_a_paid_bill_is_not_paid_again(direct_mail: DirectMail, bill: Bill, charges: Charges) -> None:
    direct_mail.billing.pay(bill.id, "balance")
    with pytest.raises(DirectMailError) as refused:
        direct_mail.billing.pay(bill.id, "balance")
    assert refused.value.kind is ErrorKind.REFUSED
    assert taken(charges, bill) == 1


def test_a_bill_that_is_not_there_is_named(direct_mail: DirectMail) -> None:
    with pytest.raises(DirectMailError, match="B000000-0001"):
        direct_mail.billing.pay("B000000-0001", "balance")


def test_a_crash_after_the_charge_is_settled_by_the_next_try(
    direct_mail: DirectMail, bill: Bill, charges: Charges, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay = direct_mail.provider.shop.pay_bill

    with monkeypatch.context() as patch:

        def charged_then_no_disk(*arguments: object) -> object:
            outcome = pay(*arguments)  # type: ignore[arg-type]  # whatever it is given
            fill_the_disk(patch)
            return outcome

        patch.setattr(direct_mail.provider.shop, "pay_bill", charged_then_no_disk)
        with pytest.raises(DirectMailError):
            direct_mail.billing.pay(bill.id, "balance")
    (waiting,) = direct_mail.billing.bills()
    assert waiting.unsettled is not None
    assert direct_mail.billing.pay(bill.id, "balance").status is BillStatus.CHARGED
    assert taken(charges, bill) == 1
    assert in_order(direct_mail)


def test_buying_a_plan_settles_no_bill(direct_mail: DirectMail, bill: Bill) -> None:
    terms = direct_mail.purchases.catalogue().terms_version
    region = direct_mail.prerequisites.account().region
    order = direct_mail.purchases.confirm("50k", 1, region, terms)
    direct_mail.purchases.pay(order.id, "card-4242")
    assert direct_mail.activation.current().overdue


def test_what_another_program_billed_a_moment_ago_is_not_billed_again(
    direct_mail: DirectMail, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.metering.record(201)  # one more than the free quota of a day
    wait(timedelta(days=1))
    due = direct_mail.billing.next_charge_at()
    assert due is not None
    assert direct_mail.billing.charge_due_bill() is not None
    monkeypatch.setattr(direct_mail.billing, "next_charge_at", lambda: due)  # read before the other wrote
    assert direct_mail.billing.charge_due_bill() is None
    assert len(direct_mail.billing.bills()) == 1


def test_the_next_bill_begins_with_its_own_first_email_and_waits_for_its_own_first(
    direct_mail: DirectMail, wait: Wait
) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.metering.record(201)
    wait(timedelta(days=1))
    assert direct_mail.billing.charge_due_bill() is not None
    wait(timedelta(days=3))
    direct_mail.metering.record(300)
    sent_at = direct_mail.now()
    assert len(direct_mail.billing.bills()) == 1, "charged on the 1st of March, not at once"
    assert direct_mail.billing.next_charge_at() == datetime(2026, 2, 28, 16, tzinfo=UTC)
    wait(timedelta(days=28))
    bill = direct_mail.billing.charge_due_bill()
    assert bill is not None
    assert (bill.start, bill.emails) == (sent_at, 100)
