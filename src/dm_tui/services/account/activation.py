"""Activating Direct Mail with pay-as-you-go, by a call or in the vendor's console."""

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.account.wording import ACTIVATED_MESSAGE, AGREEMENT_CHANGED
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.providers.protocol import AccountProvider, Shop
from dm_tui.services.account.prerequisites import require_prerequisites_in
from dm_tui.store.state import StateFile


class Activation:
    """Activates once; a second time answers with the first."""

    def __init__(self, state: StateFile, account: AccountProvider, shop: Shop) -> None:
        self._state, self._account, self._shop = state, account, shop

    @property
    def address(self) -> str:
        """Where you activate it when no call can, otherwise empty."""
        return self._shop.activation_address

    def current(self) -> PayAsYouGo:
        """Return the pay-as-you-go side of the account."""
        with self._state.read() as tables:
            return tables.single(PayAsYouGo)

    def activate(self, region: str, accepted_agreement: str) -> PayAsYouGo:
        """Activate Direct Mail, which includes pay-as-you-go, in `region`.

        Refuses without prerequisites or with another agreement.
        """
        require_prerequisites_in(self._account, region, to_buy=False)
        version = self._shop.catalogue().agreement_version
        if accepted_agreement != version:
            raise AGREEMENT_CHANGED(version=version)
        if self.address:  # it blocks, so it stays outside any transaction
            self._shop.activate(version)
        with self._state.transaction() as tables:
            messages = tables.of(InternalMessage)
            if self.address:
                active, already = tables.single(PayAsYouGo), messages.find("activated") is not None
            else:
                already = tables.single(PayAsYouGo).active is True
                active = tables.put_single(self._shop.activate(version))
            if not already:
                subject, body = ACTIVATED_MESSAGE
                now = self._account.now()
                messages.put(InternalMessage(id="activated", at=now, subject=subject, body=body))
        return active
