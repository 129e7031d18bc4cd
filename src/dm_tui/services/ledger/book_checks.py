"""Whether the books add up: every invariant of them, and the records that break it."""

from collections import Counter
from decimal import Decimal

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import SenderAddress
from dm_tui.domain.usage.billing import Bill, BillStatus, PayAsYouGo
from dm_tui.domain.usage.ledger_balances import Books, LedgerAccount
from dm_tui.domain.usage.ledger_entries import LedgerEntry
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.domain.usage.usage_record import UsageRecord
from dm_tui.providers.protocol import BankBooks, Shop
from dm_tui.store.state import Tables


def find_violations(tables: Tables, shop: Shop) -> dict[str, list[str]]:
    """Return every invariant of the books with the records that break it.

    Reads the whole history. If only the vendor has the bank's books, it meters the plans too: then our own
    notes are all there is to compare.
    """
    bank = shop.bank_books(tables)
    if bank is None:
        return _find_violations_in_notes(tables)

    domains = {domain.name for domain in tables.of(MailDomain).all()}
    orders = {order.id: order for order in tables.of(Order).history()}
    plans = tuple(tables.of(ResourcePlan).history())
    paid = {id: order for id, order in orders.items() if order.status is OrderStatus.PAID}
    held = Counter(plan.order_id for plan in plans)
    charged = Counter(bank.charged)
    return {
        "paid-orders-have-plans": [id for id, order in paid.items() if held[id] != order.quantity],
        "plans-have-paid-orders": [plan.id for plan in plans if plan.order_id not in paid],
        "orders-charged-once": [id for id, times in charged.items() if times > 1],
        "paid-orders-charged": [id for id in paid if not charged[id]],
        "charges-have-paid-orders": [
            id for id in charged if id in orders and id not in paid and not orders[id].unsettled
        ],
        "plans-not-overused": [plan.id for plan in plans if not 0 <= plan.used <= plan.emails],
        "payments-known": [order.id for order in orders.values() if order.unsettled],
        "pay-as-you-go-billed": _check_pay_as_you_go(tables),
        "mailings-charged": _check_mailings(tables, plans),
        "senders-have-domains": [
            sender.address for sender in tables.of(SenderAddress).all() if sender.domain not in domains
        ],
        "ledger": _check_ledger(tables, paid, plans, bank),
    }


def _find_violations_in_notes(tables: Tables) -> dict[str, list[str]]:
    orders = tuple(tables.of(Order).history())
    references = Counter(
        attempt.reference for order in orders for attempt in order.attempts if attempt.reference
    )
    sold = sum((order.paid_total.amount for order in orders), Decimal(0))
    booked = tables.single(Books).total(LedgerAccount.PLAN_SALES)
    return {
        "paid-orders-have-plans": [
            order.id for order in orders if order.status is OrderStatus.PAID and order.bought < order.quantity
        ],
        "vendor-orders-counted-once": [id for id, times in references.items() if times > 1],
        "plans-not-overused": [
            plan.id for plan in tables.of(ResourcePlan).history() if not 0 <= plan.used <= plan.emails
        ],
        "payments-known": [order.id for order in orders if order.unsettled],
        "ledger": []
        if booked == sold
        else [f"{LedgerAccount.PLAN_SALES}: the books say {booked}, it should be {sold}"],
    }


def _check_pay_as_you_go(tables: Tables) -> list[str]:
    """Compare pay-as-you-go emails in the books with those billed, open or in credit."""
    account = tables.single(PayAsYouGo)
    billed = sum(bill.emails for bill in tables.of(Bill).history())
    due = billed + account.open_emails - account.credit
    metered = -int(tables.single(Books).total(LedgerAccount.PAY_AS_YOU_GO))
    return [] if due == metered else [f"metered {metered:,}, billed or open {due:,}"]


def _check_mailings(tables: Tables, plans: tuple[ResourcePlan, ...]) -> list[str]:
    """Compare the charges of mailings with their deliveries, and with all metered emails."""
    off, charged = [], Allocation()
    for mailing in tables.of(Mailing).history():
        if mailing.charged.emails != mailing.accepted + mailing.unknown:
            off.append(f"{mailing.id}: charged {mailing.charged.emails:,}, delivered {mailing.accepted:,}")
        if sum(doubt.charged.emails for doubt in mailing.doubtful) != mailing.unknown:
            off.append(f"{mailing.id}: {mailing.unknown:,} unknown")
        charged += mailing.charged
        if mailing.chunk:
            charged += mailing.chunk.charged
    books, used = tables.single(Books), {plan.id: plan.used for plan in plans}
    metered = (
        charged.free <= -books.total(LedgerAccount.FREE)
        and charged.pay_as_you_go <= -books.total(LedgerAccount.PAY_AS_YOU_GO)
        and all(emails <= used.get(id, 0) for id, emails in charged.plans.items())
    )
    return off if metered else [*off, f"more is charged than was metered: {charged}"]


def _check_ledger(
    tables: Tables, paid: dict[str, Order], plans: tuple[ResourcePlan, ...], bank: BankBooks
) -> list[str]:
    """Compare the balances with the entries, and both with the orders, bills and plans behind them."""
    books = tables.single(Books)
    entered: Counter[LedgerAccount] = Counter()
    for entry in tables.of(LedgerEntry).history():
        for posting in entry.postings:
            entered[posting.account] += posting.amount  # type: ignore[assignment]  # exact, not int
    bills = [bill for bill in tables.of(Bill).history() if bill.status is BillStatus.CHARGED]
    sold = sum((order.total.amount for order in paid.values()), Decimal(0))
    billed = sum((bill.total.amount for bill in bills), Decimal(0))
    expected = {
        LedgerAccount.PAYMENTS: -(sold + billed),
        LedgerAccount.PLAN_SALES: sold,
        LedgerAccount.PAY_AS_YOU_GO_SALES: billed,
        LedgerAccount.GRANTED: Decimal(-sum(order.emails for order in paid.values())),
        LedgerAccount.PLANS: Decimal(sum(plan.left for plan in plans if not plan.written_off)),
        LedgerAccount.WRITTEN_OFF: Decimal(sum(plan.left for plan in plans if plan.written_off)),
        LedgerAccount.SENT: Decimal(sum(record.emails for record in tables.of(UsageRecord).history())),
    }
    off = [
        f"{name}: the books say {books.total(name)}, the entries {entered[name]}"
        for name in LedgerAccount
        if books.total(name) != entered[name]
    ]
    off += [
        f"{name}: the books say {books.total(name)}, it should be {figure}"
        for name, figure in expected.items()
        if books.total(name) != figure
    ]
    return [*off, *bank.errors]
