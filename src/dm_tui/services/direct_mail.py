"""The one door for every face: a state file, a provider, and the use cases over them.

Each use case is imported and made when it is first used, because the first frame needs hardly any of them.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dm_tui.domain.account.wording import SCENARIOS_UNAVAILABLE
from dm_tui.domain.dates import Clock
from dm_tui.providers.registry import DEFAULT_PROVIDER, find_provider
from dm_tui.services.ledger.state_owner import claim_for_provider
from dm_tui.settings import Preferences, settings_path
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # each is loaded when it is first used
    from collections.abc import Collection
    from datetime import timedelta

    from dm_tui.domain.account.unknown import ReadingPart
    from dm_tui.services.account.activation import Activation
    from dm_tui.services.account.prerequisites import Prerequisites
    from dm_tui.services.advice.advice import Advice
    from dm_tui.services.mailing.background_mailings import BackgroundMailings
    from dm_tui.services.mailing.mail_reports import MailReports
    from dm_tui.services.mailing.mailing_drafts import MailingDrafts
    from dm_tui.services.mailing.sending import Sending
    from dm_tui.services.mailing.template_tests import TemplateTests
    from dm_tui.services.overview.overview import Overviews
    from dm_tui.services.purchase.purchases import Purchases
    from dm_tui.services.purchase.refunds import Refunds
    from dm_tui.services.purchase.wizard_drafts import WizardDrafts
    from dm_tui.services.reminders.reminders import ReminderRunResult, Reminders
    from dm_tui.services.sandbox import Sandbox
    from dm_tui.services.setup.domains import Domains
    from dm_tui.services.setup.senders import Senders
    from dm_tui.services.setup.smtp_passwords import SmtpPasswords
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
    """The use cases of one account, over its state file; `tokens` returns what makes ids differ.

    A `region`, by id or name, buys and sends while this is open; the account's own stays stored.
    """

    def __init__(
        self,
        state_path: Path,
        provider: str = DEFAULT_PROVIDER,
        region: str = "",
        clock: Clock = system_clock,
        sleep: Callable[[float], None] = time.sleep,
        lock_timeout: float = 5.0,
        tokens: Callable[[], str] = random_token,
    ) -> None:
        self.state = StateFile(state_path, clock, lock_timeout)
        self.provider = find_provider(provider).open(self.state, clock, sleep)
        claim_for_provider(self.state, self.provider)
        self.facts = self.provider.facts
        self.now = self.provider.account.now
        self._region = self._use_region_here(region) if region else ""
        self._sleep, self._tokens = sleep, tokens

    @property
    def state_path(self) -> Path:
        """The path of the state file."""
        return self.state.path

    @property
    def notices(self) -> list[str]:
        """What had to be repaired in the state file, for the user to know."""
        return self.state.notices

    def signature(self) -> object:
        """Return a value that changes whenever a program changes the state file."""
        return self.state.signature()

    def save_reported(self) -> None:
        """Save that what this program bought was shown, if it bought anything."""
        if "purchases" in self.__dict__:
            self.purchases.save_reported()

    def close(self) -> None:
        """Pause what is being sent, and leave a file that stock TinyDB reads; without it nothing is lost."""
        if "purchases" in self.__dict__:
            self.purchases.stop_paying()
        if "background_mailings" in self.__dict__:
            self.background_mailings.stop()
        self.state.close()

    def _use_region_here(self, typed: str) -> str:
        from dm_tui.domain.account.regions import find_region

        account = self.provider.account
        region = find_region(account.regions(), typed).id
        account.use_region(region, stored=False)
        return region

    def connect(self, parts: "Collection[ReadingPart]" = (), max_age: "timedelta | None" = None) -> None:
        """Read these parts of the account again, and settle payments without an answer. Blocks.

        Without parts it reads all; a part that was told within `max_age` stays as it is.
        """
        self.provider.account.connect(parts, max_age)
        if self.facts.is_remote:
            self.purchases.settle_all()

    def sleep(self, seconds: float) -> None:
        """Wait by the injected sleep."""
        self._sleep(seconds)

    @property
    def read_at(self) -> datetime | None:
        """When the account was last read; None before that, and where nothing has to be read."""
        return self.provider.account.read_at()

    def was_asked_for(self, part: "ReadingPart") -> bool:
        """Say whether a part of the account was read before, or could not be: then it is known to be not known."""
        return self.provider.account.was_asked_for(part)

    def part_read_at(self, *parts: "ReadingPart") -> datetime | None:
        """Return when the oldest of these parts was last told, None where one never was, or nothing has to be read."""
        return self.provider.account.read_at(parts)

    def preload(self) -> None:
        """Import and build now what the next steps would otherwise wait for."""
        first = self.purchases.catalogue().plans[0]
        self.purchases.quote(first.spec, 1)
        self.advice.compare(1)
        self.purchases.orders(1)

    def preferences(self) -> Preferences:
        """Return what the user chose and the state file keeps."""
        with self.state.read() as tables:
            return tables.single(Preferences)

    def set_preferences(self, **choice: object) -> Preferences:
        """Save a choice, such as `theme="dm-light"`."""
        with self.state.transaction() as tables:
            return tables.put_single(tables.single(Preferences).model_copy(update=choice))

    def set_smtp_server(self, server: str) -> Preferences:
        """Save the SMTP server that sends mail, "" for the outbox; refuses text that names none, and a password."""
        from dm_tui.services.mailing.transports import parse_smtp_setting

        return self.set_preferences(smtp=str(parse_smtp_setting(server.strip())) if server.strip() else "")

    def describe_transport(self) -> str:
        """Return in words how mail is sent at present: by a server, by the service itself, or into a folder."""
        from dm_tui.services.mailing.transports import describe_transport

        return describe_transport(
            self.preferences(), os.environ, self.state_path, self.provider.outbound.transport
        )

    def save_text(self, name: str, lines: list[str]) -> Path:
        """Write a text file beside the state file, readable by the user only, and return its path."""
        path = self.state_path.with_name(name)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(path, flags, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return path

    @cached_property
    def prerequisites(self) -> "Prerequisites":
        """Check and complete what a region needs before you buy."""
        from dm_tui.services.account.prerequisites import Prerequisites

        return Prerequisites(self.provider.account, self.facts)

    @cached_property
    def wizard_drafts(self) -> "WizardDrafts":
        """Save and restore what was typed into the wizard."""
        from dm_tui.services.purchase.wizard_drafts import WizardDrafts

        account, shop = self.provider.account, self.provider.shop
        return WizardDrafts(self.state, account, shop, self.facts, self._region)

    @cached_property
    def purchases(self) -> "Purchases":
        """Quote, confirm, pay, settle, cancel."""
        from dm_tui.services.purchase.purchases import Purchases

        return Purchases(self.state, self.provider.account, self.provider.shop, self.facts)

    @cached_property
    def refunds(self) -> "Refunds":
        """Ask what giving a plan back would bring."""
        from dm_tui.services.purchase.refunds import Refunds

        return Refunds(self.state, self.provider.account, self.provider.shop, self.facts)

    @cached_property
    def advice(self) -> "Advice":
        """Advise which billing model to use, what to buy and when."""
        from dm_tui.services.advice.advice import Advice

        return Advice(self.state, self.provider.account, self.provider.shop, self.facts)

    @cached_property
    def activation(self) -> "Activation":
        """Activate Direct Mail."""
        from dm_tui.services.account.activation import Activation

        return Activation(self.state, self.provider.account, self.provider.shop)

    @cached_property
    def metering(self) -> "Metering":
        """Meter usage and bill it."""
        from dm_tui.services.usage.metering import Metering

        return Metering(self.state, self.provider.account, self.provider.shop, self.billing)

    @cached_property
    def billing(self) -> "Billing":
        """Make, charge and pay bills."""
        from dm_tui.services.usage.billing import Billing

        return Billing(self.state, self.provider.account, self.provider.shop, self.facts)

    @cached_property
    def domains(self) -> "Domains":
        """Add, verify and remove domains."""
        from dm_tui.services.setup.domains import Domains

        return Domains(self.state, self.provider.account, self.provider.setup)

    @cached_property
    def senders(self) -> "Senders":
        """Add and remove sender addresses."""
        from dm_tui.services.setup.senders import Senders

        return Senders(self.state, self.provider.account, self.provider.setup)

    @cached_property
    def smtp_passwords(self) -> "SmtpPasswords":
        """Give sender addresses new SMTP passwords."""
        from dm_tui.services.setup.smtp_passwords import SmtpPasswords

        return SmtpPasswords(self.provider.account, self.provider.setup, self.senders, self.facts)

    @cached_property
    def templates(self) -> "Templates":
        """Add, submit and remove templates."""
        from dm_tui.services.setup.templates import Templates

        return Templates(self.state, self.provider.account, self.provider.setup)

    @cached_property
    def overviews(self) -> "Overviews":
        """Everything at a glance."""
        from dm_tui.services.overview.overview import Overviews

        return Overviews(self.state, self.provider)

    @cached_property
    def statistics(self) -> "ServiceStatistics":
        """What the vendor counted of the account's mail."""
        from dm_tui.services.usage.statistics import ServiceStatistics

        return ServiceStatistics(self.state, self.provider.account)

    @cached_property
    def sandbox(self) -> "Sandbox":
        """Known starts and a clock that can be moved, where the provider has them."""
        if not self.facts.has_scenarios:
            raise SCENARIOS_UNAVAILABLE()
        from dm_tui.services.sandbox import Sandbox

        return Sandbox(
            self.state,
            self.provider.account,
            self.provider.shop,
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
            self.provider.account,
            self.provider.shop,
            self.provider.outbound,
            self.billing,
            lambda: transport_for(
                self.preferences(),
                os.environ,
                self.state_path,
                self.provider.outbound.transport,
                self.provider.account.current().region,
            ),
            sleep=self._sleep,
            tokens=self._tokens,
        )

    @cached_property
    def template_tests(self) -> "TemplateTests":
        """Send test letters of templates."""
        from dm_tui.services.mailing.template_tests import TemplateTests

        account, outbound = self.provider.account, self.provider.outbound
        return TemplateTests(account, outbound, self.templates, self.senders, self.sending)

    @cached_property
    def mail_reports(self) -> "MailReports":
        """Report what was sent by sender address and by tag."""
        from dm_tui.services.mailing.mail_reports import MailReports

        return MailReports(self.state, self.provider.account, self.provider.outbound)

    @cached_property
    def mailing_drafts(self) -> "MailingDrafts":
        """Save and restore the mailing that is being written."""
        from dm_tui.services.mailing.mailing_drafts import MailingDrafts

        return MailingDrafts(self.state, self.senders, self.templates)

    @property
    def is_sending(self) -> bool:
        """Whether this program is sending anything right now."""
        return "background_mailings" in self.__dict__ and bool(self.background_mailings.active())

    @cached_property
    def background_mailings(self) -> "BackgroundMailings":
        """Send mailings in the background."""
        from dm_tui.services.mailing.background_mailings import BackgroundMailings

        return BackgroundMailings(self.sending)

    @cached_property
    def reminders(self) -> "Reminders":
        """Remind of what is due, once, by every channel."""
        from dm_tui.services.reminders.channels import ReminderRoutes
        from dm_tui.services.reminders.reminders import Reminders

        routes = ReminderRoutes(
            self.state_path, self.preferences, os.environ, reminds_into_folder=self.facts.reminds_into_folder
        )
        account, facts = self.provider.account, self.facts
        return Reminders(
            self.state,
            account,
            facts,
            routes,
            settings_path(),
            refunds=self.refunds,
            catalogue=self.provider.shop.catalogue,
        )

    def process_due(self, *, retry: bool = False) -> "ReminderRunResult":
        """Do all that has fallen due, then send its reminders; `retry` sends failed ones again at once."""
        self.purchases.lapse_due_orders()  # each looks first, and takes the lock only if it must
        self.metering.write_off_expired_plans()
        self.billing.charge_due_bill()
        self.templates.collect_due_reviews()
        self.refunds.ask_before_expiry(max(self.reminders.choices.current().expiry_days, default=0))
        return self.reminders.run(retry=retry)

    @cached_property
    def backups(self) -> "Backups":
        """Write a copy of everything, and restore it."""
        from dm_tui.services.upkeep.backup import Backups

        return Backups(self.state, self.provider.shop, self.now)

    @cached_property
    def doctor(self) -> "Doctor":
        """State of the installation and of the books."""
        from dm_tui.services.upkeep.doctor import Doctor

        return Doctor(self.state, self.provider.shop, self.facts, self.reminders)
