"""Who is paying, and what stands in the way: each thing named, with what to do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dm_tui.domain.account.account import IdentityKind
from dm_tui.domain.account.prerequisites import Prerequisite, PrerequisiteKind
from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import usd
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.server import AnyAnswer, Fault, Vendor
from tests.alibaba.server.account import CHINA
from tests.alibaba.server.faults import ANY_CALL
from tests.conftest import OpenDirectMail


def check(direct_mail: DirectMail, kind: PrerequisiteKind) -> Prerequisite:
    region = direct_mail.prerequisites.account().region
    return next(check for check in direct_mail.prerequisites.check(region) if check.kind is kind)


def missing(direct_mail: DirectMail) -> list[PrerequisiteKind]:
    region = direct_mail.prerequisites.account().region
    return [check.kind for check in direct_mail.prerequisites.check(region) if not check.met]


def test_the_account_says_who_pays_and_how_it_was_found(live: DirectMail, vendor: Vendor) -> None:
    account = live.prerequisites.account()
    assert account.id == vendor.account.id
    assert account.identity.kind is IdentityKind.ACCOUNT
    found = check(live, PrerequisiteKind.ACCOUNT)
    assert found.met
    for said in (vendor.account.id, "international", "environment variables"):
        assert said in found.detail
    assert missing(live) == []


def test_before_anything_was_read_nothing_is_assumed(open_live: OpenLive) -> None:
    (only,) = open_live().prerequisites.check("ap-southeast-1")
    assert (only.kind, only.met) == (PrerequisiteKind.ACCOUNT, False)


def test_an_account_of_the_chinese_site_is_found_and_remembered(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.site, vendor.account.currency = CHINA, "CNY"
    vendor.account.prices = {50_000: Decimal("90.00")}
    direct_mail = open_live()
    direct_mail.connect()
    assert "Chinese site" in check(direct_mail, PrerequisiteKind.ACCOUNT).detail
    assert str(direct_mail.purchases.catalogue().plans[0].price) == "CNY 90.00"
    before = vendor.faults.calls["QueryAccountBalance"]
    open_live().connect()
    assert vendor.faults.calls["QueryAccountBalance"] == before + 1, "the other site is not asked again"


@pytest.mark.parametrize("permissions_first", [True, False])
def test_the_site_is_found_without_the_balance(
    open_live: OpenLive, vendor: Vendor, permissions_first: bool
) -> None:
    vendor.account.site, vendor.account.currency = CHINA, "CNY"
    vendor.account.prices = {50_000: Decimal("90.00")}
    vendor.account.permissions_first = permissions_first
    vendor.account.ram_user("ops", "bss:DescribeAcccount")
    direct_mail = open_live()
    direct_mail.connect()
    assert "Chinese site" in check(direct_mail, PrerequisiteKind.ACCOUNT).detail
    assert missing(direct_mail) == [PrerequisiteKind.MAINLAND], "only what is asked there"


def test_an_account_that_neither_site_bills_is_told_so_and_reads_the_rest(
    open_live: OpenLive, vendor: Vendor
) -> None:
    vendor.account.site = "nowhere"
    direct_mail = open_live()
    direct_mail.connect()
    view = direct_mail.overviews.overview()
    assert (view.balance, view.plans, view.daily_quota.limit) == (None, None, 2_000)
    assert "Neither the international nor the Chinese site" in view.why_unknown(Figure.BALANCE)


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("key", "unknown-key"),
        ("secret", "wrong-secret"),
        ("clock", "wrong-clock"),
        ("network", "no-network"),
        ("page", "no-answer"),
        ("fault", "no-answer"),
        ("throttled", "throttled"),
    ],
)
def test_each_trouble_is_named_with_what_to_do(
    open_live: OpenLive, vendor: Vendor, trouble: str, code: str
) -> None:
    match trouble:
        case "key":
            vendor.account.secrets = {}
        case "secret":
            vendor.account.secrets = {"LTAI-test-key": "another one"}
        case "clock":
            vendor.real_time = lambda: datetime.now(UTC) - timedelta(hours=1)
        case "network":
            vendor.go_away()
        case "page":
            vendor.faults.every("GetCallerIdentity", Fault.HTML_BEFORE)
        case "fault":
            vendor.faults.every(ANY_CALL, Fault.ERROR_BEFORE)
        case _:
            vendor.faults.every(ANY_CALL, Fault.THROTTLED)
    direct_mail = open_live()
    with pytest.raises(DirectMailError) as refused:
        direct_mail.connect()
    assert refused.value.code == code
    assert refused.value.hint
    found = check(direct_mail, PrerequisiteKind.ACCOUNT)
    assert not found.met
    assert found.detail == refused.value.message
    assert found.hint == refused.value.hint


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.ERROR_BEFORE, Fault.RESET_AFTER])
@pytest.mark.parametrize("action", ["GetCallerIdentity", "GetResourcePackagePrice", "QueryOrders"])
def test_a_read_that_fails_once_is_tried_again(
    open_live: OpenLive, vendor: Vendor, fault: Fault, action: str
) -> None:
    vendor.faults.at(action, 1, fault)
    direct_mail = open_live()
    direct_mail.connect()
    assert missing(direct_mail) == []


def test_what_a_ram_user_may_not_read_is_named_by_action_and_policy(
    open_live: OpenLive, vendor: Vendor
) -> None:
    vendor.account.ram_user("ops", "bss:DescribePrice", "dm:DescAccountSummary")
    direct_mail = open_live()
    direct_mail.connect()
    assert direct_mail.prerequisites.account().identity.name == "ops"
    found = check(direct_mail, PrerequisiteKind.PERMISSIONS)
    for named in (
        "bss:DescribePrice",
        "dm:DescAccountSummary",
        "AliyunDirectMailFullAccess",
        "AliyunBSSOrderAccess",
        "ops",
    ):
        assert named in found.detail
    assert found.hint


def test_one_policy_is_named_where_only_its_actions_are_missing(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.ram_user("ops", "dm:DescAccountSummary")
    direct_mail = open_live()
    direct_mail.connect()
    found = check(direct_mail, PrerequisiteKind.PERMISSIONS)
    assert "AliyunDirectMailFullAccess" in found.detail
    assert "AliyunBSSOrderAccess" not in found.detail


def test_a_ram_user_who_may_read_everything_is_not_said_to_be_able_to_buy(
    open_live: OpenLive, vendor: Vendor
) -> None:
    vendor.account.ram_user("ops")
    direct_mail = open_live()
    direct_mail.connect()
    found = check(direct_mail, PrerequisiteKind.PERMISSIONS)
    assert found.met
    assert "is known once it pays" in found.detail


def test_a_balance_that_may_not_be_read_is_no_obstacle(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.ram_user("ops", "bss:DescribeAcccount")
    direct_mail = open_live()
    direct_mail.connect()
    assert missing(direct_mail) == []
    assert direct_mail.purchases.payment_methods()[0].detail == "real money"


def test_verification_is_asked_where_no_answer_tells_of_it(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.mail.active = False
    direct_mail = open_live()
    direct_mail.connect()
    assert missing(direct_mail) == [PrerequisiteKind.IDENTITY]
    assert check(direct_mail, PrerequisiteKind.IDENTITY).detail == "not known"
    direct_mail.prerequisites.complete(direct_mail.prerequisites.account().region)
    assert missing(direct_mail) == []
    assert "you said" in check(direct_mail, PrerequisiteKind.IDENTITY).detail
    direct_mail.connect()
    assert missing(direct_mail) == [], "what the user said is kept"


def test_a_plan_that_is_owned_tells_that_the_account_is_verified(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.mail.active = False
    vendor.account.order(50_000)
    direct_mail = open_live()
    direct_mail.connect()
    assert missing(direct_mail) == []
    assert "bought" in check(direct_mail, PrerequisiteKind.IDENTITY).detail


def test_the_verification_of_the_mainland_is_never_called_incomplete(
    open_live: OpenLive, vendor: Vendor
) -> None:
    """No call reports it, so a refusal for want of verification says nothing about it either."""
    vendor.account.mail.active = False
    live = open_live()
    live.connect()
    live.prerequisites.verify("cn-hangzhou")
    vendor.faults.every("QueryAccountBalance", AnyAnswer(403, "Forbidden.UserVerification"))
    live.connect()
    account = live.prerequisites.account()
    assert (account.identity_verified, account.mainland_verified) == (False, None)


def test_the_mainland_is_asked_about_even_where_the_account_is_verified(live: DirectMail) -> None:
    unmet = [check.kind for check in live.prerequisites.check("cn-hangzhou") if not check.met]
    assert unmet == [PrerequisiteKind.MAINLAND]
    live.prerequisites.verify("cn-hangzhou")
    assert all(check.met for check in live.prerequisites.check("cn-hangzhou"))


def test_other_credentials_do_not_pay_from_this_state_file(
    live: DirectMail, open_live: OpenLive, vendor: Vendor
) -> None:
    vendor.account.id = "5999999999999999"
    with pytest.raises(DirectMailError) as refused:
        open_live().connect()
    assert (refused.value.kind, refused.value.code) == (ErrorKind.STATE_FILE, "other-account")


def test_a_sandbox_is_not_opened_as_a_real_account(direct_mail: DirectMail, open_live: OpenLive) -> None:
    direct_mail.set_preferences(theme="dm-light")
    with pytest.raises(DirectMailError) as refused:
        open_live()
    assert refused.value.code == "state-of-another-provider"


def test_a_real_account_is_not_opened_as_a_sandbox(
    open_live: OpenLive, open_direct_mail: OpenDirectMail
) -> None:
    open_live()
    with pytest.raises(DirectMailError) as refused:
        open_direct_mail()
    assert refused.value.code == "state-of-another-provider"


@pytest.mark.parametrize(
    "deed",
    [
        lambda direct_mail: direct_mail.sandbox.load("busy"),
        lambda direct_mail: direct_mail.prerequisites.grant("AliyunBSSOrderAccess"),
        lambda direct_mail: direct_mail.prerequisites.sign_in("ops"),
    ],
)
def test_what_only_the_sandbox_can_do_is_refused(live: DirectMail, deed: object) -> None:
    with pytest.raises(DirectMailError) as refused:
        deed(live)  # type: ignore[operator]  # one of the three above
    assert refused.value.code == "sandbox-only"
    assert refused.value.hint


def test_what_was_read_is_there_without_a_network(
    live: DirectMail, vendor: Vendor, open_live: OpenLive
) -> None:
    vendor.account.order(50_000)
    live.connect()
    vendor.go_away()
    offline = open_live()
    view = offline.overviews.overview()
    assert [plan.emails for plan in view.plans or ()] == [50_000]
    assert view.balance == usd("1221.45")
    assert view.daily_quota.limit == 2_000
    assert view.read_at == live.now()
    with pytest.raises(DirectMailError):
        offline.connect()
    again = offline.overviews.overview()
    assert "cannot be reached" in again.read_problem
    assert [check.kind for check in again.prerequisites] == ["account"]
    same = {"read_problem": "", "prerequisites": view.prerequisites}
    assert again.model_copy(update=same) == view


def test_pay_as_you_go_is_recognised_once_it_is_active(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.mail.active = False
    direct_mail = open_live()
    direct_mail.connect()
    direct_mail.prerequisites.complete("ap-southeast-1")
    agreement = direct_mail.purchases.catalogue().agreement_version
    with pytest.raises(DirectMailError) as refused:
        direct_mail.activation.activate("ap-southeast-1", agreement)
    assert refused.value.code == "activate-in-console"
    assert direct_mail.provider.shop.activation_address in refused.value.hint
    vendor.account.mail.active = True
    present = direct_mail.activation.activate("ap-southeast-1", agreement)
    assert present.active
    assert present.activated_at == direct_mail.now()


def test_arrears_are_seen(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.mail.status = 2
    direct_mail = open_live()
    direct_mail.connect()
    assert direct_mail.overviews.overview().pay_as_you_go.overdue


def test_what_the_service_refuses_is_named_by_status_and_access_and_is_not_called_met(
    live_command: Command, vendor: Vendor
) -> None:
    vendor.account.ram_user("ops", "dm:DescAccountSummary")
    document = live_command("access", "--json").document()
    (found,) = [
        prerequisite for prerequisite in document["prerequisites"] if prerequisite["kind"] == "permissions"
    ]
    assert (found["met"], found["lacking"], found["only_to_buy"]) == (None, True, True)
    assert "partly   Permissions: " in live_command("access").out
    assert "! Permissions: " in live_command("status").out
    assert "AliyunDirectMailFullAccess" in live_command("status").out
