"""The account: who is signed in, in which region, and what a prerequisite is."""

from enum import StrEnum

from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line

REQUIRED_POLICIES = ("AliyunDirectMailFullAccess", "AliyunBSSOrderAccess")
"""What a RAM user needs to buy a plan (purchase guide)."""

MAINLAND_REGION = "cn-hangzhou"
"""The only region in mainland China, with a verification of its own (purchase guide, service regions)."""


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


class Region(Model):
    """A place that sends mail and keeps its data, domains and sender addresses (service regions)."""

    id: str
    name: str
    smtp_host: str
    meaning: str
    mainland: bool = False

    @property
    def words(self) -> str:
        """Its name and its id, which no sentence mixes: `China (Hangzhou), cn-hangzhou`."""
        return f"{self.name}, {self.id}"


class PrerequisiteKind(StrEnum):
    """The four prerequisites of the purchase guide, and two more of an account read over a network."""

    IDENTITY = "identity-verification"
    MAINLAND = "mainland-verification"
    PERMISSIONS = "permissions"
    ACTIVATION = "activation"
    ACCOUNT = "account"
    PRICES = "prices"


VERIFICATIONS = (PrerequisiteKind.IDENTITY, PrerequisiteKind.MAINLAND)
"""The prerequisites that you may say are complete: no call of the vendor reports them (vendor's SDK)."""


class Prerequisite(Model):
    """One prerequisite: `detail` says how it is, `hint` what to do; `met` is None if it is not known.

    One that is met may still be `lacking`, where something is missing that buying and activating do without.
    What is `only_to_buy` blocks plans, not activation.
    """

    kind: PrerequisiteKind
    title: str
    met: bool | None
    detail: str
    hint: str = ""
    lacking: bool = False
    only_to_buy: bool = False

    @property
    def name(self) -> str:
        """The title inside a sentence: a region keeps its capitals."""
        return self.title[:1].lower() + self.title[1:]

    @property
    def complete(self) -> bool:
        """Whether it is met and nothing of it is missing."""
        return self.met is True and not self.lacking

    @property
    def stands_in_the_way(self) -> bool:
        """Whether it is missing, or a verification that is not known: money does not move on a guess."""
        return self.met is False or (self.met is None and self.kind in VERIFICATIONS)


class Account(Model):
    """The account as the provider sees it now. `policies` are those of the signed-in identity.

    The verifications, and `activated`, whether Direct Mail is activated, are None where that is not known.
    `missing_actions` are the RAM actions it was refused, None where the policies decide; `blocking_actions`
    those of them without which nothing can be bought, None if each of them. `findings` are prerequisites that
    only the provider knows. `unknown` is what the last reading could not tell.
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
