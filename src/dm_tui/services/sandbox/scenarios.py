"""The sandbox's scenarios: played, not stored, so they contain what the program itself would write."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dm_tui.domain.account.permissions import REQUIRED_POLICIES
from dm_tui.domain.account.wording import UNKNOWN_SCENARIO
from dm_tui.domain.setup.sender import SenderKind
from dm_tui.domain.upkeep.files_beside import FilesBeside
from dm_tui.providers.protocol import Shop
from dm_tui.providers.sandbox.records import SandboxRecord
from dm_tui.services.account.activation import Activation
from dm_tui.services.sandbox.clock import SandboxClock
from dm_tui.services.setup.domains import Domains
from dm_tui.services.setup.senders import Senders
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import Tables

_TEMPLATES = {
    "welcome": ("Welcome, {UserName}", "Hello {UserName},\n\nyour account {EAddr} is ready."),
    "spring-sale": (
        "Spring sale for {NickName}",
        "Hello {NickName},\n\nuntil Sunday everything is a fifth off.",
    ),
    "reject-lottery": ("{UserName}, you have won", "Dear {UserName},\n\nsend us your bank details at once."),
}
"""Subject and text of each template in the scenarios."""


@dataclass(frozen=True)
class Sandbox(SandboxClock):
    """Resets the account, loads scenarios, moves the clock."""

    _shop: Shop
    _activation: Activation
    _domains: Domains
    _senders: Senders

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
