"""What the sandbox keeps for itself in the state file, as a remote service would on its side."""

from typing import ClassVar

from dm_tui.domain.account.account import Account, Identity, IdentityKind
from dm_tui.domain.account.permissions import REQUIRED_POLICIES
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money, usd

ACCOUNT_ID = "sandbox-4821"
OWNER = "owner"


class SandboxRecord(Model):
    """The sandbox's account. `policies` are those of each RAM user; `clock_offset` is in seconds."""

    TABLE: ClassVar[str] = "sandbox"

    scenario: str = "fresh"
    clock_offset: float = 0
    region: str = "ap-southeast-1"
    identity_verified: bool = True
    mainland_verified: bool = False
    signed_in: str = OWNER
    policies: dict[str, tuple[str, ...]] = {"ops": (), "buyer": REQUIRED_POLICIES}
    opening_balance: Money = usd("500.00")
    spent: Money = usd("0.00")
    bill_method: str = "balance"

    @property
    def balance(self) -> Money:
        """The opening balance less everything charged to it."""
        return self.opening_balance - self.spent

    def as_account(self, *, activated: bool) -> Account:
        """Return the account as the services see it; pay-as-you-go keeps whether it is activated."""
        kind = IdentityKind.ACCOUNT if self.signed_in == OWNER else IdentityKind.RAM_USER
        return Account(
            id=ACCOUNT_ID,
            identity=Identity(kind=kind, name=self.signed_in),
            region=self.region,
            identity_verified=self.identity_verified,
            mainland_verified=self.mainland_verified,
            activated=activated,
            policies=self.policies.get(self.signed_in, ()),
        )
