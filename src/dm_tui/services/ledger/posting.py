"""The books of one account: posting an event once, under the next number."""

from typing import Literal

from dm_tui.domain.usage.ledger_balances import Books
from dm_tui.domain.usage.ledger_entries import LedgerEntry
from dm_tui.store.state import Tables


def post_entry(tables: Tables, entry: LedgerEntry) -> None:
    """Add `entry` to the ledger and to the balances, in the transaction of its event."""
    if entry.postings:
        tables.of(LedgerEntry).put(entry)
        tables.put_single(tables.single(Books).with_entry(entry))


def next_number(tables: Tables, counter: Literal["orders", "bills", "meterings"]) -> int:
    """Return the next number of an order, a bill or a metering, and save that it is used."""
    books = tables.single(Books)
    number: int = getattr(books, counter) + 1
    tables.put_single(books.model_copy(update={counter: number}))
    return number
