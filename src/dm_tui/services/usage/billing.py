"""Pay-as-you-go bills: made when they fall due, charged, and paid by you when the charge failed."""

from contextlib import suppress
from datetime import datetime

from dm_tui import work_log
from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt, PaymentResult
from dm_tui.domain.purchase.payment_wording import NO_ANSWER_AT_ALL
from dm_tui.domain.reading_freshness import BILLS_READ_AGAIN_AFTER, is_fresh
from dm_tui.domain.usage import wording
from dm_tui.domain.usage.billing import (
    Bill,
    BillStatus,
    PayAsYouGo,
    amount_due,
    begin_bill_payment,
    charge_due_at,
    conclude_bill_payment,
)
from dm_tui.domain.usage.ledger_entries import bill_charge_entry
from dm_tui.domain.usage.vendor_bill import VendorBillReading
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.payment_outcome import NoAnswer, NotPaid, Paid, PaymentOutcome
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.ledger.posting import next_number, post_entry
from dm_tui.services.purchase.payment_errors import treat_unsaved_as_unknown
from dm_tui.services.usage.budget import present_budget
from dm_tui.store.state import StateFile, Tables


class Billing:
    """Charges the open amount when it falls due; pays an overdue bill once, like an order."""

    def __init__(self, state: StateFile, account: AccountProvider, shop: Shop, facts: ProviderFacts) -> None:
        self._state, self._account, self._shop, self._facts = state, account, shop, facts

    def bills(self) -> tuple[Bill, ...]:
        """Return all bills, newest first."""
        with self._state.read() as tables:
            return tuple(tables.of(Bill).history())

    def vendor_bills(self) -> VendorBillReading:
        """Return the vendor's bills as they were last read."""
        with self._state.read() as tables:
            return tables.single(VendorBillReading)

    def read_vendor_bills(self) -> VendorBillReading:
        """Read the vendor's bills again, unless that was just done, and return them. Blocks."""
        known, now = self.vendor_bills(), self._account.now()
        if known.at is not None and is_fresh(known.at, now):
            return known
        reading = VendorBillReading(at=now, bills=self._shop.vendor_bills())
        with self._state.transaction() as tables:
            return tables.put_single(reading)

    def refresh_for_budget(self) -> None:
        """Read the service's bills again where a budget needs them and they are not young. Blocks.

        Where they cannot be read, what was read counts for an hour; then the month is not known.
        """
        if not self._facts.vendor_meters:
            return
        with self._state.read() as tables:
            budget = present_budget(tables, self._shop.catalogue().currency)
        limited = budget is not None and budget.limit is not None
        at = self.vendor_bills().at if limited else None
        if limited and (at is None or not is_fresh(at, self._account.now(), BILLS_READ_AGAIN_AFTER)):
            with suppress(DirectMailError):
                self.read_vendor_bills()

    def open_amount_after(self, account: PayAsYouGo, emails: int) -> Money | None:
        """Return what pay-as-you-go would owe after these emails; None where the service makes the bills.

        It counts other users' mail too, and no call says what it has not billed yet.
        """
        if self._facts.vendor_meters:
            return None
        return amount_due(self._shop.catalogue(), max(0, account.open_emails - account.credit + emails))

    def next_charge_at(self) -> datetime | None:
        """Return when the open amount is charged; None if none is open, overdue, or billed by the service."""
        if self._facts.vendor_meters:
            return None
        with self._state.read() as tables:
            account = tables.single(PayAsYouGo)
        return charge_due_at(self._shop.catalogue(), account, self._account.now())

    def charge_due_bill(self) -> Bill | None:
        """Charge the open amount if it is due now; a failed charge makes the account overdue."""
        now = self._account.now()
        due = self.next_charge_at()
        if due is None or due > now:
            return None
        with self._state.transaction() as tables:
            account = tables.single(PayAsYouGo)
            due = charge_due_at(self._shop.catalogue(), account, now)
            total = amount_due(self._shop.catalogue(), account.open_emails)
            if due is None or due > now or total is None:
                return None  # another program was faster, or nothing has a price
            bill = Bill(
                id=f"B{now:%y%m%d}-{next_number(tables, 'bills'):04d}",
                start=account.open_since or now,
                end=now,
                emails=account.open_emails,
                total=total,
                status=BillStatus.OVERDUE,
            )
            bill = begin_bill_payment(bill, self._shop.bill_method(), now)
            tables.put_single(account.model_copy(update={"open_emails": 0, "open_since": None}))
            return self._conclude(tables, bill, self._shop.pay_bill(bill, bill.attempts[-1]), notify=True)

    def pay(self, bill_id: str, method: str) -> Bill:
        """Pay an overdue bill by `method` and return it, paid or not.

        A payment of unknown outcome is looked up first, so that nothing is charged twice. Blocks. Refuses
        where the vendor makes the bills.
        """
        if self._facts.vendor_meters:
            vendor, page = self._facts.vendor_name, self._shop.expenses_page
            raise wording.VENDOR_TAKES_PAYMENT(vendor=vendor, page=page)
        bill = self._bill(bill_id)
        waiting = bill.unsettled
        if waiting is not None:
            bill = self._record(bill, waiting, self._shop.check_bill(bill, waiting))
            if bill.closed:
                return bill
        with self._state.transaction() as tables:
            bill = begin_bill_payment(self._bill(bill_id), method, self._account.now())
            tables.of(Bill).put(bill)
        attempt = bill.attempts[-1]
        try:
            outcome = self._shop.pay_bill(bill, attempt)
        except Exception:  # whatever broke, the money may have moved
            self._record(bill, attempt, NoAnswer(message=NO_ANSWER_AT_ALL))
            raise
        with treat_unsaved_as_unknown(wording.BILL_RESULT_NOT_SAVED, bill=bill.id):
            return self._record(bill, attempt, outcome)

    def _record(self, bill: Bill, attempt: PaymentAttempt, outcome: PaymentOutcome) -> Bill:
        with self._state.transaction() as tables:
            present = self._bill(bill.id)
            waiting = present.unsettled
            if waiting is None or waiting.id != attempt.id:
                return present
            return self._conclude(tables, present, outcome)

    def _conclude(self, tables: Tables, bill: Bill, outcome: PaymentOutcome, *, notify: bool = False) -> Bill:
        """Save the outcome of the last attempt; `notify` puts a failure into the inbox."""
        attempt, at = bill.attempts[-1], self._account.now()
        match outcome:
            case Paid():
                bill = conclude_bill_payment(bill, attempt.id, PaymentResult.CHARGED, "", outcome.at)
                post_entry(tables, bill_charge_entry(bill, outcome.at))
            case NotPaid():
                bill = conclude_bill_payment(bill, attempt.id, outcome.result, outcome.message, at)
            case NoAnswer():
                bill = conclude_bill_payment(bill, attempt.id, PaymentResult.NO_ANSWER, outcome.message, at)
        if notify and not bill.closed:
            subject, body = wording.overdue_bill_message(bill)
            tables.of(InternalMessage).put(
                InternalMessage(id=f"{bill.id}-overdue", at=at, subject=subject, body=body)
            )
        work_log.note("money", step="bill", id=bill.id, outcome=bill.attempts[-1].result, amount=bill.total)
        tables.of(Bill).put(bill)
        overdue = bool(tables.of(Bill).open())
        tables.put_single(tables.single(PayAsYouGo).model_copy(update={"overdue": overdue}))
        return bill

    def _bill(self, bill_id: str) -> Bill:
        with self._state.read() as tables:
            return tables.of(Bill).require(bill_id, wording.UNKNOWN_BILL(bill=bill_id))


def raise_unless_charged(bill: Bill) -> None:
    """Raise the outcome of the last payment of `bill`, unless it is paid: declined (4) or unknown (5)."""
    if bill.closed or not bill.attempts:
        return
    attempt = bill.attempts[-1]
    if bill.unsettled is not None:
        raise wording.BILL_PAYMENT_UNKNOWN(bill=bill.id, answer=attempt.message)
    raise wording.BILL_PAYMENT_FAILED[attempt.result](bill=bill.id, answer=attempt.message)
