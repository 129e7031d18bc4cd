"""`python -m tests.benchmarks.history STATE ORDERS`: an account with years of closed orders.

Each order was bought, paid and used up in an hour of its own; the plan of the newest one is still whole.
The store itself writes and archives all of it. Pay-as-you-go is active, so that nothing is asked at the
start, and nothing was sent in the last two days, however long the history is.
"""

import gc
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.purchase.catalogue import PlanSpecification
from dm_tui.domain.purchase.order import Order, lapse_instant
from dm_tui.domain.purchase.order_after_payment import conclude_payment
from dm_tui.domain.purchase.order_payment import begin_payment
from dm_tui.domain.purchase.payment_attempt import PaymentResult
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.plan_expiry import expiry
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.domain.usage.ledger_balances import Books
from dm_tui.domain.usage.ledger_entries import LedgerEntry, emails_sent_entry, order_payment_entry
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.domain.usage.usage_record import UsageRecord
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.providers.sandbox.records import SandboxRecord
from dm_tui.services.direct_mail import DirectMail
from dm_tui.store.state import StateFile, Tables

BATCH = 250
"""Orders in one transaction."""

METHOD = "card-4242"
CHANGING = "changing"
"""The id of a message of 1 KB."""


def build(path: Path, orders: int) -> None:
    """Make the state file `path` with `orders` closed orders, folded."""
    present = datetime.now(UTC)
    first = present.replace(minute=0, second=0, microsecond=0) - timedelta(days=2, hours=orders)
    plan = DirectMail(path).purchases.catalogue().plans[0]
    state = StateFile(path, lambda: present)
    for start in range(0, orders, BATCH):
        with state.transaction() as tables:
            for number in range(start, min(start + BATCH, orders)):
                at = first + timedelta(hours=number)
                _live_through(tables, number + 1, plan, at, used=number + 1 < orders)
    with state.transaction() as tables:
        body = "What an internal message says. " * 28
        message = InternalMessage(id=CHANGING, at=first, subject="Changing", body=body, read=True)
        tables.of(InternalMessage).put(message)
        tables.put_single(SandboxRecord())
        tables.put_single(PayAsYouGo(active=True, activated_at=first, agreement_version="2026-11"))
    state.close()


def _live_through(tables: Tables, number: int, sold: PlanSpecification, at: datetime, *, used: bool) -> None:
    order = Order(
        id=f"DM{at:%y%m%d}-{number:04d}",
        key=f"monthly newsletter of the customer relations department, purchase order {number:08}",
        spec=sold.spec,
        emails=sold.emails,
        quantity=1,
        unit_price=sold.price,
        total=sold.price,
        validity_months=sold.validity_months,
        region="ap-southeast-1",
        terms_version="2026-11",
        catalogue_version="2026-11",
        created_at=at,
        lapses_at=lapse_instant(at, 60),
    )
    order = begin_payment(order, METHOD, at)
    attempt = order.attempts[-1].id
    order = conclude_payment(order, attempt, PaymentResult.CHARGED, "", at)
    plan = ResourcePlan(
        id=f"{order.id}-P1",
        order_id=order.id,
        spec=sold.spec,
        emails=sold.emails,
        used=sold.emails if used else 0,
        price=sold.price,
        purchased_at=at,
        expires_at=expiry(at, sold.validity_months),
    )
    charge = Charge(id=attempt, purpose=order.id, method=METHOD, amount=order.total, at=at)
    message = InternalMessage(
        id=f"{order.id}-paid",
        at=at,
        subject=f"Order {order.id} is paid: {order.emails:,} emails",
        body=f"1 × {order.spec} for {order.total}. What is left is lost in six months.",
        read=True,
    )
    entries = [order_payment_entry(order, order.attempts[-1], at)]
    tables.of(Order).put(order)
    tables.of(ResourcePlan).put(plan)
    tables.of(Charge).put(charge)
    tables.of(InternalMessage).put(message)
    if used:
        split = Allocation(plans={plan.id: plan.emails})
        entries.append(emails_sent_entry(f"sent-{order.id}", split, at))
        tables.of(UsageRecord).put(UsageRecord(id=at.isoformat(), hour=at, plans=split.plans))
    books = tables.single(Books)
    for entry in entries:
        tables.of(LedgerEntry).put(entry)
        books = books.with_entry(entry)
    tables.put_single(books.model_copy(update={"orders": number}))


if __name__ == "__main__":
    gc.disable()
    os.fsync = lambda fd: None  # the disk need not confirm each batch, only all of it
    build(Path(sys.argv[1]), int(sys.argv[2]))
    os.sync()
