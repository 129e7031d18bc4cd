"""Each prerequisite of the purchase guide: when it applies, when it is met, and how it is named."""

import itertools

import pytest

from dm_tui.domain.account.account import Account, Identity, IdentityKind
from dm_tui.domain.account.permissions import REQUIRED_POLICIES, missing_policies
from dm_tui.domain.account.prerequisites import (
    Prerequisite,
    PrerequisiteKind,
    prerequisites,
    require_prerequisites,
)
from dm_tui.domain.account.regions import Region
from dm_tui.domain.errors import DirectMailError, ErrorKind

SINGAPORE = Region(id="ap-southeast-1", name="Singapore", smtp_host="s", meaning="")
HANGZHOU = Region(id="cn-hangzhou", name="Hangzhou", smtp_host="h", meaning="", mainland=True)


def account(
    identity: bool = True,
    mainland: bool = True,
    policies: tuple[str, ...] = REQUIRED_POLICIES,
    kind: IdentityKind = IdentityKind.RAM_USER,
) -> Account:
    return Account(
        id="1",
        identity=Identity(kind=kind, name="ops"),
        region=SINGAPORE.id,
        identity_verified=identity,
        mainland_verified=mainland,
        policies=policies,
    )


@pytest.mark.parametrize("region", [SINGAPORE, HANGZHOU], ids=lambda region: region.name)
@pytest.mark.parametrize(
    ("identity", "mainland", "held"),
    itertools.product([True, False], [True, False], [(), *itertools.combinations(REQUIRED_POLICIES, 1), REQUIRED_POLICIES]),
)  # fmt: skip
def test_what_is_missing_is_named_and_nothing_else(
    region: Region, identity: bool, mainland: bool, held: tuple[str, ...]
) -> None:
    who = account(identity, mainland, held)
    missing = set()
    if not identity:
        missing.add(PrerequisiteKind.IDENTITY)
    if region.mainland and not mainland:
        missing.add(PrerequisiteKind.MAINLAND)
    if set(held) != set(REQUIRED_POLICIES):
        missing.add(PrerequisiteKind.PERMISSIONS)
    found = {item.kind for item in prerequisites(who, region) if not item.met}
    assert found == missing
    if not missing:
        require_prerequisites(who, region)
        return
    with pytest.raises(DirectMailError) as refused:
        require_prerequisites(who, region)
    assert refused.value.kind is ErrorKind.NOT_ALLOWED
    assert refused.value.code in {f"missing-{kind}" for kind in missing}
    for policy in REQUIRED_POLICIES:
        assert (policy in refused.value.message) is (policy not in held)
    for item in prerequisites(who, region):
        assert (item.title in refused.value.message) is (not item.met)


def test_the_policies_are_those_of_the_purchase_guide() -> None:
    assert REQUIRED_POLICIES == ("AliyunDirectMailFullAccess", "AliyunBSSOrderAccess")


def test_the_mainland_verification_is_asked_on_the_mainland_alone() -> None:
    def kinds(region: Region) -> list[PrerequisiteKind]:
        return [item.kind for item in prerequisites(account(), region)]

    assert PrerequisiteKind.MAINLAND in kinds(HANGZHOU)
    assert PrerequisiteKind.MAINLAND not in kinds(SINGAPORE)


def test_the_account_owner_needs_no_policy() -> None:
    owner = account(policies=(), kind=IdentityKind.ACCOUNT)
    assert missing_policies(owner) == ()
    require_prerequisites(owner, SINGAPORE)


def test_other_policies_do_not_stand_in() -> None:
    user = account(policies=("AdministratorAccess",))
    assert missing_policies(user) == REQUIRED_POLICIES


@pytest.mark.parametrize(
    ("identity", "mainland", "region", "verified"),
    [
        (True, False, SINGAPORE, True),
        (True, False, HANGZHOU, False),
        (True, True, HANGZHOU, True),
        (False, True, SINGAPORE, False),
        (False, True, HANGZHOU, False),
    ],
)
def test_verification_is_for_a_region(identity: bool, mainland: bool, region: Region, verified: bool) -> None:
    assert account(identity, mainland).verified_for(region) is verified


def live_account(*actions: str, kind: IdentityKind = IdentityKind.RAM_USER) -> Account:
    return account(policies=(), kind=kind).model_copy(update={"missing_actions": actions})


@pytest.mark.parametrize(
    ("actions", "policies"),
    [
        ((), ()),
        (("dm:DescAccountSummary",), REQUIRED_POLICIES[:1]),
        (("bss:DescribePrice", "bss:DescribeOrderList"), REQUIRED_POLICIES[1:]),
        (("bss:DescribePrice", "dm:DescAccountSummary"), REQUIRED_POLICIES),
        (("sts:Whatever",), ()),
    ],
)
def test_a_refused_action_tells_which_policy_is_missing(
    actions: tuple[str, ...], policies: tuple[str, ...]
) -> None:
    found = live_account(*actions)
    assert missing_policies(found) == policies
    permissions = prerequisites(found, SINGAPORE)[-1]
    assert permissions.met is (not actions)
    for name in (*actions, *policies):
        assert name in permissions.detail


def test_an_owner_to_whom_something_is_refused_is_not_said_to_be_able_to_do_everything() -> None:
    permissions = prerequisites(live_account("bss:DescribePrice", kind=IdentityKind.ACCOUNT), SINGAPORE)[-1]
    assert not permissions.met
    assert "may do everything" not in permissions.detail


def test_of_an_account_that_could_not_be_read_nothing_else_is_said() -> None:
    unread = Prerequisite(kind=PrerequisiteKind.ACCOUNT, title="Account", met=False, detail="no network")
    found = account().model_copy(update={"findings": (unread,)})
    assert prerequisites(found, HANGZHOU) == (unread,)
    read = unread.model_copy(update={"met": True})
    found = account().model_copy(update={"findings": (read,)})
    assert prerequisites(found, SINGAPORE)[0] == read
    assert len(prerequisites(found, SINGAPORE)) == 3


def test_what_is_missing_is_said_in_one_sentence_each() -> None:
    unread = Prerequisite(
        kind=PrerequisiteKind.PRICES, title="Prices", met=False, detail="Not read.", hint="Try again."
    )
    who = account(policies=()).model_copy(update={"findings": (unread,)})
    with pytest.raises(DirectMailError) as refused:
        require_prerequisites(who, SINGAPORE)
    assert refused.value.message == (
        "Not allowed yet. Prices: Not read. "
        "Permissions: RAM user ops lacks AliyunDirectMailFullAccess and AliyunBSSOrderAccess."
    )
