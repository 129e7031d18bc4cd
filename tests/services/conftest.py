"""An order to pay and the bank's books to hold against it; a plan to be reminded of."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest

from dm_tui.domain.purchase.order import Order
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.sending import Sending
from dm_tui.services.reminders.reminders import Reminders
from tests.post import PostOffice, sending_by
from tests.remembered_scenarios import remember_scenarios
from tests.services.reminders.fake_channels import FakeWays


@pytest.fixture(autouse=True)
def scenarios_of_the_hour(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load scenarios as they were when they were first loaded at that hour, but where they are proved."""
    if request.path.stem != "test_scenarios":
        remember_scenarios(monkeypatch, same=lambda now: now)


@pytest.fixture
def new_order(direct_mail: DirectMail) -> Callable[..., Order]:
    """Confirm a purchase with today's terms in the account's region: what every payment begins with."""

    def make(spec: str = "50k", quantity: int = 1, key: str | None = None) -> Order:
        terms = direct_mail.purchases.catalogue().terms_version
        region = direct_mail.prerequisites.account().region
        return direct_mail.purchases.confirm(spec, quantity, region, terms, key=key)

    return make


@pytest.fixture
def charges(direct_mail: DirectMail) -> Callable[[], tuple[Charge, ...]]:
    """Read what the bank really took: the only proof that money moved once."""

    def took() -> tuple[Charge, ...]:
        with direct_mail.state.read() as tables:
            return tuple(charge for charge in tables.of(Charge).all() if not charge.voided)

    return took


@pytest.fixture
def ways() -> FakeWays:
    """Ways out that can be told what to answer."""
    return FakeWays()


@pytest.fixture
def reminders(direct_mail: DirectMail, ways: FakeWays, tmp_path: Path) -> Reminders:
    """The reminders of the account over those ways, read in UTC."""
    provider, file = direct_mail.provider, tmp_path / "settings.toml"
    return Reminders(
        direct_mail.state,
        provider.account,
        direct_mail.facts,
        ways,
        file,
        UTC,
        refunds=direct_mail.refunds,
        catalogue=provider.shop.catalogue,
        has_sent=ways.has_sent,
    )


@pytest.fixture
def plan(direct_mail: DirectMail, new_order: Callable[..., Order]) -> ResourcePlan:
    """A plan of 50,000 emails bought at the start, with pay-as-you-go active."""
    direct_mail.sandbox.load("activated")
    order = direct_mail.purchases.pay(new_order().id, "card-4242")
    (plan,) = direct_mail.purchases.plans_of(order.id)
    return plan


@pytest.fixture
def office() -> PostOffice:
    """The other side of the wire."""
    return PostOffice()


@pytest.fixture
def sending(direct_mail: DirectMail, office: PostOffice) -> Sending:
    """An account with pay-as-you-go, and 2,000 emails a day."""
    direct_mail.sandbox.load("activated")
    return sending_by(direct_mail, office)
