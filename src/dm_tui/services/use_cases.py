"""The use cases of an account, each imported and made when it is first used.

The first frame and most commands need hardly any of them. `direct_mail` opens the account that they work on.
"""

import os
from functools import cached_property
from typing import TYPE_CHECKING

from dm_tui.domain.account.wording import SCENARIOS_UNAVAILABLE
from dm_tui.services.account_use_cases import AccountUseCases
from dm_tui.settings.places import settings_path

if TYPE_CHECKING:  # each is loaded when it is first used
    from dm_tui.services.mailing.background_mailings import BackgroundMailings
    from dm_tui.services.mailing.due_mailings import DueMailings
    from dm_tui.services.mailing.letter_tests import LetterTesting
    from dm_tui.services.mailing.mail_reports import MailReports
    from dm_tui.services.mailing.mailing_drafts import MailingDrafts
    from dm_tui.services.mailing.outbox import Outbox
    from dm_tui.services.mailing.recipient_lists import RecipientLists
    from dm_tui.services.mailing.recipient_outcomes import RecipientOutcomes
    from dm_tui.services.mailing.sending import Sending
    from dm_tui.services.mailing.suppression_list import SuppressedAddresses
    from dm_tui.services.reminders.reminders import Reminders
    from dm_tui.services.reminders.settings import ReminderChoices
    from dm_tui.services.sandbox.scenarios import Sandbox
    from dm_tui.services.upkeep.backup import Backups
    from dm_tui.services.upkeep.doctor import Doctor


class UseCases(AccountUseCases):
    """The use cases of the account, of mailings and reminders, and of the installation."""

    @cached_property
    def sending(self) -> "Sending":
        """Preview, make, send, pause and settle mailings."""
        from dm_tui.services.mailing.sending import Sending
        from dm_tui.services.mailing.transport_choice import transport_for

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
        """Resume mailings that may resume by themselves."""
        from dm_tui.services.mailing.due_mailings import DueMailings

        return DueMailings(self.state, self.provider.account, self.sending)

    @cached_property
    def recipient_outcomes(self) -> "RecipientOutcomes":
        """Say what became of each recipient."""
        from dm_tui.services.mailing.recipient_outcomes import RecipientOutcomes

        return RecipientOutcomes(self.state, self.provider.account, self.provider.outbound)

    @cached_property
    def letter_tests(self) -> "LetterTesting":
        """Send test letters, of a template or of a mailing."""
        from dm_tui.services.mailing.letter_tests import LetterTesting

        account, outbound = self.provider.account, self.provider.outbound
        return LetterTesting(self.state, account, outbound, self.templates, self.senders, self.sending)

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
        from dm_tui.services.mailing.suppression_list import SuppressedAddresses

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
    def sandbox(self) -> "Sandbox":
        """Known starts and a clock that can be moved, where the provider has them."""
        if not self.facts.has_scenarios:
            raise SCENARIOS_UNAVAILABLE()
        from dm_tui.services.sandbox.scenarios import Sandbox

        return Sandbox(
            self.state,
            self.provider.account,
            self.purchases,
            self.metering,
            self.billing,
            self.templates,
            self.reminders,
            self.provider.shop,
            self.activation,
            self.domains,
            self.senders,
        )

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
