"""The RAM policy that a user of a live account needs, ready to paste: exactly this program's calls."""

from pydantic import ConfigDict
from pydantic.alias_generators import to_pascal

from dm_tui.domain.model import Model
from dm_tui.providers.registry import required_permissions


class _PolicyModel(Model):
    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True)


class PolicyStatement(_PolicyModel):
    """What the policy allows. None of the billing actions can be limited to one resource (RAM)."""

    effect: str = "Allow"
    action: tuple[str, ...]
    resource: str = "*"


class PolicyDocument(_PolicyModel):
    """`access policy`: the document as RAM takes it."""

    version: str = "1"
    statement: tuple[PolicyStatement, ...]


def make_policy(purpose: str) -> PolicyDocument:
    """Return the policy for reading, buying or sending, for all of them with an empty purpose."""
    return PolicyDocument(statement=(PolicyStatement(action=required_permissions(purpose)),))
