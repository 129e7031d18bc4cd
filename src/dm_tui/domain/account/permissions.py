"""The permissions of buying and using the service: which policies a RAM user needs, and which it lacks."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dm_tui.domain.account.account import Account


REQUIRED_POLICIES = ("AliyunDirectMailFullAccess", "AliyunBSSOrderAccess")
"""What a RAM user needs to buy a plan (purchase guide)."""
SERVICE_POLICY = REQUIRED_POLICIES[0]
"""What a RAM user needs to change anything in the service; the other policy is for orders (inferred)."""
_POLICY_BY_SERVICE = {"dm": REQUIRED_POLICIES[0], "bss": REQUIRED_POLICIES[1], "bssapi": REQUIRED_POLICIES[1]}
"""The policy for each service's actions, by the part of an action before its colon (purchase guide)."""

NEEDED_TO_BUY = ("bss:DescribeProduct", "bss:DescribePrice", "bss:ModifyInstance")
"""The RAM actions without which no plan can be chosen, priced or bought."""


def missing_policies(account: "Account") -> tuple[str, ...]:
    """Return the policies the signed-in RAM user lacks; an account owner lacks none."""
    if account.identity.is_owner:
        return ()
    if account.missing_actions is not None:
        lacking = {_POLICY_BY_SERVICE.get(action.partition(":")[0]) for action in account.missing_actions}
        return tuple(policy for policy in REQUIRED_POLICIES if policy in lacking)
    return tuple(policy for policy in REQUIRED_POLICIES if policy not in account.policies)


def missing_permissions(account: "Account") -> tuple[str, ...]:
    """Return the names of all that is missing: policies, then refused actions."""
    return (*missing_policies(account), *(account.missing_actions or ()))
