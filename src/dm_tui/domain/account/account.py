"""The account: who is signed in, in which region, and what it may do."""

from enum import StrEnum

from dm_tui.domain.account.prerequisites import Prerequisite
from dm_tui.domain.account.regions import Region
from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


class IdentityKind(StrEnum):
    """Who signs the calls: the account itself, a RAM user of it, or a RAM role."""

    ACCOUNT = "account"
    RAM_USER = "ram-user"
    ROLE = "ram-role"


_IDENTITY_LABELS = {IdentityKind.RAM_USER: "RAM user", IdentityKind.ROLE: "RAM role"}


class Identity(Model):
    """The signed-in identity. `name` is what the vendor's console shows."""

    kind: IdentityKind
    name: Line

    @property
    def is_owner(self) -> bool:
        """Whether it is the account itself, which may do everything."""
        return self.kind is IdentityKind.ACCOUNT

    @property
    def words(self) -> str:
        """Its name in a sentence: `account owner`, `RAM user ops`, `RAM role deploy`."""
        return "account owner" if self.is_owner else f"{_IDENTITY_LABELS[self.kind]} {self.name}"


class Account(Model):
    """The account as the provider sees it now. `policies` are those of the signed-in identity.

    The verifications, and `activated`, whether Direct Mail is activated, are None where that is not known.
    `missing_actions` are the RAM actions it was refused, None where the policies decide; `blocking_actions`
    those of them without which nothing can be bought, None if each of them. `findings` are prerequisites that
    only the provider knows. `unknown` is what the last reading could not find out.
    """

    id: Line
    identity: Identity
    region: str
    identity_verified: bool | None
    mainland_verified: bool | None
    activated: bool | None = None
    verification: Line = ""
    policies: tuple[Line, ...] = ()
    missing_actions: tuple[Line, ...] | None = None
    blocking_actions: tuple[Line, ...] | None = None
    findings: tuple[Prerequisite, ...] = ()
    unknown: tuple[UnknownFigure, ...] = ()

    def unknown_of(self, *figures: Figure) -> tuple[UnknownFigure, ...]:
        """Return which of these figures could not be read, and why."""
        return tuple(item for item in self.unknown if item.what in figures)

    def verified_for(self, region: Region) -> bool | None:
        """Say whether identity verification is complete for `region`; None if not known (purchase guide)."""
        needed = (self.identity_verified, self.mainland_verified if region.mainland else True)
        if False in needed:
            return False
        return None if None in needed else True
