"""The prerequisites of buying, activating and using the service, and what refuses an account without them."""

from collections.abc import Iterable

from dm_tui.domain.account import wording
from dm_tui.domain.account.account import (
    MAINLAND_REGION,
    REQUIRED_POLICIES,
    Account,
    Prerequisite,
    PrerequisiteKind,
    Region,
)
from dm_tui.domain.counts import join_words

SERVICE_POLICY = REQUIRED_POLICIES[0]
"""What a RAM user needs to change anything in the service; the other policy is for orders (inferred)."""


_POLICY_BY_SERVICE = {"dm": REQUIRED_POLICIES[0], "bss": REQUIRED_POLICIES[1], "bssapi": REQUIRED_POLICIES[1]}
"""The policy for each service's actions, by the part of an action before its colon (purchase guide)."""


def missing_policies(account: Account) -> tuple[str, ...]:
    """Return the policies the signed-in RAM user lacks; an account owner lacks none."""
    if account.identity.is_owner:
        return ()
    if account.missing_actions is not None:
        lacking = {_POLICY_BY_SERVICE.get(action.partition(":")[0]) for action in account.missing_actions}
        return tuple(policy for policy in REQUIRED_POLICIES if policy in lacking)
    return tuple(policy for policy in REQUIRED_POLICIES if policy not in account.policies)


def missing_permissions(account: Account) -> tuple[str, ...]:
    """Return the names of all that is missing: policies, then refused actions."""
    return (*missing_policies(account), *(account.missing_actions or ()))


def unread_account(account: Account) -> tuple[Prerequisite, ...]:
    """Return the finding that the account could not be read, if there is one."""
    return tuple(item for item in account.findings if item.kind is PrerequisiteKind.ACCOUNT and not item.met)


def prerequisites(account: Account, region: Region) -> tuple[Prerequisite, ...]:
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


def all_prerequisites(account: Account, region: Region) -> tuple[Prerequisite, ...]:
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


def _verification_prerequisites(account: Account, region: str, *, mainland: bool) -> tuple[Prerequisite, ...]:
    identity = _identity_prerequisite(account, region)
    return (identity, _mainland_prerequisite(account)) if mainland else (identity,)


def _mainland_prerequisite(account: Account) -> Prerequisite:
    met = account.mainland_verified
    hint = wording.CONFIRM_MAINLAND if met is None else wording.VERIFY_FOR_MAINLAND
    return Prerequisite(
        kind=PrerequisiteKind.MAINLAND,
        title="Verification for China (Hangzhou)",
        met=met,
        detail=wording.VERIFICATION_WORDS[met],
        hint="" if met else hint.format(region=MAINLAND_REGION),
    )


def _identity_prerequisite(account: Account, region: str) -> Prerequisite:
    met = account.identity_verified
    hint = wording.CONFIRM_VERIFICATION if account.verification else wording.VERIFY_FIRST
    return Prerequisite(
        kind=PrerequisiteKind.IDENTITY,
        title="Identity verification",
        met=met,
        detail=account.verification or wording.VERIFICATION_WORDS[met],
        hint="" if met else hint.format(region=region),
    )


def _permissions_prerequisite(
    account: Account, missing: tuple[str, ...], blocking: tuple[str, ...] = ()
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


def _activation_prerequisite(account: Account) -> Prerequisite:
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


def require_prerequisites(account: Account, region: Region, *, to_buy: bool = True) -> None:
    """Refuse and list what is missing, unless the account may activate, and buy if `to_buy`, in `region`."""
    _require(in_the_way(prerequisites(account, region), to_buy=to_buy))


def require_activation(account: Account) -> None:
    """Refuse an account that is certainly not activated: no call of Direct Mail answers it (vendor's SDK).

    The refusal lists all else that is missing too: each of them comes before activation.
    """
    if account.activated is False:
        require_service_access(account)


def require_service_access(account: Account) -> None:
    """Refuse an account that cannot use the service to change domains, sender addresses or templates.

    It must be activated, which only a verified account can be (purchase guide); a RAM user needs its policy
    (inferred). What a RAM user of a live account may change is known once the service refuses it.
    """
    _require(check for check in _service_prerequisites(account) if check.met is False)


def _service_prerequisites(account: Account) -> tuple[Prerequisite, ...]:
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
