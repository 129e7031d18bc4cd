"""What is on sale and at which price comes from the account; a price that cannot be right is not shown."""

import json
from decimal import Decimal

import pytest

from dm_tui.domain.account.prerequisites import PrerequisiteKind
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.quote_wording import billing_model_rows
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.server import Vendor
from tests.alibaba.server.account import CHINA


def connected(open_live: OpenLive) -> DirectMail:
    direct_mail = open_live()
    direct_mail.connect()
    return direct_mail


def on_sale(direct_mail: DirectMail) -> dict[str, str]:
    return {plan.spec: str(plan.price) for plan in direct_mail.purchases.catalogue().plans}


def test_prices_are_those_of_the_account(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.prices[50_000] = Decimal("12.34")
    assert on_sale(connected(open_live)) == {
        "50k": "USD 12.34",
        "500k": "USD 121.80",
        "1m": "USD 230.55",
        "5m": "USD 1,123.75",
    }


def test_a_price_that_changes_changes_the_version(open_live: OpenLive, vendor: Vendor) -> None:
    direct_mail = connected(open_live)
    before = direct_mail.purchases.catalogue().version
    direct_mail.connect()
    assert direct_mail.purchases.catalogue().version == before
    vendor.account.prices[50_000] = Decimal("12.34")
    direct_mail.connect()
    assert direct_mail.purchases.catalogue().version != before


@pytest.mark.parametrize("factor", ["100", "0.01", "50", "0"])
def test_a_price_orders_of_magnitude_off_is_not_shown(
    open_live: OpenLive, vendor: Vendor, factor: str
) -> None:
    vendor.account.prices[500_000] *= Decimal(factor)
    assert set(on_sale(connected(open_live))) == {"50k", "1m", "5m"}


def test_where_no_price_is_sensible_nothing_can_be_bought(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.prices = {emails: price * 100 for emails, price in vendor.account.prices.items()}
    direct_mail = connected(open_live)
    region = direct_mail.prerequisites.account().region
    unmet = [check for check in direct_mail.prerequisites.check(region) if not check.met]
    assert [prerequisite.kind for prerequisite in unmet] == [PrerequisiteKind.PRICES]
    assert "cannot be right" in unmet[0].detail
    with pytest.raises(DirectMailError):
        direct_mail.purchases.confirm("50k", 1, region, direct_mail.purchases.catalogue().terms_version)


def test_the_product_code_is_found_by_its_name(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.product = "dm_intl_bag_public"
    assert "50k" in on_sale(connected(open_live))


def test_the_product_code_is_found_by_its_chinese_name(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.product, vendor.account.product_name = "dmbag2", "邮件推送资源包"
    assert "50k" in on_sale(connected(open_live))


def test_the_product_code_is_remembered(open_live: OpenLive, vendor: Vendor) -> None:
    connected(open_live)
    looks = vendor.faults.calls["QueryProductList"]
    connected(open_live)
    assert vendor.faults.calls["QueryProductList"] == looks


def test_the_product_code_can_be_set(
    open_live: OpenLive, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.account.product, vendor.account.product_name = "secret_code", "Something else"
    monkeypatch.setenv("DM_TUI_ALIBABA_PRODUCT", "secret_code")
    assert "50k" in on_sale(connected(open_live))
    assert vendor.faults.calls["QueryProductList"] == 0


@pytest.mark.parametrize(
    ("value", "emails"), [("50000", 50_000), ("5万", 50_000), ("50k", 50_000), ("1m", 1_000_000)]
)
def test_sizes_are_understood_as_the_vendor_writes_them(
    open_live: OpenLive, vendor: Vendor, value: str, emails: int
) -> None:
    vendor.account.prices = {emails: vendor.account.prices[emails]}
    vendor.account.specifications = {emails: value}
    direct_mail = connected(open_live)
    assert [plan.emails for plan in direct_mail.purchases.catalogue().plans] == [emails]
    terms = direct_mail.purchases.catalogue().terms_version
    spec = direct_mail.purchases.catalogue().plans[0].spec
    order = direct_mail.purchases.confirm(spec, 1, "ap-southeast-1", terms)
    assert direct_mail.purchases.pay(order.id, "account", str(order.total)).bought == 1


def test_sizes_we_do_not_know_are_sold_too(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.prices = {250_000: Decimal("63.00"), 1_234: Decimal("0.34")}
    vendor.account.specifications = {250_000: "250000", 1_234: "1234"}
    assert on_sale(connected(open_live)) == {"1234": "USD 0.34", "250k": "USD 63.00"}


def test_plans_show_what_the_vendor_says_is_left(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.order(50_000)
    direct_mail = connected(open_live)
    vendor.account.plans[0].left = 12_345
    direct_mail.connect()
    (plan,) = direct_mail.overviews.overview().plans or ()
    assert plan.left == 12_345
    assert plan.expires_at == vendor.account.plans[0].expires
    vendor.account.plans[0].left = 0
    direct_mail.connect()
    (plan,) = direct_mail.overviews.overview().plans or ()
    assert (plan.left, plan.status) == (0, "used up")


def test_more_plans_than_fit_on_a_page_are_read(open_live: OpenLive, vendor: Vendor) -> None:
    vendor.account.balance = Decimal(100_000)
    for _ in range(105):
        vendor.account.order(50_000)
    assert len(connected(open_live).overviews.overview().plans or ()) == 105


def test_a_product_that_sells_no_more_is_looked_for_anew(open_live: OpenLive, vendor: Vendor) -> None:
    open_live().connect()
    vendor.account.product = "dmbag_new"
    direct_mail = open_live()
    direct_mail.connect()
    assert set(on_sale(direct_mail)) == {"50k", "500k", "1m", "5m"}
    order = vendor.account.order(50_000)
    direct_mail.connect()
    assert [plan.id for plan in direct_mail.overviews.overview().plans or ()] == [order.plan]


def test_the_billing_models_are_compared_at_the_prices_of_the_account(
    open_live: OpenLive, vendor: Vendor
) -> None:
    vendor.account.site, vendor.account.currency = CHINA, "CNY"
    vendor.account.prices = {50_000: Decimal("90.00")}
    direct_mail = open_live()
    direct_mail.connect()
    (price,) = [row for row in billing_model_rows(direct_mail.purchases.catalogue()) if row[0] == "Price"]
    assert price == ("Price", "from CNY 1.80 per 1,000", "CNY (not known) per 1,000")


def test_plans_names_what_is_sold_as_several_things_and_whose_price_it_shows(
    live_command: Command, vendor: Vendor
) -> None:
    vendor.account.sell_a_second_type()
    said = live_command("plans").out
    for spec in ("50k", "500k", "1m", "5m"):
        assert f"“{spec}” is sold as several things: {vendor.account.package_name}" in said
    assert "USD 0.29 (the guide's price) per 1,000." in said


def test_a_pay_as_you_go_price_of_the_guide_says_so(live_command: Command) -> None:
    """No call of the service names it: the figure is the guide's on every account."""
    assert "USD 0.29 (the guide's price) per 1,000" in live_command("plans").out
    assert "USD 0.29 (the guide's price) per 1,000" in live_command("quote", "50k").out
    flat = json.loads(live_command("plans", "--json").out)["pay_as_you_go"]
    assert (flat["price_per_thousand"]["amount"], flat["guide_price"]["amount"]) == ("0.29", "0.29")


@pytest.mark.parametrize("command", ["plans", "status"])
def test_where_prices_are_refused_pay_as_you_go_has_none_either(
    live_command: Command, vendor: Vendor, command: str
) -> None:
    vendor.account.ram_user("ops", "bss:DescribePrice")
    flat = json.loads(live_command(command, "--json").out)["pay_as_you_go"]
    assert flat["price_per_thousand"] is None
    assert flat["guide_price"]["amount"] == "0.29"
    shown = live_command(command).out
    assert shown.count("0.29") == shown.count("0.29 (the guide's price)")


@pytest.mark.parametrize("command", [("quote", "50k"), ("buy", "50k", "--dry-run")], ids=" ".join)
@pytest.mark.parametrize(("balance", "warned"), [("13.04", True), ("13.05", False)])
def test_a_balance_below_the_price_is_warned_of(
    live_command: Command, vendor: Vendor, command: tuple[str, ...], balance: str, warned: bool
) -> None:
    vendor.account.balance = Decimal(balance)
    document = live_command(*command, "--json").document()
    assert ("balance" in [warning["code"] for warning in document["warnings"]]) is warned
    assert (
        f"The balance, USD {balance}, is below the price of USD 13.05" in live_command(*command).out
    ) is warned


def test_a_size_that_is_sold_as_several_things_is_not_said_to_be_none(
    live: DirectMail, vendor: Vendor
) -> None:
    vendor.account.sell_a_second_type()
    live.connect()
    (price,) = [row for row in billing_model_rows(live.purchases.catalogue()) if row[0] == "Price"]
    assert price[1] == "sold as several things"


def test_a_daily_quota_of_zero_is_a_quota(live_command: Command, vendor: Vendor) -> None:
    vendor.account.mail.daily_quota = 0
    advice = live_command("advise", "--monthly", "20k", "--json")
    assert (advice.code, advice.document()["recommendation"]["plans"]) == (0, []), advice.err
    assert "Your daily quota is 0" in live_command("quote", "50k").out
    assert json.loads(live_command("status", "--json").out)["daily_quota"]["limit"] == 0
