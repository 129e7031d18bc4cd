"""The sandbox's clock: it can be moved, and what falls due on the way is played in order."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from dm_tui.domain.account.wording import BAD_DURATION, DURATION_TOO_LONG
from dm_tui.domain.billing_zone import add_months
from dm_tui.domain.counts import show_count
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.setup.template import Template
from dm_tui.providers.protocol import AccountProvider
from dm_tui.providers.sandbox.records import SandboxRecord
from dm_tui.providers.sandbox.reviewer import review_due_at
from dm_tui.services.purchase.purchases import Purchases
from dm_tui.services.reminders.reminders import Reminders
from dm_tui.services.setup.templates import Templates
from dm_tui.services.usage.billing import Billing
from dm_tui.services.usage.metering import Metering
from dm_tui.store.state import StateFile

_DURATION = re.compile(r"(\d{1,5})\s*(h|d|mo)", re.ASCII)


class SandboxEvent(Model):
    """Something that fell due while the clock moved."""

    at: datetime
    what: str


@dataclass(frozen=True)
class SandboxClock:
    """Moves the clock."""

    _state: StateFile
    _account: AccountProvider
    _purchases: Purchases
    _metering: Metering
    _billing: Billing
    _templates: Templates
    _reminders: Reminders

    def now(self) -> datetime:
        """Return the sandbox's present instant."""
        return self._account.now()

    def advance(self, duration: str) -> tuple[SandboxEvent, ...]:
        """Move the clock by `36h`, `10d` or `6mo` and play everything that falls due on the way, in order.

        Reminders on the way are saved with the rest and delivered after that: no reminder reports what did
        not happen.
        """
        match = _DURATION.fullmatch(duration.strip().lower())
        if match is None:
            raise BAD_DURATION(duration=duration[:20])
        amount, unit, now = int(match[1]), match[2], self.now()
        try:
            if unit == "mo":
                end = add_months(now, amount)
            else:
                end = now + (timedelta(hours=amount) if unit == "h" else timedelta(days=amount))
        except (OverflowError, ValueError):
            raise DURATION_TOO_LONG() from None
        with self._state.transaction():
            events = self._advance_to(end, remind=True)
        with suppress(DirectMailError):  # the clock has moved; failed deliveries are retried
            self._reminders.keep_promises()
        return events

    def _advance_to(self, end: datetime, *, remind: bool = False) -> tuple[SandboxEvent, ...]:
        events: list[SandboxEvent] = []
        while (due := self._next_due(remind=remind)) is not None and due[0] <= end:
            self._set_clock(max(due[0], self.now()))
            events.append(SandboxEvent(at=due[0], what=due[1]()))
        self._set_clock(end)
        return tuple(events)

    def _next_due(self, *, remind: bool) -> tuple[datetime, Callable[[], str]] | None:
        """Return the next event and what to do about it; ties go by kind, then id."""
        events: list[tuple[datetime, int, str, Callable[[], str]]] = []
        with self._state.read() as tables:
            for order in tables.of(Order).open():
                if order.status is OrderStatus.UNPAID:
                    events.append((order.lapses_at, 0, order.id, partial(self._lapse, order)))
            for plan in tables.of(ResourcePlan).open():
                events.append((plan.expires_at, 1, plan.id, partial(self._expire, plan)))
            for template in tables.of(Template).all():
                if (at := review_due_at(template)) is not None:
                    events.append((at, 3, template.name, self._review))
        if (charge := self._billing.next_charge_at()) is not None:
            events.append((charge, 2, "", self._bill))
        reminder = self._reminders.next_due() if remind else None
        if reminder is not None:
            events.append((reminder, 4, "", partial(self._reminders.promise, reminder)))
        if not events:
            return None
        at, _, _, act = min(events, key=lambda event: event[:3])
        return at, act

    def _lapse(self, order: Order) -> str:
        self._purchases.lapse_due_orders()
        return f"order {order.id} lapsed"

    def _expire(self, plan: ResourcePlan) -> str:
        self._metering.write_off_expired_plans()
        return f"plan {plan.id} expired with {show_count(plan.left, 'email')} left"

    def _bill(self) -> str:
        bill = self._billing.charge_due_bill()
        return f"bill {bill.id} of {bill.total}: {bill.status}" if bill else "nothing to bill"

    def _review(self) -> str:
        ended = self._templates.collect_due_reviews()
        return ", ".join(f"template {template.name} {template.status}" for template in ended)

    def _set_clock(self, instant: datetime) -> None:
        with self._state.transaction() as tables:
            moved = (instant - self._account.now()).total_seconds()
            self._update_account(clock_offset=tables.single(SandboxRecord).clock_offset + moved)

    def _update_account(self, **update: object) -> None:
        with self._state.transaction() as tables:
            tables.put_single(tables.single(SandboxRecord).model_copy(update=update))
