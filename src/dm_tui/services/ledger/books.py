"""The books of one account: booking an event once, and adding everything up again."""

from collections import Counter
from decimal import Decimal

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.billing import Bill, BillStatus, PayAsYouGo
from dm_tui.domain.usage.ledger import Books, LedgerAccount, LedgerEntry
from dm_tui.domain.usage.metering import Allocation, UsageRecord
from dm_tui.providers.protocol import BankBooks, Shop
from dm_tui.store.state import Tables


def post_entry(tables: Tables, entry: LedgerEntry) -> None:
    """Add `entry` to the ledger and to what the accounts stand at, in the transaction of its event."""
    if entry.postings:
        tables.of(LedgerEntry).put(entry)
        tables.put_single(tables.single(Books).with_entry(entry))


def find_violations(tables: Tables, shop: Shop) -> dict[str, list[str]]:
    """Return every invariant of the books with what breaks it, nothing where it holds.

    Reads all history there ever was. Where only the vendor has the bank's books, it meters the plans too: then
    our own notes are all there is to compare.
    """
    bank = shop.bank_books(tables)
    if bank is None:
        return _find_violations_in_notes(tables)

    from dm_tui.domain.setup.mail_domain import MailDomain  # few who keep books send mail
    from dm_tui.domain.setup.sender import SenderAddress

    domains = {domain.name for domain in tables.of(MailDomain).all()}
    orders = {order.id: order for order in tables.of(Order).history()}
    plans = tuple(tables.of(ResourcePlan).history())
    paid = {id: order for id, order in orders.items() if order.status is OrderStatus.PAID}
    held = Counter(plan.order_id for plan in plans)
    charged = Counter(charge.purpose for charge in bank.charges)
    return {
        "every paid order has its plans": [
            id for id, order in paid.items() if held[id] != order.quantity
        ],
        "every plan has a paid order": [one.id for one in plans if one.order_id not in paid],
        "no order was charged twice": [id for id, times in charged.items() if times > 1],
        "every paid order was charged": [id for id in paid if not charged[id]],
        "every charge has a paid order": [
            id for id in charged if id in orders and id not in paid and not orders[id].unsettled
        ],
        "no plan is used beyond what it holds": [
            one.id for one in plans if not 0 <= one.used <= one.emails
        ],
        "no payment is without a known outcome": [
            order.id for order in orders.values() if order.unsettled
        ],
        "what was metered by usage is billed or open": _check_pay_as_you_go(tables),
        "mailings are charged as delivered": _check_mailings(tables, plans),
        "every sender address has its domain": [
            one.address for one in tables.of(SenderAddress).all() if one.domain not in domains
        ],
        "the ledger adds up": _check_ledger(tables, paid, plans, bank),
    }


def _find_violations_in_notes(tables: Tables) -> dict[str, list[str]]:
    orders = tuple(tables.of(Order).history())
    references = Counter(
        one.reference for order in orders for one in order.attempts if one.reference
    )
    sold = sum((order.paid_total.amount for order in orders), Decimal(0))
    booked = tables.single(Books).total(LedgerAccount.PLAN_SALES)
    return {
        "every paid order has its plans": [
            one.id for one in orders if one.status is OrderStatus.PAID and one.bought < one.quantity
        ],
        "no order of the vendor counts twice": [
            id for id, times in references.items() if times > 1
        ],
        "no plan is used beyond what it holds": [
            one.id for one in tables.of(ResourcePlan).history() if not 0 <= one.used <= one.emails
        ],
        "no payment is without a known outcome": [one.id for one in orders if one.unsettled],
        "the ledger adds up": []
        if booked == sold
        else [f"{LedgerAccount.PLAN_SALES}: the books say {booked}, it should be {sold}"],
    }


def _check_pay_as_you_go(tables: Tables) -> list[str]:
    """Compare the emails that pay-as-you-go gave with those that were billed, are open or in credit."""
    account = tables.single(PayAsYouGo)
    billed = sum(bill.emails for bill in tables.of(Bill).history())
    due = billed + account.open_emails - account.credit
    metered = -int(tables.single(Books).total(LedgerAccount.PAY_AS_YOU_GO))
    return [] if due == metered else [f"metered {metered:,}, billed or open {due:,}"]


def _check_mailings(tables: Tables, plans: tuple[ResourcePlan, ...]) -> list[str]:
    """Hold what mailings are charged against what left of them, and against what was metered in all."""
    off, charged = [], Allocation()
    for one in tables.of(Mailing).history():
        if one.charged.emails != one.accepted + one.unknown:
            off.append(f"{one.id}: charged {one.charged.emails:,}, delivered {one.accepted:,}")
        if sum(doubt.charged.emails for doubt in one.doubtful) != one.unknown:
            off.append(f"{one.id}: {one.unknown:,} unknown")
        charged += one.charged + (one.chunk.charged if one.chunk else Allocation())
    books, used = tables.single(Books), {plan.id: plan.used for plan in plans}
    metered = (
        charged.free <= -books.total(LedgerAccount.FREE)
        and charged.pay_as_you_go <= -books.total(LedgerAccount.PAY_AS_YOU_GO)
        and all(emails <= used.get(id, 0) for id, emails in charged.plans.items())
    )
    return off if metered else [*off, f"more is charged than was metered: {charged}"]


def _check_ledger(
    tables: Tables,
    paid: dict[str, Order],
    plans: tuple[ResourcePlan, ...],
    bank: BankBooks,
) -> list[str]:
    """Compare what the accounts stand at with the entries, and both with what they stand for."""
    books = tables.single(Books)
    entered: Counter[LedgerAccount] = Counter()
    for entry in tables.of(LedgerEntry).history():
        for posting in entry.postings:
            entered[posting.account] += posting.amount  # type: ignore[assignment]  # exact, not int
    bills = [one for one in tables.of(Bill).history() if one.status is BillStatus.CHARGED]
    sold = sum((order.total.amount for order in paid.values()), Decimal(0))
    billed = sum((bill.total.amount for bill in bills), Decimal(0))
    stands_for = {
        LedgerAccount.PAYMENTS: -(sold + billed),
        LedgerAccount.PLAN_SALES: sold,
        LedgerAccount.PAY_AS_YOU_GO_SALES: billed,
        LedgerAccount.GRANTED: Decimal(-sum(order.emails for order in paid.values())),
        LedgerAccount.PLANS: Decimal(sum(one.left for one in plans if not one.written_off)),
        LedgerAccount.WRITTEN_OFF: Decimal(sum(one.left for one in plans if one.written_off)),
        LedgerAccount.SENT: Decimal(sum(one.emails for one in tables.of(UsageRecord).history())),
    }
    off = [
        f"{name}: the books say {books.total(name)}, the entries {entered[name]}"
        for name in LedgerAccount
        if books.total(name) != entered[name]
    ]
    off += [
        f"{name}: the books say {books.total(name)}, it should be {figure}"
        for name, figure in stands_for.items()
        if books.total(name) != figure
    ]
    return [*off, *bank.errors]
