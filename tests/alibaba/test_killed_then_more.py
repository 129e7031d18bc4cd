"""After a purchase whose program was killed, one of another number of its plan: what is there is named."""

import json

import pytest

from dm_tui.providers.alibaba.shop import AlibabaShop
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command, OpenLive
from tests.alibaba.server import Vendor

ONE = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
TWO = ("buy", "50k", "-q", "2", "--accept-terms", "--yes-spend", "26.10")


class Killed(BaseException):
    """The program ends here."""


@pytest.fixture
def command(live_command: Command) -> Command:
    live_command("status")
    return live_command


@pytest.mark.parametrize("done", [True, False], ids=["bought", "not bought"])
@pytest.mark.parametrize("key", [(), ("--key", "two")], ids=["no key", "another key"])
def test_one_that_nobody_can_settle_is_named_and_nothing_more_is_bought(
    command: Command,
    open_live: OpenLive,
    vendor: Vendor,
    monkeypatch: pytest.MonkeyPatch,
    done: bool,
    key: tuple[str, ...],
) -> None:
    pay = AlibabaShop.pay
    vendor.account.orders_late = vendor.account.plans_late = 99

    def die(*call: object) -> None:
        if done:
            pay(*call)  # type: ignore[arg-type]
        raise Killed

    direct_mail = open_live()
    prices = direct_mail.purchases.catalogue()
    order = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", prices.terms_version)
    with monkeypatch.context() as killed:
        killed.setattr(AlibabaShop, "pay", die)
        with pytest.raises(Killed):
            direct_mail.purchases.pay(order.id, "account", "13.05")
    direct_mail.close()
    (first,) = command("orders", "--json").document()["orders"]
    for words in (TWO, (*TWO, "--dry-run")):
        ran = command(*words, *key, "--json")
        assert ran.code == 5
        error = json.loads(ran.err)["error"]
        assert error["code"] == "same-purchase-unsettled"
        assert f"Order {first['id']} buys 1 × 50k" in error["message"]
        assert "buys the same" not in error["message"]
    assert len(vendor.account.orders) == int(done)
    assert len(command("orders", "--json").document()["orders"]) == 1, "no order is left behind"


def test_one_that_was_bought_unseen_is_shown_and_two_more_need_to_be_meant(
    command: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(DirectMail, "save_reported", lambda self: None)
        assert command(*ONE).code == 0
    ran = command(*TWO, "--json")
    assert (ran.code, json.loads(ran.err)["error"]["code"]) == (7, "already-bought")
    assert "bought 1 × 50k for USD 13.05" in ran.err
    assert json.loads(ran.out)["order"]["quantity"] == 1
    assert len(vendor.account.paid_orders) == 1
    assert command(*TWO, "--again").code == 0
    assert len(vendor.account.paid_orders) == 3
    assert command(*ONE).code == 0, "all of them were shown by now"
