"""Who is signed in, where the service will be used, and what must be true before anything is bought."""

from enum import StrEnum

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line

REQUIRED_POLICIES = ("AliyunDirectMailFullAccess", "AliyunBSSOrderAccess")
"""What a RAM user needs to buy a plan (purchase guide)."""

_POLICY_BY_SERVICE = {"dm": REQUIRED_POLICIES[0], "bss": REQUIRED_POLICIES[1]}
"""Which of the two is for which actions, by what stands before the colon of an action."""

SERVICE_POLICY = REQUIRED_POLICIES[0]
"""What a RAM user needs to change anything in the service itself; the other is for orders (inferred)."""


class IdentityKind(StrEnum):
    """Who signs the calls: the account itself, a RAM user of it, or somebody in a RAM role."""

    ACCOUNT = "account"
    RAM_USER = "ram-user"
    ROLE = "ram-role"


_VERIFICATION_HINT = (
    "Only a verified account may buy or activate, and no call reports it: check the account's "
    "settings in the vendor's console, and confirm here when it is complete."
)

_IDENTITY_LABELS = {IdentityKind.RAM_USER: "RAM user", IdentityKind.ROLE: "RAM role"}


class Identity(Model):
    """The signed-in identity. `name` is what the vendor's console shows."""

    kind: IdentityKind
    name: Line

    @property
    def is_owner(self) -> bool:
        """Whether it is the account itself, who may do everything."""
        return self.kind is IdentityKind.ACCOUNT

    @property
    def words(self) -> str:
        """What it is called: `account owner`, `RAM user ops`, `RAM role deploy`."""
        return "account owner" if self.is_owner else f"{_IDENTITY_LABELS[self.kind]} {self.name}"


class Region(Model):
    """A place that sends the mail; domains and sender addresses belong to one (service regions)."""

    id: str
    name: str
    smtp_host: str
    meaning: str
    mainland: bool = False


class PrerequisiteKind(StrEnum):
    """The three things the purchase guide asks for before a purchase, and what a real account needs besides."""

    IDENTITY = "identity-verification"
    MAINLAND = "mainland-verification"
    PERMISSIONS = "permissions"
    ACCOUNT = "account"
    PRICES = "prices"


class Prerequisite(Model):
    """One thing that must be true: `detail` says what is the case, `hint` what to do when it is not met."""

    kind: PrerequisiteKind
    title: str
    met: bool
    detail: str
    hint: str = ""


class Account(Model):
    """The account as the provider sees it now. `policies` are those of the signed-in identity.

    `missing_actions` are the RAM actions that were refused to it, None where the policies tell. `findings` are
    prerequisites that only the provider knows of.
    """

    id: Line
    identity: Identity
    region: str
    identity_verified: bool
    mainland_verified: bool
    verification: Line = ""
    policies: tuple[Line, ...] = ()
    missing_actions: tuple[Line, ...] | None = None
    findings: tuple[Prerequisite, ...] = ()

    def is_verified_for(self, region: Region) -> bool:
        """Say whether identity verification is complete for `region` (purchase guide)."""
        return self.identity_verified and (self.mainland_verified or not region.mainland)


def missing_policies(account: Account) -> tuple[str, ...]:
    """Return the policies the signed-in RAM user lacks; an account owner lacks none."""
    if account.identity.is_owner:
        return ()
    if account.missing_actions is not None:
        lacking = {_POLICY_BY_SERVICE.get(one.partition(":")[0]) for one in account.missing_actions}
        return tuple(policy for policy in REQUIRED_POLICIES if policy in lacking)
    return tuple(policy for policy in REQUIRED_POLICIES if policy not in account.policies)


def missing_permissions(account: Account) -> tuple[str, ...]:
    """Return all that is missing by name: the policies, then the actions that were refused."""
    return (*missing_policies(account), *(account.missing_actions or ()))


def prerequisites(account: Account, region: Region) -> tuple[Prerequisite, ...]:
    """Return every prerequisite that applies in `region`, met or not (purchase guide).

    The guide states the policies for buying; that activation needs them too is our inference. Of an account
    that could not be read nothing else is said.
    """
    unread = tuple(
        one for one in account.findings if one.kind is PrerequisiteKind.ACCOUNT and not one.met
    )
    if unread:
        return unread
    state = account.verification or ("complete" if account.identity_verified else "not complete")
    found = [
        *account.findings,
        Prerequisite(
            kind=PrerequisiteKind.IDENTITY,
            title="Identity verification",
            met=account.identity_verified,
            detail=state,
            hint=_VERIFICATION_HINT
            if account.verification
            else "Only a verified account may buy or activate. Verify the account first.",
        ),
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
    return (*found, _permissions_prerequisite(account))


def _permissions_prerequisite(account: Account) -> Prerequisite:
    missing = missing_permissions(account)
    owner, who = account.identity.is_owner, account.identity.words
    if missing:
        detail = f"{who} lacks {_join_names(missing)}"
    elif owner:
        detail = f"{who}, may do everything"
    elif account.missing_actions is not None:
        detail = f"{who} may read everything; whether it may buy shows when it pays"
    else:
        detail = who
    hint = ""
    if policies := missing_policies(account):
        hint = f"The account owner must attach {' and '.join(policies)} to {who}."
    if account.missing_actions:
        hint += " Where an action is refused even so, a policy of your own must allow it."
    return Prerequisite(
        kind=PrerequisiteKind.PERMISSIONS,
        title="Permissions",
        met=not missing,
        detail=detail,
        hint=hint.strip(),
    )


def _join_names(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


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
            f"Not allowed: {account.identity.words} lacks {SERVICE_POLICY}.",
            f"The account owner must attach {SERVICE_POLICY}.",
        )
