"""A budget on an account whose service bills: its bills are read before anything is sent and paid for."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dm_tui.domain.errors import ErrorKind
from dm_tui.domain.mailing.letters.letter import make_letter
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.money import usd
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.usage.budget import WhenOver
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.ready_to_send import add_sender
from tests.alibaba.server import Fault, Vendor
from tests.alibaba.server.bills import VendorBill
from tests.post import people
from tests.services.books import code_of

LETTER = MailContent(subject="Hi", text="Hello")


@pytest.fixture
def ready(live: DirectMail, vendor: Vendor) -> DirectMail:
    """An account with a sender address whose free quota is used up."""
    add_sender(live, vendor)
    vendor.account.mail.free_left = vendor.account.mail.free_left_today = 0
    live.connect()
    return live


def billed(vendor: Vendor, live: DirectMail, amount: float) -> None:
    month = f"{live.now():%Y-%m}"
    start = f"{month}-02 00:00:00"
    vendor.account.bills = [VendorBill("this", month, amount=amount, start=start, end=f"{month}-03 00:00:00")]


def create(live: DirectMail, emails: int) -> Mailing:
    letter = make_letter(live.senders.show("news@mail.example.com"), LETTER)
    return live.sending.create(letter, people(emails))


def test_without_a_budget_no_bill_is_read(ready: DirectMail, vendor: Vendor) -> None:
    assert ready.sending.run(create(ready, 2).id).accepted == 2
    assert vendor.faults.calls["QueryBillOverview"] == 0


def test_what_the_service_billed_counts_whoever_sent_it(ready: DirectMail, vendor: Vendor) -> None:
    billed(vendor, ready, 9.9995)
    ready.budgets.set("10")
    refused = code_of(lambda: create(ready, 2))
    assert refused == (ErrorKind.REFUSED, "over-budget")
    assert create(ready, 1).recipients == 1
    assert vendor.faults.calls["QueryBillOverview"] == 6, "one reading serves both"


def test_a_long_mailing_has_the_bills_read_again_and_stops_where_others_spent_the_rest(
    ready: DirectMail, vendor: Vendor, wait: Callable[[timedelta], None]
) -> None:
    billed(vendor, ready, 1)
    ready.budgets.set("10", WhenOver.HOLD_BACK)
    mailing = create(ready, 3)
    billed(vendor, ready, 10)
    wait(timedelta(minutes=31))
    held = ready.sending.run(mailing.id)
    assert (held.accepted, held.reason) == (0, "budget")


def test_where_the_bills_cannot_be_read_nothing_goes_by_pay_as_you_go(
    ready: DirectMail, vendor: Vendor, wait: Callable[[timedelta], None]
) -> None:
    ready.budgets.set("10")
    vendor.faults.every("QueryBillOverview", Fault.DENIED)
    letter = make_letter(ready.senders.show("news@mail.example.com"), LETTER)
    preview = ready.sending.preview(letter, people(2))
    assert preview.budget is not None
    assert preview.budget.month.spent is None
    assert [warning.code for warning in preview.warnings] == ["budget-unknown"]
    assert code_of(lambda: create(ready, 2)) == (ErrorKind.REFUSED, "budget-unknown")
    assert ready.budgets.clear().budget.limit is None
    assert ready.sending.run(create(ready, 2).id).accepted == 2


def test_a_reading_counts_for_an_hour_with_what_was_sent_since(
    ready: DirectMail, vendor: Vendor, wait: Callable[[timedelta], None]
) -> None:
    billed(vendor, ready, 1)
    ready.budgets.set("10")
    ready.sending.run(create(ready, 100).id)
    assert ready.budgets.state().month.spent == usd("1.029")
    vendor.faults.every("QueryBillOverview", Fault.DENIED)
    wait(timedelta(minutes=40))
    assert create(ready, 1).recipients == 1
    wait(timedelta(minutes=21))
    assert code_of(lambda: create(ready, 1))[1] == "budget-unknown"
