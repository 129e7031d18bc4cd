"""What a restore does not take back, because it happened outside: money that moved, messages that left.

The state goes back to the backup; the world does not. So payments of unknown outcome, keys that were used and
reminders that left since are carried over into the state that was restored.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.order import Order, OrderStatus, cancel_order
from dm_tui.domain.reminders.record import ReminderRecord, ReminderTargetState
from dm_tui.domain.upkeep.used_key import KeyUse, UsedKey, used_key
from dm_tui.domain.usage.ledger_balances import Books
from dm_tui.domain.usage.ledger_entries import order_payment_entry
from dm_tui.services.ledger.posting import post_entry
from dm_tui.store.collection import table_name, validate_document
from dm_tui.store.migrations import Data
from dm_tui.store.state import Tables

M = TypeVar("M", bound=Model)


def carry_over(tables: Tables, before: Data, now: datetime) -> None:
    """Add to the restored `tables` what cannot be taken back of the state `before`."""
    carried = [_carry_order(tables, order) for order in _read(Order, before)]
    for mailing in _read(Mailing, before):
        if mailing.key is not None:
            _keep_key(tables, _key_of_mailing(mailing, mailing.key))
    kept = [_keep_key(tables, used) for used in _read(UsedKey, before)]
    if any(carried + kept):
        _use_no_number_again(tables, before)
    _keep_reminder_records(tables, before, now)


def _carry_order(tables: Tables, order: Order) -> bool:
    """Carry over an order with payments since, or its key; return whether its number must stay used.

    One that is not paid is carried over whole: what may have moved is still to be settled. The restored books
    know nothing of one that is paid: its key remains. One that ended since cannot be paid again.
    """
    restored = tables.of(Order).get(order.id)
    if restored is not None and restored.created_at == order.created_at:
        if restored.status is not OrderStatus.UNPAID:
            return False
        if order.closed:
            tables.of(Order).put(cancel_order(restored))
        restored = None
    if not order.attempts:
        return False
    if restored is None and not order.closed:
        tables.of(Order).put(order)
        for attempt in order.charged:
            post_entry(tables, order_payment_entry(order, attempt, attempt.started_at))
        return True
    if order.key is None:
        return False
    content = f"{order.quantity} × {order.spec}"
    return _keep_key(tables, used_key(KeyUse.ORDER, order.key, order.id, content, order.created_at))


def _key_of_mailing(mailing: Mailing, key: str) -> UsedKey:
    return used_key(KeyUse.MAILING, key, mailing.id, mailing.subject, mailing.created_at)


def _keep_key(tables: Tables, used: UsedKey) -> bool:
    """Keep a key unless its order or mailing is there to answer for it; an unpaid order is cancelled."""
    if used.use is KeyUse.MAILING and tables.of(Mailing).get(used.of) is not None:
        return False
    order = tables.of(Order).get(used.of) if used.use is KeyUse.ORDER else None
    if order is not None and (order.key, order.created_at) == (used.key, used.at):
        if order.status is OrderStatus.UNPAID:
            tables.of(Order).put(cancel_order(order))
        elif order.status is not OrderStatus.CANCELLED:
            return False
    tables.of(UsedKey).put(used)
    return True


def _use_no_number_again(tables: Tables, before: Data) -> None:
    """Give no new order the number of one that was carried over or has a key."""
    books = tables.single(Books)
    orders = max([books.orders, *(earlier.orders for earlier in _read(Books, before))])
    tables.put_single(books.model_copy(update={"orders": orders}))


def _keep_reminder_records(tables: Tables, before: Data, now: datetime) -> None:
    """Keep the records of messages that left or may have.

    Those later than `now` are left out: they will be due again.
    """
    for record in _read(ReminderRecord, before):
        left = any(target.state is not ReminderTargetState.WAITING for target in record.targets)
        if left and record.reminder.at <= now:
            tables.of(ReminderRecord).put(record)


def _read(model: type[M], data: Data) -> Iterator[M]:
    """Return the records of a table that can be read: a restore may replace a state for those that cannot."""
    for document in data.get(table_name(model), {}).values():
        with suppress(DirectMailError):
            yield validate_document(model, document)
