"""The use cases of the account alone: what a region needs, purchases, usage, what sends, and advice.

Each is imported and made when it is first used; `use_cases` adds what is built upon them.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dm_tui.settings.preferences import Preferences
from dm_tui.store.state import StateFile

if TYPE_CHECKING:  # each is loaded when it is first used
    from dm_tui.providers.protocol import Provider
    from dm_tui.services.account.activation import Activation
    from dm_tui.services.account.prerequisites import Prerequisites
    from dm_tui.services.advice.advice import Advice
    from dm_tui.services.advice.quotes import Quotes
    from dm_tui.services.overview.overview import Overviews
    from dm_tui.services.purchase.purchases import Purchases
    from dm_tui.services.purchase.refunds import Refunds
    from dm_tui.services.purchase.wizard_drafts import WizardDrafts
    from dm_tui.services.setup.domains import Domains
    from dm_tui.services.setup.senders import Senders
    from dm_tui.services.setup.smtp_passwords import SmtpPasswords
    from dm_tui.services.setup.templates import Templates
    from dm_tui.services.usage.billing import Billing
    from dm_tui.services.usage.budget import Budgets
    from dm_tui.services.usage.metering import Metering
    from dm_tui.services.usage.statistics import ServiceStatistics


class AccountUseCases:
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
        """Confirm, pay, settle, cancel."""
        from dm_tui.services.purchase.purchases import Purchases

        provider = self.provider
        return Purchases(self.state, provider.account, provider.shop, self.facts, self._sleep)

    @cached_property
    def refunds(self) -> "Refunds":
        """Ask what giving a plan back would bring."""
        from dm_tui.services.purchase.refunds import Refunds

        return Refunds(self.state, self.provider.account, self.provider.shop, self.facts)

    @cached_property
    def quotes(self) -> "Quotes":
        """Say what a purchase would cost and save."""
        from dm_tui.services.advice.quotes import Quotes

        return Quotes(self.state, self.provider.account, self.provider.shop, self.facts)

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
