"""The whole product behind one door: a state file, a provider, and the use cases over them."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.services.account.prerequisites import Prerequisites
from dm_tui.services.ledger.state_owner import claim_for_provider
from dm_tui.settings import Preferences, settings_path
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # each is loaded when it is first used
    from dm_tui.providers.protocol import Provider
    from dm_tui.services.account.activation import Activation
    from dm_tui.services.advice.advice import Advice
    from dm_tui.services.mailing.background_mailings import BackgroundMailings
    from dm_tui.services.mailing.mailing_drafts import MailingDrafts
    from dm_tui.services.mailing.sending import Sending
    from dm_tui.services.overview.overview import Overviews
    from dm_tui.services.purchase.purchases import Purchases
    from dm_tui.services.purchase.wizard_drafts import WizardDrafts
    from dm_tui.services.reminders.reminders import ReminderRunResult, Reminders
    from dm_tui.services.sandbox import Sandbox
    from dm_tui.services.setup.domains import Domains
    from dm_tui.services.setup.senders import Senders
    from dm_tui.services.setup.templates import Templates
    from dm_tui.services.upkeep.backup import Backups
    from dm_tui.services.upkeep.doctor import Doctor
    from dm_tui.services.usage.billing import Billing
    from dm_tui.services.usage.metering import Metering
    from dm_tui.services.usage.statistics import ServiceStatistics


def system_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def random_token() -> str:
    """Return what makes an id differ from all others."""
    from secrets import token_hex  # it brings OpenSSL, which no other command needs

    return token_hex(4)


class DirectMail:
    """The use cases of one account. `clock`, `sleep` and `tokens`, what makes ids differ, are injected.

    The rest follows from the state file.
    """

    def __init__(
        self,
        state_path: Path,
        provider: str = "sandbox",
        clock: Clock = system_clock,
        sleep: Callable[[float], None] = time.sleep,
        lock_timeout: float = 5.0,
        tokens: Callable[[], str] = random_token,
    ) -> None:
        self.state = StateFile(state_path, clock, lock_timeout)
        self.provider: Provider
        match provider:
            case "sandbox":
                from dm_tui.providers.sandbox.provider import SandboxProvider

                self.provider = SandboxProvider(self.state, clock, sleep)
            case "alibaba":
                from dm_tui.providers.alibaba.provider import AlibabaProvider

                self.provider = AlibabaProvider(self.state, clock, sleep)
            case _:
                raise DirectMailError(
                    ErrorKind.USAGE,
                    "unknown-provider",
                    f"There is no provider “{provider}”.",
                    "Use --provider sandbox, which is the default, or --provider alibaba.",
                )
        claim_for_provider(self.state, provider)
        self.now = self.provider.now
        self._sleep, self._tokens = sleep, tokens
        self.prerequisites = Prerequisites(self.provider)

    @property
    def state_path(self) -> Path:
        """Where everything is kept."""
        return self.state.path

    @property
    def notices(self) -> list[str]:
        """What had to be mended in the state file, for the user to know."""
        return self.state.notices

    def signature(self) -> object:
        """Return something that changes whenever anybody changes the state file."""
        return self.state.signature()

    def close(self) -> None:
        """Pause what is being sent, and leave the state file as one that stock TinyDB reads.

        Nothing is lost where this is never reached.
        """
        if "purchases" in self.__dict__:
            self.purchases.stop_paying()
        if "background_mailings" in self.__dict__:
            self.background_mailings.stop()
        self.state.close()

    def connect(self) -> None:
        """Read a live account anew, and find out what became of payments without an answer. Blocks."""
        self.provider.connect()
        if not self.provider.sandbox:
            self.purchases.settle_all()

    def sleep(self, seconds: float) -> None:
        """Wait, as everything here waits."""
        self._sleep(seconds)

    @property
    def read_at(self) -> datetime | None:
        """When a live account was read last; None in the sandbox, and before it was."""
        return self.provider.read_at()

    def preload(self) -> None:
        """Do beforehand what the next steps would otherwise wait for: imports, and models built on first use."""
        first = self.purchases.catalogue().plans[0]
        self.purchases.quote(first.spec, 1)
        self.advice.compare(1)
        self.purchases.orders(1)

    def preferences(self) -> Preferences:
        """Return what the user chose for good."""
        with self.state.read() as tables:
            return tables.single(Preferences)

    def set_preferences(self, **choice: object) -> Preferences:
        """Keep a choice, such as `theme="dm-light"`."""
        with self.state.transaction() as tables:
            return tables.put_single(tables.single(Preferences).model_copy(update=choice))

    def set_smtp_server(self, server: str) -> Preferences:
        """Keep which SMTP server mail leaves by, "" for the outbox; refuses what names none, and a password."""
        from dm_tui.services.mailing.transports import parse_smtp_setting

        return self.set_preferences(
            smtp=str(parse_smtp_setting(server.strip())) if server.strip() else ""
        )

    def describe_transport(self) -> str:
        """Return in words what mail leaves by at present: a server, the service itself, or a folder."""
        from dm_tui.services.mailing.transports import describe_transport

        return describe_transport(
            self.preferences(), os.environ, self.state_path, self.provider.transport
        )

    def save_text(self, name: str, lines: list[str]) -> Path:
        """Write a text file beside the state file, readable by the user only, and return its path."""
        path = self.state_path.with_name(name)
        descriptor = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600
        )
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return path

    @cached_property
    def wizard_drafts(self) -> "WizardDrafts":
        """Keep and find again what was typed into the wizard."""
        from dm_tui.services.purchase.wizard_drafts import WizardDrafts

        return WizardDrafts(self.state, self.provider)

    @cached_property
    def purchases(self) -> "Purchases":
        """Quote, confirm, pay, settle, cancel."""
        from dm_tui.services.purchase.purchases import Purchases

        return Purchases(self.state, self.provider)

    @cached_property
    def advice(self) -> "Advice":
        """Which billing model, what to buy and when."""
        from dm_tui.services.advice.advice import Advice

        return Advice(self.state, self.provider)

    @cached_property
    def activation(self) -> "Activation":
        """Enable pay-as-you-go."""
        from dm_tui.services.account.activation import Activation

        return Activation(self.state, self.provider)

    @cached_property
    def metering(self) -> "Metering":
        """Meter usage and bill it."""
        from dm_tui.services.usage.metering import Metering

        return Metering(self.state, self.provider, self.billing)

    @cached_property
    def billing(self) -> "Billing":
        """Make, charge and pay bills."""
        from dm_tui.services.usage.billing import Billing

        return Billing(self.state, self.provider)

    @cached_property
    def domains(self) -> "Domains":
        """Add, verify and remove domains."""
        from dm_tui.services.setup.domains import Domains

        return Domains(self.state, self.provider)

    @cached_property
    def senders(self) -> "Senders":
        """Add and remove sender addresses."""
        from dm_tui.services.setup.senders import Senders

        return Senders(self.state, self.provider)

    @cached_property
    def templates(self) -> "Templates":
        """Add, submit and remove templates."""
        from dm_tui.services.setup.templates import Templates

        return Templates(self.state, self.provider)

    @cached_property
    def overviews(self) -> "Overviews":
        """Everything at a glance."""
        from dm_tui.services.overview.overview import Overviews

        return Overviews(self.state, self.provider)

    @cached_property
    def statistics(self) -> "ServiceStatistics":
        """What the service counted of a live account's mail."""
        from dm_tui.services.usage.statistics import ServiceStatistics

        return ServiceStatistics(self.state, self.provider)

    @cached_property
    def sandbox(self) -> "Sandbox":
        """Known starts and a clock that can be moved; a live account has neither."""
        from dm_tui.providers.sandbox.provider import SandboxProvider
        from dm_tui.services.sandbox import Sandbox

        if not isinstance(self.provider, SandboxProvider):
            raise DirectMailError(
                ErrorKind.REFUSED,
                "sandbox-only",
                "A live account has no scenarios, and its clock cannot be moved.",
                "Use it without --provider to try things in the sandbox.",
            )
        return Sandbox(
            self.state,
            self.provider,
            self.purchases,
            self.activation,
            self.metering,
            self.billing,
            self.domains,
            self.senders,
            self.templates,
            self.reminders,
        )

    @cached_property
    def sending(self) -> "Sending":
        """Preview, make, send, pause and settle mailings."""
        from dm_tui.services.mailing.sending import Sending
        from dm_tui.services.mailing.transports import transport_for

        return Sending(
            self.state,
            self.provider,
            self.billing,
            lambda: transport_for(
                self.preferences(), os.environ, self.state_path, self.provider.transport
            ),
            sleep=self._sleep,
            tokens=self._tokens,
        )

    @cached_property
    def mailing_drafts(self) -> "MailingDrafts":
        """Keep and find again the mailing that is being written."""
        from dm_tui.services.mailing.mailing_drafts import MailingDrafts

        return MailingDrafts(self.state, self.senders, self.templates)

    @property
    def is_sending(self) -> bool:
        """Whether this program is sending anything right now."""
        return "background_mailings" in self.__dict__ and bool(self.background_mailings.active())

    @cached_property
    def background_mailings(self) -> "BackgroundMailings":
        """Send mailings beside whatever else the program does."""
        from dm_tui.services.mailing.background_mailings import BackgroundMailings

        return BackgroundMailings(self.sending)

    @cached_property
    def reminders(self) -> "Reminders":
        """Say what is due, once, by every channel."""
        from dm_tui.services.reminders.channels import ReminderRoutes
        from dm_tui.services.reminders.reminders import Reminders

        sandbox = self.provider.sandbox
        ways = ReminderRoutes(self.state_path, self.preferences, os.environ, sandbox=sandbox)
        return Reminders(self.state, self.provider, ways, settings_path())

    def process_due(self, *, retry: bool = False) -> "ReminderRunResult":
        """Let happen what falls due by itself, then say what there is to be reminded of.

        With `retry` reminders that failed are tried again at once.
        """
        self.purchases.lapse_due_orders()  # each looks first, and takes the lock only where it must
        self.metering.write_off_expired_plans()
        self.billing.charge_due_bill()
        self.templates.collect_due_reviews()
        return self.reminders.run(retry=retry)

    @cached_property
    def backups(self) -> "Backups":
        """Write a copy of everything, and restore it."""
        from dm_tui.services.upkeep.backup import Backups

        return Backups(self.state, self.provider.now)

    @cached_property
    def doctor(self) -> "Doctor":
        """State of the installation and of the books."""
        from dm_tui.services.upkeep.doctor import Doctor

        return Doctor(self.state, self.reminders, live=not self.provider.sandbox)
