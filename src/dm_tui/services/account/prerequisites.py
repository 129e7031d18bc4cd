"""The first step: who is signed in, where the mail leaves from, what is missing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dm_tui.domain.account.account import (
    Account,
    Prerequisite,
    PrerequisiteKind,
    Region,
    missing_policies,
    prerequisites,
    require_prerequisites,
)
from dm_tui.domain.errors import DirectMailError, ErrorKind

if TYPE_CHECKING:  # the protocol knows orders and plans, which the first frame does not need
    from dm_tui.providers.protocol import Provider


_VERIFIED_HERE = (PrerequisiteKind.IDENTITY, PrerequisiteKind.MAINLAND)


def find_region(provider: "Provider", id: str) -> Region:
    """Return the region with this id, or refuse naming them all."""
    regions = provider.regions()
    for region in regions:
        if region.id == id:
            return region
    raise DirectMailError(
        ErrorKind.USAGE,
        "unknown-region",
        f"There is no region “{id}”.",
        f"Choose one of {', '.join(region.id for region in regions)}.",
    )


def require_prerequisites_in(provider: "Provider", region: str) -> None:
    """Refuse, naming what is missing, unless buying and activating in `region` is allowed now."""
    require_prerequisites(provider.account(), find_region(provider, region))


class Prerequisites:
    """Reads the account and completes, in the sandbox, what is missing."""

    def __init__(self, provider: "Provider") -> None:
        self._provider = provider

    @property
    def kind(self) -> str:
        """What the title line says of the account: SANDBOX or LIVE."""
        return "SANDBOX" if self._provider.sandbox else "LIVE"

    @property
    def sandbox(self) -> bool:
        """Whether no money moves here."""
        return self._provider.sandbox

    def account(self) -> Account:
        """Return who is signed in."""
        return self._provider.account()

    def regions(self) -> tuple[Region, ...]:
        """Return the regions on sale, the default one first."""
        return self._provider.regions()

    def region(self, id: str) -> Region:
        """Return the region with this id, or refuse naming them all."""
        return find_region(self._provider, id)

    def action_label(self, checks: Sequence[Prerequisite]) -> str:
        """Return what can be done here about what is missing, in words."""
        if self.sandbox:
            return "Complete it now (sandbox)"
        return "Check again" if self.can_read_again(checks) else "It is complete, I have checked"

    def can_read_again(self, checks: Sequence[Prerequisite]) -> bool:
        """Say whether what is missing is mended at Alibaba Cloud, and then read again."""
        return not self.sandbox and any(
            not one.met and one.kind not in _VERIFIED_HERE for one in checks
        )

    def check(self, region: str) -> tuple[Prerequisite, ...]:
        """Return every prerequisite for buying and activating in `region`, met or not."""
        return prerequisites(self.account(), self.region(region))

    def use_region(self, region: str) -> Account:
        """Make `region` the account's region, or refuse naming what is missing for it."""
        require_prerequisites_in(self._provider, region)
        account = self.account()
        return account if account.region == region else self._provider.use_region(region)

    def verify(self, region: str) -> Account:
        """Complete the identity verification that `region` needs."""
        return self._provider.verify(self.region(region))

    def complete(self, region: str) -> Account:
        """Complete whatever of the prerequisites can be completed here: verification and policies."""
        for item in self.check(region):
            if not item.met and item.kind in _VERIFIED_HERE:
                self.verify(region)
        for policy in missing_policies(self.account()) if self._provider.sandbox else ():
            self._provider.grant(policy)
        return self.account()

    def grant(self, policy: str) -> Account:
        """Attach `policy` to the signed-in RAM user."""
        return self._provider.grant(policy)

    def sign_in(self, user: str) -> Account:
        """Go on as another user of the account."""
        return self._provider.sign_in(user)
