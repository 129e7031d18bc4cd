"""The sandbox's scenarios and its clock, built from the same services that a user drives.

Scenarios are played, not stored: what they contain is what the program itself would have written.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from dm_tui.domain.account.permissions import REQUIRED_POLICIES
from dm_tui.domain.account.wording import BAD_DURATION, DURATION_TOO_LONG, UNKNOWN_SCENARIO
from dm_tui.domain.counts import show_count
from dm_tui.domain.dates import add_months
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.setup.sender import SenderKind
from dm_tui.domain.setup.template import Template
from dm_tui.domain.upkeep.files_beside import FilesBeside
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.providers.sandbox.records import SandboxRecord
from dm_tui.providers.sandbox.reviewer import review_due_at
from dm_tui.services.account.activation import Activation
from dm_tui.services.purchase.purchases import Purchases
from dm_tui.services.reminders.reminders import Reminders
from dm_tui.services.setup.domains import Domains
from dm_tui.services.setup.senders import Senders
from dm_tui.services.setup.templates import Templates
from dm_tui.services.usage.billing import Billing
from dm_tui.services.usage.metering import Metering
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile, Tables

_TEMPLATES = {
    "welcome": ("Welcome, {UserName}", "Hello {UserName},\n\nyour account {EAddr} is ready."),
    "spring-sale": (
        "Spring sale for {NickName}",
        "Hello {NickName},\n\nuntil Sunday everything is a fifth off.",
    ),
    "reject-lottery": ("{UserName}, you have won", "Dear {UserName},\n\nsend us your bank details at once."),
}
"""Subject and text of each template in the scenarios."""

_DURATION = re.compile(r"(\d{1,5})\s*(h|d|mo)", re.ASCII)


class SandboxEvent(Model):
    """Something that fell due while the clock moved."""

    at: datetime
    what: str


class SandboxAnswer(Model):
    """`sandbox load`, `sandbox advance`, `sandbox reset`."""

    now: datetime
    events: tuple[SandboxEvent, ...] = ()


@dataclass(frozen=True)
class Sandbox:
    """Resets the account, loads scenarios, moves the clock."""

    _state: StateFile
    _account: AccountProvider
    _shop: Shop
    _purchases: Purchases
    _activation: Activation
    _metering: Metering
    _billing: Billing
    _domains: Domains
    _senders: Senders
    _templates: Templates
    _reminders: Reminders

    @property
    def scenarios(self) -> dict[str, Callable[[], None]]:
        """What `load` plays, by its name."""
        return {
            "fresh": lambda: None,
            "unverified": lambda: self._update_account(identity_verified=False),
            "ram-user": self._ram_user,
            "activated": self._activate,
            "busy": self._busy,
            "expiring": self._expiring,
            "overdue": self._overdue,
        }

    def now(self) -> datetime:
        """Return the sandbox's present instant."""
        return self._account.now()

    def reset(self) -> None:
        """Start over: empty the state file and set the clock to real time.

        Files that cannot be read are set aside.
        """
        with self._state.transaction(replacing=True) as tables:
            _clear(tables)
        MailingFiles(self._state).drop()

    def load(self, scenario: str) -> None:
        """Replace the state with a scenario, all of it or nothing. The clock ends at the real present.

        Files that cannot be read are set aside.
        """
        build = self.scenarios.get(scenario)
        if build is None:
            raise UNKNOWN_SCENARIO(scenario=scenario, scenarios=", ".join(self.scenarios))
        with self._state.transaction(replacing=True) as tables:
            _clear(tables)
            tables.put_single(SandboxRecord(scenario=scenario))
            build()
        MailingFiles(self._state).drop()

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

    def _go_back(self, days: int) -> datetime:
        """Set the clock `days` back, so that the scenario plays up to the present, and return the present."""
        present = self.now()
        self._set_clock(present - timedelta(days=days))
        return present

    def _buy(self, spec: str, quantity: int = 1, method: str = "card-4242") -> None:
        terms = self._shop.catalogue().terms_version
        order = self._purchases.confirm(spec, quantity, self._account.current().region, terms)
        self._purchases.pay(order.id, method)

    def _activate(self) -> None:
        agreement = self._shop.catalogue().agreement_version
        self._activation.activate(self._account.current().region, agreement)

    def _set_up(self, *more: str) -> None:
        """Add a verified domain, an address of each kind, and the templates “welcome” and `more`."""
        self._domains.verify(self._domains.add("mail.example.com").name)
        self._senders.add("news@mail.example.com", SenderKind.BATCH, "hello@example.com", "Example News")
        self._senders.add("no-reply@mail.example.com", SenderKind.TRIGGER)
        for name in ("welcome", *more):
            self._template(name)

    def _template(self, name: str) -> None:
        subject, text = _TEMPLATES[name]
        html = "".join(f"<p>{part}</p>\n" for part in text.split("\n\n"))
        self._templates.add(name, subject, text, html)

    def _simulate_until(self, until: datetime, emails_a_day: Callable[[int], int]) -> None:
        """Send every day at the same hour until `until`, and play what falls due."""
        day = 0
        while self.now() < until:
            if emails := emails_a_day(day):
                self._metering.record(emails)
            self._advance_to(min(until, self.now() + timedelta(days=1)))
            day += 1

    def _ram_user(self) -> None:
        self._update_account(signed_in="ops", policies={"ops": (), "buyer": REQUIRED_POLICIES})

    def _busy(self) -> None:
        present = self._go_back(150)
        self._buy("50k", 2)
        self._activate()
        self._set_up("reject-lottery")
        self._simulate_until(present - timedelta(days=40), lambda day: 700 + day * 37 % 520)
        self._buy("50k", 2, "balance")
        self._simulate_until(present, lambda day: 900 + day * 53 % 640)
        self._template("spring-sale")

    def _expiring(self) -> None:
        present = self._go_back(175)
        self._buy("50k")
        self._activate()
        self._set_up()
        self._simulate_until(present, lambda day: 90 + day * 29 % 180)

    def _overdue(self) -> None:
        present = self._go_back(70)
        self._activate()
        self._set_up()
        self._update_account(bill_method="card-0002")
        self._simulate_until(present, lambda day: 300 + day * 41 % 260)


def _clear(tables: Tables) -> None:
    """Drop everything but what is known of the saved lists of recipients: these are the user's, and stay."""
    known = tables.single(FilesBeside).with_suppressed()
    tables.clear()
    if known.lists:
        tables.put_single(known)
