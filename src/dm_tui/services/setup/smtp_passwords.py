"""The SMTP password of a sender address: made, set at the service, put into the keyring, never shown."""

import secrets

from dm_tui.domain.account.prerequisites import require_service_access
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.smtp_password import make_service_password
from dm_tui.domain.model import Model
from dm_tui.domain.setup.wording import PASSWORD_NOT_SAVED
from dm_tui.providers.facts import ProviderFacts
from dm_tui.providers.protocol import AccountProvider, SetupProvider
from dm_tui.services.password_keyring import require_open_keyring, save_password
from dm_tui.services.setup.senders import Senders


class NewSmtpPassword(Model):
    """That an address has a new password, and whether the keyring has it; never the password itself."""

    address: str
    in_keyring: bool


class SmtpPasswords:
    """Setting a password again replaces it, so an interrupted or unknown attempt is just repeated."""

    def __init__(
        self, account: AccountProvider, setup: SetupProvider, senders: Senders, facts: ProviderFacts
    ) -> None:
        self._account, self._setup, self._senders, self._facts = account, setup, senders, facts

    def renew(self, address: str) -> NewSmtpPassword:
        """Give an address a new password: the old one no longer works. Blocks.

        A keyring that is not open is refused before anything changes. Without SMTP servers of the service
        nobody would ever ask for the password, so the keyring is left alone.
        """
        require_service_access(self._account.current())
        sender = self._senders.show(address)
        if self._facts.has_smtp_servers:
            require_open_keyring()
        password = make_service_password(secrets.choice)
        self._setup.set_smtp_password(sender, password)
        if not self._facts.has_smtp_servers:
            return NewSmtpPassword(address=sender.address, in_keyring=False)
        try:
            save_password(sender.address, password)
        except DirectMailError as error:
            raise PASSWORD_NOT_SAVED(address=sender.address, problem=error.message) from None
        return NewSmtpPassword(address=sender.address, in_keyring=True)
