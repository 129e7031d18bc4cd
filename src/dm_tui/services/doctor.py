"""Is everything in order? The installation, and the books: orders, plans and charges must agree."""

import os
import sys
from collections import Counter
from importlib.metadata import PackageNotFoundError, version

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.order import Order, OrderStatus
from dm_tui.domain.plan import ResourcePlan
from dm_tui.providers.sandbox.records import Charge
from dm_tui.store.state import StateFile, Tables


class Check(Model):
    """One thing that was looked at. `detail` says what was found."""

    name: str
    ok: bool
    detail: str


class Doctor:
    """Looks; changes nothing."""

    def __init__(self, state: StateFile) -> None:
        self._state = state

    def examine(self) -> tuple[Check, ...]:
        """Return every check, the failed ones with what is off."""
        return (*self._installation(), *self._file(), *self._books())

    def _installation(self) -> list[Check]:
        python = ".".join(str(part) for part in sys.version_info[:3])
        checks = [Check(name="python", ok=sys.version_info >= (3, 11), detail=python)]
        for package in ("textual", "pydantic", "tinydb"):
            try:
                checks.append(Check(name=package, ok=True, detail=version(package)))
            except PackageNotFoundError:
                checks.append(Check(name=package, ok=False, detail="not installed"))
        term = os.environ.get("TERM", "")
        checks.append(Check(name="terminal", ok=bool(term), detail=term or "TERM is not set"))
        return checks

    def _file(self) -> list[Check]:
        path = self._state.path
        if not path.exists():
            return [Check(name="state file", ok=True, detail=f"{path}: none yet")]
        try:
            with self._state.read():
                pass
        except DirectMailError as error:
            return [Check(name="state file", ok=False, detail=str(error))]
        if self._state.notices:
            return [Check(name="state file", ok=False, detail=" ".join(self._state.notices))]
        private = path.stat().st_mode & 0o077 == 0
        detail = f"{path}, {path.stat().st_size:,} bytes"
        return [
            Check(name="state file", ok=True, detail=detail),
            Check(
                name="private",
                ok=private,
                detail="only you can read it"
                if private
                else f"others can read it: chmod 600 {path}",
            ),
        ]

    def _books(self) -> list[Check]:
        try:
            with self._state.read() as tables:
                return _books(tables)
        except DirectMailError as error:
            return [Check(name="books", ok=False, detail=str(error))]


def _books(tables: Tables) -> list[Check]:
    orders = {order.id: order for order in tables.of(Order).all()}
    plans = tables.of(ResourcePlan).all()
    paid = {id: order for id, order in orders.items() if order.status is OrderStatus.PAID}
    held = Counter(plan.order_id for plan in plans)
    wrong = [id for id, order in paid.items() if held[id] != order.quantity]
    orphans = [plan.id for plan in plans if plan.order_id not in paid]
    negative = [plan.id for plan in plans if not 0 <= plan.used <= plan.emails]
    charged = Counter(one.purpose for one in tables.of(Charge).all() if not one.voided)
    twice = [id for id, times in charged.items() if times > 1]
    unpaid = [id for id in paid if not charged[id]]
    lost = [id for id in charged if id in orders and id not in paid and not orders[id].unsettled]
    open_payments = [order.id for order in orders.values() if order.unsettled]
    return [
        _check("every paid order has its plans", wrong),
        _check("every plan has a paid order", orphans),
        _check("no order was charged twice", twice),
        _check("every paid order was charged", unpaid),
        _check("every charge has a paid order", lost),
        _check("no plan is used beyond what it holds", negative),
        _check("no payment is without a known outcome", open_payments),
    ]


def _check(name: str, wrong: list[str]) -> Check:
    return Check(name=name, ok=not wrong, detail=", ".join(wrong) if wrong else "yes")
