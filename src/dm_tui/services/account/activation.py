"""Enabling pay-as-you-go."""

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.usage.billing import PayAsYouGo
from dm_tui.providers.protocol import Provider
from dm_tui.services.account.prerequisites import require_prerequisites_in
from dm_tui.store.state import StateFile


class Activation:
    """Activates once; a second time answers with the first."""

    def __init__(self, state: StateFile, provider: Provider) -> None:
        self._state = state
        self._provider = provider

    @property
    def address(self) -> str:
        """Where a live account is activated: no call does it. Empty in the sandbox."""
        return self._provider.activation_address

    def current(self) -> PayAsYouGo:
        """Return the pay-as-you-go side of the account."""
        with self._state.read() as tables:
            return tables.single(PayAsYouGo)

    def activate(self, region: str, accepted_agreement: str) -> PayAsYouGo:
        """Enable pay-as-you-go in `region`. Refuses without prerequisites or with another agreement."""
        require_prerequisites_in(self._provider, region)
        version = self._provider.catalogue().agreement_version
        if accepted_agreement != version:
            raise DirectMailError(
                ErrorKind.NOT_ALLOWED,
                "agreement-changed",
                "The activation agreement changed since you accepted it.",
                f"Read and accept version {version}.",
            )
        if self.address:  # it is waited for: outside any transaction
            self._provider.activate(version)
        with self._state.transaction() as tables:
            told = tables.of(InternalMessage)
            if self.address:
                active, already = tables.single(PayAsYouGo), told.find("activated") is not None
            else:
                already = tables.single(PayAsYouGo).active
                active = tables.put_single(self._provider.activate(version))
            if not already:
                told.put(
                    InternalMessage(
                        id="activated",
                        at=self._provider.now(),
                        subject="Pay-as-you-go is active",
                        body="What neither the free quota nor a plan covers is billed afterwards.",
                    )
                )
        return active
