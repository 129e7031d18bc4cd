"""Nothing is bought or activated before the purchase guide's prerequisites are met; each is named."""

from collections.abc import Callable

import pytest

from dm_tui.domain.account.permissions import REQUIRED_POLICIES
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.providers.sandbox.records import SandboxRecord
from dm_tui.services.direct_mail import DirectMail

SINGAPORE, HANGZHOU = "ap-southeast-1", "cn-hangzhou"

refusals = pytest.mark.parametrize(
    ("scenario", "region", "code"),
    [
        ("unverified", SINGAPORE, "missing-identity-verification"),
        ("unverified", HANGZHOU, "missing-identity-verification"),
        ("fresh", HANGZHOU, "missing-mainland-verification"),
        ("ram-user", SINGAPORE, "missing-permissions"),
    ],
)


@refusals
def test_confirming_is_refused(direct_mail: DirectMail, scenario: str, region: str, code: str) -> None:
    direct_mail.sandbox.load(scenario)
    with pytest.raises(DirectMailError) as refused:
        direct_mail.purchases.confirm("50k", 1, region, direct_mail.purchases.catalogue().terms_version)
    assert (refused.value.code, refused.value.kind) == (code, ErrorKind.NOT_ALLOWED)
    assert direct_mail.purchases.orders() == ()


@refusals
def test_activating_is_refused(direct_mail: DirectMail, scenario: str, region: str, code: str) -> None:
    direct_mail.sandbox.load(scenario)
    with pytest.raises(DirectMailError) as refused:
        direct_mail.activation.activate(region, direct_mail.purchases.catalogue().agreement_version)
    assert (refused.value.code, refused.value.kind) == (code, ErrorKind.NOT_ALLOWED)
    assert not direct_mail.activation.current().active


@refusals
def test_choosing_the_region_is_refused(
    direct_mail: DirectMail, scenario: str, region: str, code: str
) -> None:
    direct_mail.sandbox.load(scenario)
    with pytest.raises(DirectMailError) as refused:
        direct_mail.prerequisites.use_region(region)
    assert refused.value.code == code
    assert direct_mail.prerequisites.account().region == SINGAPORE


@refusals
def test_completing_makes_the_purchase_possible(
    direct_mail: DirectMail, scenario: str, region: str, code: str
) -> None:
    direct_mail.sandbox.load(scenario)
    direct_mail.prerequisites.complete(region)
    assert all(item.met for item in direct_mail.prerequisites.check(region))
    terms = direct_mail.purchases.catalogue().terms_version
    order = direct_mail.purchases.confirm("50k", 1, region, terms)
    assert direct_mail.purchases.pay(order.id, "balance").status is OrderStatus.PAID


def test_paying_is_refused_once_the_permission_is_gone(
    direct_mail: DirectMail, new_order: Callable[..., Order]
) -> None:
    order = new_order()
    direct_mail.prerequisites.sign_in("ops")
    with pytest.raises(DirectMailError) as refused:
        direct_mail.purchases.pay(order.id, "balance")
    assert refused.value.kind is ErrorKind.NOT_ALLOWED
    assert direct_mail.purchases.order(order.id) == order


@pytest.mark.parametrize("held", REQUIRED_POLICIES)
def test_both_policies_are_needed_and_the_missing_one_is_named(direct_mail: DirectMail, held: str) -> None:
    direct_mail.sandbox.load("ram-user")
    direct_mail.prerequisites.grant(held)
    (missing,) = (policy for policy in REQUIRED_POLICIES if policy != held)
    with pytest.raises(DirectMailError) as refused:
        direct_mail.prerequisites.use_region(SINGAPORE)
    assert missing in str(refused.value)
    assert held not in str(refused.value)
    direct_mail.prerequisites.grant(missing)
    assert direct_mail.prerequisites.use_region(SINGAPORE).region == SINGAPORE


def test_a_user_with_both_policies_may_buy(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("ram-user")
    direct_mail.prerequisites.sign_in("buyer")
    assert all(item.met for item in direct_mail.prerequisites.check(SINGAPORE))


def test_a_grant_is_for_the_signed_in_user_alone(direct_mail: DirectMail) -> None:
    direct_mail.prerequisites.sign_in("ops")
    direct_mail.prerequisites.grant("AliyunOSSFullAccess")
    assert direct_mail.prerequisites.account().policies == ("AliyunOSSFullAccess",)
    assert direct_mail.prerequisites.sign_in("buyer").policies == REQUIRED_POLICIES


def test_the_owner_is_given_no_policy(direct_mail: DirectMail) -> None:
    with pytest.raises(DirectMailError) as refused:
        direct_mail.prerequisites.grant(REQUIRED_POLICIES[0])
    assert refused.value.kind is ErrorKind.REFUSED


def test_an_unknown_user_is_refused_naming_the_known_ones(direct_mail: DirectMail) -> None:
    with pytest.raises(DirectMailError) as refused:
        direct_mail.prerequisites.sign_in("mallory")
    assert refused.value.kind is ErrorKind.USAGE
    assert all(user in refused.value.hint for user in ("owner", "ops", "buyer"))


def test_the_mainland_verification_completes_the_accounts_own(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("unverified")
    account = direct_mail.prerequisites.verify(HANGZHOU)
    assert account.identity_verified
    assert account.mainland_verified


def test_verifying_elsewhere_does_not_open_the_mainland(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("unverified")
    account = direct_mail.prerequisites.verify(SINGAPORE)
    assert account.identity_verified
    assert not account.mainland_verified


def test_the_regions_are_those_on_sale(direct_mail: DirectMail) -> None:
    assert {region.id: region.smtp_host for region in direct_mail.prerequisites.regions()} == {
        "ap-southeast-1": "smtpdm-ap-southeast-1.aliyuncs.com",
        "cn-hangzhou": "smtpdm.aliyun.com",
        "us-east-1": "smtpdm-us-east-1.aliyuncs.com",
        "eu-central-1": "smtpdm-eu-central-1.aliyuncs.com",
    }
    assert [region.id for region in direct_mail.prerequisites.regions() if region.mainland] == [HANGZHOU]


def test_a_chosen_region_stays_chosen(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    direct_mail.prerequisites.use_region("eu-central-1")
    assert open_direct_mail().prerequisites.account().region == "eu-central-1"


def test_who_is_signed_in_is_told_as_one_clean_line_whatever_the_state_file_has(
    direct_mail: DirectMail,
) -> None:
    with direct_mail.state.transaction() as tables:
        kept = tables.single(SandboxRecord)
        tables.put_single(kept.model_copy(update={"signed_in": "o\x1b[2Jps\u202e\n!"}))
    assert direct_mail.prerequisites.account().identity.name == "o[2Jps !"
