"""Who is signed in, where the service will be used, and what must be true before anything is bought."""

from enum import StrEnum

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line

REQUIRED_POLICIES = ("AliyunDirectMailFullAccess", "AliyunBSSOrderAccess")
"""What a RAM user needs to buy a plan (purchase guide)."""

SERVICE_POLICY = REQUIRED_POLICIES[0]
"""What a RAM user needs to change anything in the service itself; the other is for orders (inferred)."""


class IdentityKind(StrEnum):
    """Who signs the calls: the account itself, or a RAM user of it."""

    ACCOUNT = "account"
    RAM_USER = "ram-user"


class Identity(Model):
    """The signed-in identity. `name` is what the vendor's console shows."""

    kind: IdentityKind
    name: Line


class Region(Model):
    """A place that sends the mail; domains and sender addresses belong to one (service regions)."""

    id: str
    name: str
    smtp_host: str
    meaning: str
    mainland: bool = False


class Account(Model):
    """The account as the provider sees it now. `policies` are those of the signed-in identity."""

    id: Line
    identity: Identity
    region: str
    identity_verified: bool
    mainland_verified: bool
    policies: tuple[Line, ...] = ()

    def verified_for(self, region: Region) -> bool:
        """Say whether identity verification is complete for `region` (purchase guide)."""
        return self.identity_verified and (self.mainland_verified or not region.mainland)


class PrerequisiteKind(StrEnum):
    """The three things the purchase guide asks for before a purchase."""

    IDENTITY = "identity-verification"
    MAINLAND = "mainland-verification"
    PERMISSIONS = "permissions"


class Prerequisite(Model):
    """One thing that must be true: `detail` says what is the case, `hint` what to do when it is not met."""

    kind: PrerequisiteKind
    title: str
    met: bool
    detail: str
    hint: str = ""


def missing_policies(account: Account) -> tuple[str, ...]:
    """Return the policies the signed-in RAM user lacks; an account owner lacks none."""
    if account.identity.kind is IdentityKind.ACCOUNT:
        return ()
    return tuple(policy for policy in REQUIRED_POLICIES if policy not in account.policies)


def prerequisites(account: Account, region: Region) -> tuple[Prerequisite, ...]:
    """Return every prerequisite that applies in `region`, met or not (purchase guide).

    The guide states the policies for buying; that activation needs them too is our inference.
    """
    found = [
        Prerequisite(
            kind=PrerequisiteKind.IDENTITY,
            title="Identity verification",
            met=account.identity_verified,
            detail="complete" if account.identity_verified else "not complete",
            hint="Only a verified account may buy or activate. Verify the account first.",
        )
    ]
    if region.mainland:
        found.append(
            Prerequisite(
                kind=PrerequisiteKind.MAINLAND,
                title=f"Verification for {region.name}",
                met=account.mainland_verified,
                detail="complete" if account.mainland_verified else "not complete",
                hint="Mail sent from the Chinese mainland needs a verification of its own. "
                "Verify, or choose another region.",
            )
        )
    missing = missing_policies(account)
    who = f"RAM user {account.identity.name}"
    if account.identity.kind is IdentityKind.ACCOUNT:
        who = "account owner, may do everything"
    found.append(
        Prerequisite(
            kind=PrerequisiteKind.PERMISSIONS,
            title="Permissions",
            met=not missing,
            detail=f"{who} lacks {' and '.join(missing)}" if missing else who,
            hint=f"The account owner must attach {' and '.join(missing)} to {who}."
            if missing
            else "",
        )
    )
    return tuple(found)


def require_prerequisites(account: Account, region: Region) -> None:
    """Refuse, naming all that is missing, unless everything may be bought or activated in `region`."""
    missing = [item for item in prerequisites(account, region) if not item.met]
    if missing:
        raise DirectMailError(
            ErrorKind.NOT_ALLOWED,
            f"missing-{missing[0].kind}",
            "Not allowed yet: "
            + "; ".join(f"{item.title.lower()}: {item.detail}" for item in missing)
            + ".",
            " ".join(item.hint for item in missing),
        )


def require_service_access(account: Account) -> None:
    """Refuse to change domains, sender addresses and templates to whom the service is closed.

    An unverified account cannot have activated it (purchase guide); a RAM user needs its policy (inferred).
    """
    if not account.identity_verified:
        raise DirectMailError(
            ErrorKind.NOT_ALLOWED,
            f"missing-{PrerequisiteKind.IDENTITY}",
            "Not allowed yet: identity verification is not complete.",
            f"Verify the account first: dm-tui verify {account.region}.",
        )
    if SERVICE_POLICY in missing_policies(account):
        raise DirectMailError(
            ErrorKind.NOT_ALLOWED,
            f"missing-{PrerequisiteKind.PERMISSIONS}",
            f"Not allowed: RAM user {account.identity.name} lacks {SERVICE_POLICY}.",
            f"The account owner must attach {SERVICE_POLICY}.",
        )
