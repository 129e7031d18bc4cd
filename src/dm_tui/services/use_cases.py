"""The use cases of an account, each imported and made when it is first used.

The first frame and most commands need hardly any of them. `direct_mail` opens the account that they work on.
"""

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dm_tui.domain.account.wording import SCENARIOS_UNAVAILABLE
from dm_tui.settings.places import settings_path
from dm_tui.settings.preferences import Preferences
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # each is loaded when it is first used
    from dm_tui.providers.protocol import Provider
    from dm_tui.services.account.activation import Activation
    from dm_tui.services.account.prerequisites import Prerequisites
    from dm_tui.services.advice.advice import Advice
    from dm_tui.services.mailing.background_mailings import BackgroundMailings
    from dm_tui.services.mailing.due_mailings import DueMailings
    from dm_tui.services.mailing.mail_reports import MailReports
    from dm_tui.services.mailing.mailing_drafts import MailingDrafts
    from dm_tui.services.mailing.outbox import Outbox
    from dm_tui.services.mailing.recipient_lists import RecipientLists
    from dm_tui.services.mailing.recipient_outcomes import RecipientOutcomes
    from dm_tui.services.mailing.sending import Sending
    from dm_tui.services.mailing.suppressed import SuppressedAddresses
    from dm_tui.services.mailing.template_tests import TemplateTests
    from dm_tui.services.overview.overview import Overviews
    from dm_tui.services.purchase.purchases import Purchases
    from dm_tui.services.purchase.refunds import Refunds
    from dm_tui.services.purchase.wizard_drafts import WizardDrafts
    from dm_tui.services.reminders.reminders import Reminders
    from dm_tui.services.reminders.settings import ReminderChoices
    from dm_tui.services.sandbox import Sandbox
    from dm_tui.services.setup.domains import Domains
    from dm_tui.services.setup.senders import Senders
    from dm_tui.services.setup.smtp_passwords import SmtpPasswords
    from dm_tui.services.setup.templates import Templates
    from dm_tui.services.upkeep.backup import Backups
    from dm_tui.services.upkeep.doctor import Doctor
    from dm_tui.services.usage.billing import Billing
    from dm_tui.services.usage.budget import Budgets
    from dm_tui.services.usage.metering import Metering
    from dm_tui.services.usage.statistics import ServiceStatistics


class UseCases:
    """The use cases over a state file and a provider.

    A `region` that is not "" is used instead of the account's.
    """

    def __init__(
        self,
        state: StateFile,
        provider: "Provider",
        sleep: Callable[[float], None],
        tokens: Callable[[], str],
        region: str = "",
    ) -> None:
        self.state, self.provider, self.facts = state, provider, provider.facts
        self.now = provider.account.now
        self._sleep, self._tokens, self._region = sleep, tokens, region

    @property
    def state_path(self) -> Path:
        """The path of the state file."""
        return self.state.path

    def preferences(self) -> Preferences:
        """Return what the user chose and the state file keeps."""
        with self.state.read() as tables:
            return tables.single(Preferences)

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

        provider = self.provider
        return Purchases(self.state, provider.account, provider.shop, self.facts, self._sleep)

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
    def budgets(self) -> "Budgets":
        """Set the budget of a month, and say what the month comes to."""
        from dm_tui.services.usage.budget import Budgets

        return Budgets(self.state, self.provider.account, self.provider.shop)

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

        return Templates(self.state, self.provider.account, self.provider.setup, self._tokens)

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
    def due_mailings(self) -> "DueMailings":
        """Go on with mailings that may go on by themselves."""
        from dm_tui.services.mailing.due_mailings import DueMailings

        return DueMailings(self.state, self.provider.account, self.sending)

    @cached_property
    def recipient_outcomes(self) -> "RecipientOutcomes":
        """Say what became of each recipient."""
        from dm_tui.services.mailing.recipient_outcomes import RecipientOutcomes

        return RecipientOutcomes(self.state, self.provider.account, self.provider.outbound)

    @cached_property
    def template_tests(self) -> "TemplateTests":
        """Send test letters of templates."""
        from dm_tui.services.mailing.template_tests import TemplateTests

        account, outbound = self.provider.account, self.provider.outbound
        return TemplateTests(self.state, account, outbound, self.templates, self.senders, self.sending)

    @cached_property
    def mail_reports(self) -> "MailReports":
        """Report what was sent by sender address and by tag."""
        from dm_tui.services.mailing.mail_reports import MailReports

        return MailReports(self.state, self.provider.account, self.provider.outbound)

    @cached_property
    def outbox(self) -> "Outbox":
        """Read the letters that arrived in the outbox."""
        from dm_tui.services.mailing.outbox import Outbox

        return Outbox(self.state_path)

    @cached_property
    def mailing_drafts(self) -> "MailingDrafts":
        """Save and restore the mailing that is being written."""
        from dm_tui.services.mailing.mailing_drafts import MailingDrafts

        return MailingDrafts(self.state, self.senders, self.templates, self._tokens)

    @cached_property
    def suppressed(self) -> "SuppressedAddresses":
        """See and change the list of addresses that get no mail."""
        from dm_tui.services.mailing.suppressed import SuppressedAddresses

        return SuppressedAddresses(self.state, self.provider.account.now, self.provider.outbound)

    @cached_property
    def recipient_lists(self) -> "RecipientLists":
        """Keep lists of recipients, and find them again."""
        from dm_tui.services.mailing.recipient_lists import RecipientLists

        return RecipientLists(self.state, self.provider.account.now)

    @cached_property
    def background_mailings(self) -> "BackgroundMailings":
        """Send mailings in the background."""
        from dm_tui.services.mailing.background_mailings import BackgroundMailings

        return BackgroundMailings(self.sending)

    @cached_property
    def reminder_choices(self) -> "ReminderChoices":
        """The settings of reminders alone: reading them loads none of the channels."""
        from dm_tui.services.reminders.settings import ReminderChoices

        return ReminderChoices(self.state, settings_path())

    @cached_property
    def reminders(self) -> "Reminders":
        """Remind of what is due, once, by every channel."""
        from dm_tui.services.reminders.channels import ReminderRoutes
        from dm_tui.services.reminders.reminders import Reminders

        account, facts = self.provider.account, self.facts
        routes = ReminderRoutes(
            self.state_path,
            self.preferences,
            os.environ,
            lambda: account.current().region,
            hooks=lambda: reminders.choices.hooks(),
            real_now=account.real_now,
            reminds_into_folder=facts.reminds_into_folder,
        )
        reminders = Reminders(
            self.state,
            account,
            facts,
            routes,
            settings_path(),
            refunds=self.refunds,
            catalogue=self.provider.shop.catalogue,
            has_sent=lambda trace: self.provider.outbound.has_sent(trace),
        )
        return reminders

    @cached_property
    def backups(self) -> "Backups":
        """Write a copy of everything, and restore it."""
        from dm_tui.services.upkeep.backup import Backups

        return Backups(self.state, self.provider.name, self.provider.shop, self.now)

    @cached_property
    def doctor(self) -> "Doctor":
        """State of the installation and of the books."""
        from dm_tui.services.upkeep.doctor import Doctor

        return Doctor(self.state, self.provider.shop, self.facts, self.reminders, self.provider.account.now)
