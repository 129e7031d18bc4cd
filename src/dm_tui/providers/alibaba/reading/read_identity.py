"""Reading who signs: the account and the identity behind the credentials."""

from dm_tui.domain.account.account import Identity, IdentityKind
from dm_tui.providers.alibaba.api import account_and_plan_answers as answers
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import OutcomeUnknownError

_KINDS = {"Account": IdentityKind.ACCOUNT, "RAMUser": IdentityKind.RAM_USER}  # all else are roles


def read_identity(client: Client) -> tuple[str, Identity]:
    """Return the account's id and the identity that signs. This call needs no permission."""
    caller = client.read(Service.IDENTITY, "GetCallerIdentity", answers.CallerIdentity)
    if not caller.account_id:
        raise OutcomeUnknownError("Alibaba Cloud does not say whose credentials these are.")
    kind = _KINDS.get(caller.identity_type, IdentityKind.ROLE)
    _, *names = caller.arn.split("/")  # for a role: its name, then the session's
    name = names[0] if kind is IdentityKind.ROLE and names else "/".join(names) or "owner"
    return caller.account_id, Identity(kind=kind, name=name)
