"""An account of the Chinese site pays in yuan: no dollar in any text, what nobody publishes is not known."""

import json
import re
from collections.abc import Callable

import pytest

from dm_tui.content import read_content
from dm_tui.domain.purchase.quote_wording import billing_model_rows, fill_prices
from dm_tui.providers.alibaba.api.endpoints import Site
from dm_tui.providers.alibaba.reading.reading_record import LiveAccount
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import app
from tests.alibaba.conftest import Command
from tests.alibaba.server import Vendor, business
from tests.alibaba.server.account import CHINA
from tests.alibaba.server.rates import BILLING, RATES
from tests.tui.journey import User, sit_down

TEXTS = ("activation-agreement.txt", "activation-prompt.txt", "resource-plan-terms.txt")


@pytest.fixture(autouse=True)
def chinese(vendor: Vendor) -> None:
    vendor.account.site, vendor.account.currency = CHINA, "CNY"


@pytest.mark.parametrize(
    "arguments",
    [
        ("plans",),
        ("quote", "50k", "-q", "3"),
        ("status",),
        ("bills",),
        ("orders",),
        ("advise", "--monthly", "80k"),
        ("access",),
        ("region",),
    ],
)
def test_no_command_names_a_dollar(live_command: Command, arguments: tuple[str, ...]) -> None:
    for shown in (live_command(*arguments), live_command(*arguments, "--json")):
        assert "USD" not in shown.out + shown.err
        assert not re.search(r"\b0\.29", shown.out + shown.err)


def test_what_is_not_published_in_yuan_is_null(live_command: Command) -> None:
    document = json.loads(live_command("plans", "--json").out)
    assert document["pay_as_you_go"]["price_per_thousand"] is None
    assert [plan["break_even_emails"] for plan in document["plans"]] == [None] * len(document["plans"])
    assert {plan["price"]["currency"] for plan in document["plans"]} == {"CNY"}
    quote = json.loads(live_command("quote", "50k", "--json").out)
    assert (quote["saving"], quote["pay_as_you_go_total"], quote["break_even_emails"]) == (None, None, None)
    assert "not known" in live_command("quote", "50k").out
    assert "not known" in live_command("plans").out


def test_the_billing_models_cannot_be_compared_and_that_is_said(live_command: Command) -> None:
    refused = live_command("advise", "--monthly", "80k", "--json")
    assert refused.code == 7
    assert refused.error()["code"] == "price-not-known"
    assert "CNY" in refused.error()["message"]


def test_before_the_first_reading_the_guide_is_the_guide(open_live: Callable[[], DirectMail]) -> None:
    direct_mail = open_live()
    direct_mail.connect()
    catalogue = direct_mail.purchases.catalogue()
    assert (catalogue.currency, catalogue.pay_as_you_go_per_thousand) == ("CNY", None)
    assert catalogue.charge_threshold is None
    assert "USD" not in str(billing_model_rows(catalogue))


@pytest.mark.parametrize("name", TEXTS)
def test_texts_have_the_accounts_amounts(live: DirectMail, name: str) -> None:
    assert "USD" not in read_content(name)
    text = fill_prices(read_content(name), live.purchases.catalogue())
    assert "USD" not in text
    assert "{" not in text
    assert "2,000" not in text


def test_the_verification_for_hangzhou_is_not_known_and_you_may_say_that_it_is_complete(
    live_command: Command,
) -> None:
    assert live_command("region", "--json").document()["region"]["id"] == "cn-hangzhou"
    regions = {
        each["id"]: each["verified"] for each in live_command("region", "--json").document()["regions"]
    }
    assert (regions["cn-hangzhou"], regions["ap-southeast-1"]) == (None, True)
    assert live_command("status", "--json").document()["account"]["verified"]["cn-hangzhou"] is None
    for shown in ("access", "status", "region"):
        out = live_command(shown).out
        assert "Extra verification for China (Hangzhou) only: not known" in out
        assert "dm-tui verify cn-hangzhou" in out
    refused = live_command("buy", "50k", "--accept-terms", "--json")
    assert (refused.code, refused.error()["code"]) == (3, "missing-mainland-verification")
    assert "dm-tui verify cn-hangzhou" in refused.error()["hint"]
    assert live_command("verify", "cn-hangzhou", "--json").document()["verified"]["cn-hangzhou"] is True
    assert live_command("buy", "50k", "--accept-terms", "--json").error()["code"] == "dry-run"


def test_sending_is_not_held_up_by_what_is_not_known(live: DirectMail) -> None:
    live.prerequisites.require_service()


def test_the_first_reading_stays_within_the_rate_of_a_second(
    open_live: Callable[[], DirectMail], vendor: Vendor
) -> None:
    open_live().connect()
    assert len([call for call in vendor.seen if call in business.ACTIONS]) <= RATES[BILLING].calls


@pytest.mark.parametrize("anywhere", [False, True])
@pytest.mark.parametrize("denied", [(), ("bss:DescribeProduct",), ("bss:DescribeAcccount",)], ids=str)
def test_the_site_is_found_whoever_may_list_products(
    open_live: Callable[[], DirectMail], vendor: Vendor, *, denied: tuple[str, ...], anywhere: bool
) -> None:
    """A list of products that another site gives is no proof that the account is its own."""
    vendor.account.guesses.products_anywhere = anywhere
    vendor.account.denied = set(denied)
    vendor.account.order(50_000)
    live = open_live()
    live.connect()
    with live.state.read() as tables:
        assert tables.single(LiveAccount).site is Site.CHINA
    assert live.overviews.overview().plans
    assert live.prerequisites.account().region == "cn-hangzhou"


async def in_every_size(user: User) -> str:
    """Return what the screen shows in a usual, a small and a large window."""
    shown = ""
    for size in ((60, 20), (120, 36), (80, 24)):
        await user.resizes(*size)
        await user.settles()
        shown += "\n".join(user.rows())
    return shown


async def test_the_wizard_asks_for_the_verification_and_names_no_dollar(
    open_live: Callable[[], DirectMail], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WARM_UP_AFTER", 3600.0)
    async with sit_down(open_live(), (80, 24)) as user:
        await user.sees("prerequisites")
        await user.until(lambda: "not known" in user.reads("#checks"), "the account read")
        assert not user.can_go_on
        for size in ((120, 36), (80, 24)):
            await user.resizes(*size)
            await user.settles()
            assert any("It is complete, I have checked" in row for row in user.rows())
        await user.reaches("#verify")
        await user.presses("enter")
        await user.until(lambda: user.can_go_on, "your word is taken")
        await user.goes_on()
        await user.sees("billing-model")
        await user.writes("#volume", "80k")
        shown = await in_every_size(user)
        assert "is not known" in user.reads("#answer")
        await user.goes_on()
        await user.sees("plan")
        shown += await in_every_size(user)
        await user.goes_on()
        await user.sees("confirm")
        shown += await in_every_size(user) + user.reads("#total")
        assert "CNY" in shown
        assert "USD" not in shown
