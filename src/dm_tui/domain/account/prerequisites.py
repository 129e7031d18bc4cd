"""The prerequisites of buying, activating and using the service, and what refuses an account without them."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from dm_tui.domain.account import wording
from dm_tui.domain.account.permissions import (
    REQUIRED_POLICIES,
    SERVICE_POLICY,
    missing_permissions,
    missing_policies,
)
from dm_tui.domain.account.regions import MAINLAND_REGION, Region
from dm_tui.domain.counts import join_words
from dm_tui.domain.model import Model

if TYPE_CHECKING:
    from dm_tui.domain.account.account import Account


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


def unread_account(account: "Account") -> tuple[Prerequisite, ...]:
    """Return the finding that the account could not be read, if there is one."""
    return tuple(item for item in account.findings if item.kind is PrerequisiteKind.ACCOUNT and not item.met)


def prerequisites(account: "Account", region: Region) -> tuple[Prerequisite, ...]:
    """Return every prerequisite of buying and activating in `region`, met or not (purchase guide).

    The guide states the policies for buying; we infer that activation needs them too. For an account that
    could not be read, that is all it returns.
    """
    if unread := unread_account(account):
        return unread
    verifications = _verification_prerequisites(account, region.id, mainland=region.mainland)
    missing = missing_permissions(account)
    blocking = missing if account.blocking_actions is None else account.blocking_actions
    permissions = _permissions_prerequisite(account, missing, blocking)
    return (*account.findings, *verifications, permissions)


def all_prerequisites(account: "Account", region: Region) -> tuple[Prerequisite, ...]:
    """Return every prerequisite of buying, and after them activation, without which nothing is sent."""
    if unread := unread_account(account):
        return unread
    return (*prerequisites(account, region), _activation_prerequisite(account))


def in_the_way(checks: Iterable[Prerequisite], *, to_buy: bool) -> tuple[Prerequisite, ...]:
    """Return what stands in the way of activation, and also of buying if `to_buy`."""
    return tuple(check for check in checks if check.stands_in_the_way and (to_buy or not check.only_to_buy))


def may_buy(checks: Iterable[Prerequisite]) -> bool:
    """Say whether nothing stands in the way of buying; activation comes after it (purchase guide)."""
    return not any(
        check.stands_in_the_way for check in checks if check.kind is not PrerequisiteKind.ACTIVATION
    )


def _verification_prerequisites(
    account: "Account", region: str, *, mainland: bool
) -> tuple[Prerequisite, ...]:
    identity = _identity_prerequisite(account, region, of_two=mainland)
    return (identity, _mainland_prerequisite(account)) if mainland else (identity,)


def _mainland_prerequisite(account: "Account") -> Prerequisite:
    met = account.mainland_verified
    hint = wording.CONFIRM_MAINLAND if met is None else wording.VERIFY_FOR_MAINLAND
    return Prerequisite(
        kind=PrerequisiteKind.MAINLAND,
        title="Extra verification for China (Hangzhou) only",
        met=met,
        detail=wording.VERIFICATION_WORDS[met],
        hint="" if met else hint.format(region=MAINLAND_REGION),
    )


def _identity_prerequisite(account: "Account", region: str, *, of_two: bool) -> Prerequisite:
    met = account.identity_verified
    hint = wording.CONFIRM_VERIFICATION if account.verification else wording.VERIFY_FIRST
    return Prerequisite(
        kind=PrerequisiteKind.IDENTITY,
        title=f"Identity verification{' of the account' if of_two else ''}",
        met=met,
        detail=account.verification or wording.VERIFICATION_WORDS[met],
        hint="" if met else hint.format(region=region),
    )


def _permissions_prerequisite(
    account: "Account", missing: tuple[str, ...], blocking: tuple[str, ...] = ()
) -> Prerequisite:
    """Return the prerequisite: every missing policy blocks, of actions only the `blocking` ones.

    It is not known to be met where the service itself refused something.
    """
    who = account.identity.words
    if missing:
        detail = f"{who} lacks {_join_names(missing)}"
    elif account.identity.is_owner:
        detail = f"{who}, may do everything"
    elif account.missing_actions is not None:
        detail = f"{who} may read everything; whether it may buy is known once it pays"
    else:
        detail = who
    hints = []
    if policies := [name for name in missing if name in REQUIRED_POLICIES]:
        them = "them" if len(policies) > 1 else "it"
        named = join_words(policies) if account.missing_actions else them  # the detail names nothing else
        hints.append(wording.ATTACH_POLICIES.format(policies=named, user=who))
    if account.missing_actions:
        hints.append(wording.ALLOW_ACTIONS)
    by_action = account.missing_actions is not None
    stands = not (blocking if by_action else missing)
    in_doubt = stands and SERVICE_POLICY in missing  # what it may do there beside the refused is not known
    return Prerequisite(
        kind=PrerequisiteKind.PERMISSIONS,
        title="Permissions",
        met=None if in_doubt else stands,
        detail=detail,
        hint=" ".join(hints),
        lacking=bool(missing),
        only_to_buy=by_action,
    )


def _activation_prerequisite(account: "Account") -> Prerequisite:
    return Prerequisite(
        kind=PrerequisiteKind.ACTIVATION,
        title="Activation",
        met=account.activated,
        detail=wording.VERIFICATION_WORDS[account.activated],
        hint="" if account.activated else wording.ACTIVATE_FIRST,
    )


def _join_names(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def require_prerequisites(account: "Account", region: Region, *, to_buy: bool = True) -> None:
    """Refuse and list what is missing, unless the account may activate, and buy if `to_buy`, in `region`."""
    _require(in_the_way(prerequisites(account, region), to_buy=to_buy))


def require_activation(account: "Account") -> None:
    """Refuse an account that is certainly not activated: no call of Direct Mail answers it (vendor's SDK).

    The refusal lists all else that is missing too: each of them comes before activation.
    """
    if account.activated is False:
        require_service_access(account)


def require_service_access(account: "Account") -> None:
    """Refuse an account that cannot use the service to change domains, sender addresses or templates.

    It must be activated, which only a verified account can be (purchase guide); a RAM user needs its policy
    (inferred). What a RAM user of a live account may change is known once the service refuses it.
    """
    _require(check for check in _service_prerequisites(account) if check.met is False)


def _service_prerequisites(account: "Account") -> tuple[Prerequisite, ...]:
    lacks_policy = SERVICE_POLICY in missing_policies(account)
    permissions = _permissions_prerequisite(account, (SERVICE_POLICY,) if lacks_policy else ())
    mainland = account.region == MAINLAND_REGION
    return (
        *_verification_prerequisites(account, account.region, mainland=mainland),
        permissions,
        _activation_prerequisite(account),
    )


def _missing_words(check: Prerequisite) -> str:
    """Return what is missing as a sentence."""
    if check.detail in wording.VERIFICATION_WORDS.values():
        return f"{check.title} is {check.detail}."
    return f"{check.title}: {check.detail.rstrip('.')}."


def _require(checks: Iterable[Prerequisite]) -> None:
    missing = list(checks)
    if missing:
        listed = " ".join(_missing_words(item) for item in missing)
        error = wording.PREREQUISITES_MISSING._replace(code=f"missing-{missing[0].kind}")
        raise error(missing=listed, hints=" ".join(item.hint for item in missing))
