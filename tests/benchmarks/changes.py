"""`python -m tests.benchmarks.changes`: durable changes, timed in a process of their own, told as JSON.

Every case is timed in the same rounds as an append of 1 KB and an fsync in its own directory. The garbage
collector rests meanwhile, as it does in a command; the interface gives it the pauses.
"""

import gc
import json
import os
import random
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tinydb import TinyDB, where

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt
from dm_tui.domain.usage.ledger_balances import Books
from dm_tui.domain.usage.ledger_entries import LedgerEntry
from dm_tui.providers.payment_outcome import PaymentOutcome
from dm_tui.providers.sandbox.provider import SandboxProvider
from dm_tui.providers.sandbox.shop import SandboxShop
from dm_tui.services.direct_mail import system_clock
from dm_tui.services.purchase.purchases import Purchases
from dm_tui.store.state import StateFile
from tests.benchmarks.history import CHANGING, METHOD

Taken = dict[str, list[float]]

ROUNDS_OF_A_COPY = 5
"""Rounds after which the purchases begin again on fresh copies: they must not become the history."""

TINYDB_SECONDS = 8.0
"""After so many seconds of stock TinyDB, the rounds that are left go without it."""


class TimedShop(SandboxShop):
    """Remembers when it answered: what follows is the one transaction that records the answer."""

    answered = 0.0

    def pay(self, order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        """Pay, and look at the clock."""
        outcome = super().pay(order, attempt)
        self.answered = time.perf_counter()
        return outcome


class Buyer:
    """Buys on one state file, through the services."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state = StateFile(path, system_clock)
        provider = SandboxProvider(self._state, system_clock, lambda seconds: None)
        self._shop = TimedShop(self._state, provider.account, lambda seconds: None)
        self._purchases = Purchases(self._state, provider.account, self._shop, provider.facts)
        self._terms = self._purchases.catalogue().terms_version
        self._bought = 0

    def buy(self, key: str | None = None) -> tuple[float, float]:
        """Confirm and pay; return what it took for each transaction, and what the last one took."""
        self._bought += 1
        before = self._journals()
        started = time.perf_counter()
        order = self._purchases.confirm("50k", 1, "ap-southeast-1", self._terms, key=key)
        paid = self._purchases.pay(order.id, METHOD)
        ended = time.perf_counter()
        if paid.status is not OrderStatus.PAID:
            raise SystemExit(f"the order is {paid.status}")
        self._paid = paid
        after = self._journals()
        self.written = len(after) - len(before)
        self.transactions = after.count(b"\n") - before.count(b"\n")
        if self.transactions <= 0:
            raise SystemExit("the journal was folded during a purchase")
        return (ended - started) / self.transactions, ended - self._shop.answered

    def commit(self) -> float:
        """Make the five documents of a paid order durable, in one transaction; return what that took."""
        self._bought += 1
        order = self._paid
        (plan,) = self._purchases.plans_of(order.id)[:1]
        with self._state.read() as tables:
            entry, books = tables.of(LedgerEntry).get(f"{order.id}-paid"), tables.single(Books)
            message = tables.of(InternalMessage).get(f"{order.id}-paid")
        assert entry is not None
        assert message is not None
        new = {"id": f"COMMIT-{self._bought}"}
        documents = [document.model_copy(update=new) for document in (order, plan, entry, message)]
        books = books.with_entry(entry)
        started = time.perf_counter()
        with self._state.transaction() as tables:
            for document in documents:
                tables.of(type(document)).put(document)
            tables.put_single(books)
        return time.perf_counter() - started

    def buy_once(self) -> float:
        """Buy with a key that is new; return what it took for each transaction."""
        return self.buy(f"purchase {self._bought + 1} of this run")[0]

    def fold(self) -> float:
        """Close the state file."""
        started = time.perf_counter()
        self._state.close()
        return time.perf_counter() - started

    def _journals(self) -> bytes:
        return b"".join(path.read_bytes() for path in self._path.parent.glob("*.journal"))


class Floor:
    """Appends 1 KB and waits for the disk, and does so again."""

    def __init__(self, directory: Path) -> None:
        self._file = os.open(directory / "floor", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def append(self, times: int = 1) -> float:
        """Return what each took."""
        started = time.perf_counter()
        for _ in range(times):
            os.write(self._file, b"x" * 1023 + b"\n")
            os.fsync(self._file)
        return (time.perf_counter() - started) / times


def purchases(places: list[Path], scratch: Path, rounds: int) -> dict[str, Taken]:
    """Buy in every place in turn, each time on a copy of its state file."""
    taken: dict[str, Taken] = {}
    for first in range(0, rounds, ROUNDS_OF_A_COPY):
        cases: dict[str, list[Callable[[], None]]] = {}
        buyers: dict[str, Buyer] = {}
        for place in places:
            copy = _copied(place, scratch / f"{place.name}-{first}")
            buyer = buyers[place.name] = Buyer(copy)
            buyer.buy_once()
            note = taken.setdefault(place.name, {})
            cases[place.name] = _cases(buyer, Floor(copy.parent), note)
        os.sync()
        for _ in range(min(ROUNDS_OF_A_COPY, rounds - first)):
            gc.collect()
            for name in random.sample(list(cases), len(cases)):
                for case in random.sample(cases[name], len(cases[name])):
                    case()
        for name, buyer in buyers.items():
            taken[name]["transactions"] = [buyer.transactions]
            taken[name]["written"] = [buyer.written]
            taken[name].setdefault("fold", []).append(buyer.fold())
    return taken


def _cases(buyer: Buyer, floor: Floor, taken: Taken) -> list[Callable[[], None]]:
    def note(name: str, seconds: float) -> None:
        taken.setdefault(name, []).append(seconds)

    def buy() -> None:
        each, record = buyer.buy()
        note("each", each)
        note("record", record)

    return [
        buy,
        lambda: note("commit", buyer.commit()),
        lambda: note("once", buyer.buy_once()),
        lambda: note("floor", floor.append()),
        lambda: note("floor of a purchase", floor.append(buyer.transactions)),
    ]


def same_change(place: Path, scratch: Path, orders: int, rounds: int) -> Taken:
    """Change one document of 1 KB and read it back: this store, TinyDB, SQLite."""
    copy = _copied(place, scratch / f"{place.name}-change")
    cases = {
        "floor": Floor(copy.parent).append,
        "store": _store(copy),
        "tinydb": _tinydb(copy.parent / "tinydb.json", orders),
        "sqlite": _sqlite(copy.parent / "sqlite.db", orders),
    }
    taken: Taken = {name: [] for name in cases}
    for case in cases.values():
        case()
    os.sync()
    for _ in range(rounds):
        gc.collect()
        for name in random.sample(list(cases), len(cases)):
            taken[name].append(cases[name]())
        if sum(taken["tinydb"]) > TINYDB_SECONDS:
            cases.pop("tinydb", None)
    return taken


def _store(path: Path) -> Callable[[], float]:
    """Through TinyDB's face and without models, as the other two are."""
    state = StateFile(path, system_clock)
    with state.read() as tables:
        query = where("id") == CHANGING
        (number,) = (entry.doc_id for entry in tables.db.table("messages").search(query))
    read = False

    def change() -> float:
        nonlocal read
        read = not read
        started = time.perf_counter()
        with state.transaction() as tables:
            tables.db.table("messages").update({"read": read}, doc_ids=[number])
        with state.read() as tables:
            found = tables.db.table("messages").get(doc_id=number)
        assert isinstance(found, dict)
        assert found["read"] is read
        return time.perf_counter() - started

    return change


def _tinydb(path: Path, orders: int) -> Callable[[], float]:
    path.write_text(json.dumps({"orders": {str(number): _order(number) for number in range(1, orders + 1)}}))
    table = TinyDB(path).table("orders")
    read = False

    def change() -> float:
        nonlocal read
        read = not read
        started = time.perf_counter()
        table.update({"read": read}, doc_ids=[orders])
        found = table.get(doc_id=orders)
        assert isinstance(found, dict)
        assert found["read"] is read
        return time.perf_counter() - started

    return change


def _sqlite(path: Path, orders: int) -> Callable[[], float]:
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE orders (number INTEGER PRIMARY KEY, document TEXT)")
    rows = ((number, json.dumps(_order(number))) for number in range(1, orders + 1))
    database.executemany("INSERT INTO orders VALUES (?, ?)", rows)
    database.commit()
    document = _order(orders)

    def change() -> float:
        document["read"] = not document["read"]
        started = time.perf_counter()
        written = json.dumps(document)
        database.execute("UPDATE orders SET document = ? WHERE number = ?", (written, orders))
        database.commit()
        query = "SELECT document FROM orders WHERE number = ?"
        assert json.loads(database.execute(query, (orders,)).fetchone()[0]) == document
        return time.perf_counter() - started

    return change


def _order(number: int) -> dict[str, object]:
    return {"id": f"DM{number:08}", "read": False, "body": "What an order of 1 KB says. " * 34}


def _copied(place: Path, to: Path) -> Path:
    """Copy a state file with all that is beside it; archived segments, only ever replaced, are linked."""

    def copy(source: str, target: str) -> None:
        archived = Path(source).parent.name.endswith(".archive")
        (os.link if archived else shutil.copyfile)(source, target)

    shutil.copytree(place / "state", to, copy_function=copy)
    return to / "state.json"


if __name__ == "__main__":
    gc.disable()
    match sys.argv[1:]:
        case ["purchases", scratch, rounds, *places]:
            told: object = purchases([Path(place) for place in places], Path(scratch), int(rounds))
        case ["same-change", scratch, rounds, place, orders]:
            told = same_change(Path(place), Path(scratch), int(orders), int(rounds))
        case _:
            raise SystemExit("purchases or same-change")
    print(json.dumps(told))
