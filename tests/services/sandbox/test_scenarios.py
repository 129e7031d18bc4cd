"""The sandbox's known starts: what each name promises, and that the clock ends at the present."""

from collections.abc import Callable

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.domain.purchase.plan import PlanStatus
from dm_tui.domain.setup.sender import SenderKind
from dm_tui.domain.usage.usage_record import UsageRecord
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.sandbox.scenarios import Sandbox
from tests.kept import kept

SCENARIOS = ("fresh", "unverified", "ram-user", "activated", "busy", "expiring", "overdue")


def test_the_contract_names_seven_scenarios(direct_mail: DirectMail) -> None:
    assert tuple(direct_mail.sandbox.scenarios) == SCENARIOS


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_ends_at_the_present_and_is_the_same_each_time(
    direct_mail: DirectMail, scenario: str
) -> None:
    present = direct_mail.now()
    direct_mail.sandbox.load(scenario)
    assert direct_mail.now() == present
    first = kept(direct_mail.state_path)
    direct_mail.sandbox.load("busy" if scenario == "unverified" else "unverified")
    assert kept(direct_mail.state_path) != first
    direct_mail.sandbox.load(scenario)
    assert kept(direct_mail.state_path) == first


def test_an_unknown_scenario_changes_nothing(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    before = kept(direct_mail.state_path)
    with pytest.raises(DirectMailError) as refused:
        direct_mail.sandbox.load("idle")
    assert refused.value.kind is ErrorKind.USAGE
    assert all(name in refused.value.hint for name in SCENARIOS)
    assert kept(direct_mail.state_path) == before


def test_a_scenario_that_fails_half_way_changes_nothing(
    direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("expiring")
    before = kept(direct_mail.state_path)

    def broken(emails: int) -> None:
        raise RuntimeError("meter")

    monkeypatch.setattr(direct_mail.metering, "record", broken)
    with pytest.raises(RuntimeError):
        direct_mail.sandbox.load("busy")
    assert kept(direct_mail.state_path) == before


def test_fresh_may_buy_and_owns_nothing(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("fresh")
    view = direct_mail.overviews.overview()
    assert all(item.met for item in direct_mail.prerequisites.check(view.account.region))
    assert view.plans == ()
    assert not view.pay_as_you_go.active
    assert view.balance == usd("500.00")


def test_unverified_lacks_the_identity_verification_and_nothing_else(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("unverified")
    missing = [item.kind for item in direct_mail.prerequisites.check("ap-southeast-1") if not item.met]
    assert missing == ["identity-verification"]


def test_ram_user_lacks_both_policies_and_nothing_else(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("ram-user")
    missing = [item.kind for item in direct_mail.prerequisites.check("ap-southeast-1") if not item.met]
    assert missing == ["permissions"]
    assert direct_mail.prerequisites.account().policies == ()


def test_activated_pays_as_it_goes_and_owns_no_plan(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    view = direct_mail.overviews.overview()
    assert view.pay_as_you_go.active
    assert view.plans == ()


def test_busy_has_months_of_history_of_every_kind(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    view = direct_mail.overviews.overview()
    assert {plan.status for plan in view.plans or ()} == {PlanStatus.ACTIVE, PlanStatus.USED_UP}
    assert view.pay_as_you_go.active
    assert not view.pay_as_you_go.overdue
    assert view.free_quota.left == 0
    assert [order.status for order in direct_mail.purchases.orders()] == [OrderStatus.PAID] * 2
    assert view.balance is not None
    assert view.balance < usd("473.90")
    with direct_mail.state.read() as tables:
        usage = tables.of(UsageRecord).all()
    assert len(usage) == 150
    assert sum(record.pay_as_you_go for record in usage) > 0
    templates = {"welcome": "approved", "reject-lottery": "rejected", "spring-sale": "pending"}
    owns_what_sends(direct_mail, templates)


def owns_what_sends(direct_mail: DirectMail, templates: dict[str, str]) -> None:
    (domain,) = direct_mail.domains.list()
    assert domain.verified
    assert {sender.kind: sender.domain for sender in direct_mail.senders.list()} == {
        SenderKind.BATCH: domain.name,
        SenderKind.TRIGGER: domain.name,
    }
    assert {template.name: template.status for template in direct_mail.templates.list()} == templates


@pytest.mark.parametrize("scenario", ["fresh", "unverified", "ram-user", "activated"])
def test_who_has_not_begun_owns_nothing_that_sends(direct_mail: DirectMail, scenario: str) -> None:
    direct_mail.sandbox.load(scenario)
    assert (direct_mail.domains.list(), direct_mail.senders.list(), direct_mail.templates.list()) == (
        (),
        (),
        (),
    )


def test_expiring_owns_a_plan_that_ends_within_ten_days_with_much_left(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("expiring")
    (plan,) = direct_mail.overviews.overview().plans or ()
    assert plan.status is PlanStatus.ACTIVE
    assert 0 < (plan.expires_at - direct_mail.now()).days < 10
    assert plan.left > 10_000
    owns_what_sends(direct_mail, {"welcome": "approved"})


def test_overdue_cannot_send_until_the_bill_is_paid(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("overdue")
    owns_what_sends(direct_mail, {"welcome": "approved"})
    view = direct_mail.overviews.overview()
    assert view.pay_as_you_go.overdue
    assert view.sendable_today == 0
    assert direct_mail.metering.record(10).refused == 10
    assert any("could not be charged" in message.subject for message in direct_mail.overviews.messages())


def test_a_reset_drops_everything(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail]
) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.sandbox.advance("10d")
    direct_mail.sandbox.reset()
    fresh = open_direct_mail()
    assert fresh.purchases.orders() == ()
    assert fresh.overviews.overview().plans == ()
    assert fresh.wizard_drafts.resume().draft is not None
    assert fresh.now().isoformat() == "2026-01-31T09:00:00+00:00"


@pytest.mark.parametrize(
    "begin", [lambda sandbox: sandbox.reset(), lambda sandbox: sandbox.load("activated")]
)
def test_the_sandbox_starts_over_where_its_files_cannot_be_read_and_sets_them_aside(
    direct_mail: DirectMail, open_direct_mail: Callable[[], DirectMail], begin: Callable[[Sandbox], None]
) -> None:
    direct_mail.sandbox.load("busy")
    direct_mail.close()
    path = direct_mail.state_path
    for spoiled in (path, *path.parent.glob(f"{path.name}.*")):
        if spoiled.suffix in (".json", ".bak", ".journal"):
            spoiled.write_bytes(b"spoiled")
    begin(open_direct_mail().sandbox)
    assert open_direct_mail().purchases.orders() == ()
    assert [aside.read_bytes() for aside in path.parent.glob(f"{path.name}.replaced-*[0-9]")] == [b"spoiled"]
