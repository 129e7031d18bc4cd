"""Money that moved on a real account, and mail that left, stay so whatever backup is restored."""

from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.conftest import Command
from tests.alibaba.ready_to_send import add_sender
from tests.alibaba.server import Vendor
from tests.alibaba.test_as_documented_mail import letter, people
from tests.alibaba.test_as_documented_payment import BUY, CREATE, DONE
from tests.services.books import off

KEYED = (*BUY, "--key", "march")


def test_a_key_that_paid_since_the_backup_pays_no_more(
    live_command: Command, vendor: Vendor, tmp_path: Path
) -> None:
    live_command("status")
    live_command("backup", str(tmp_path / "b.json"))
    assert live_command(*KEYED).code == 0
    for _ in range(2):
        assert live_command("restore", str(tmp_path / "b.json")).code == 0
        ran = live_command(*KEYED, "--json")
        assert (ran.code, ran.error()["code"]) == (7, "key-used-before-restore")
    assert len(vendor.account.paid_orders) == 1
    assert live_command(*BUY, "--key", "april").code == 0
    assert len(vendor.account.paid_orders) == 2


@pytest.mark.parametrize("quantity", [1, 2])
def test_a_payment_without_an_answer_is_settled_after_a_restore(
    live: DirectMail, vendor: Vendor, tmp_path: Path, quantity: int
) -> None:
    """What the first of two calls bought is in the restored books too."""
    live.backups.write(tmp_path / "b.json")
    terms, region = live.purchases.catalogue().terms_version, live.prerequisites.account().region
    made = live.purchases.confirm("50k", quantity, region, terms, key="march")
    vendor.faults.at(CREATE, quantity, DONE[0])
    order = live.purchases.pay(made.id, "account", str(made.total.amount))
    assert order.unsettled
    assert order.bought == quantity - 1
    for _ in range(2):
        live.backups.restore(tmp_path / "b.json")
        assert live.purchases.orders() == (order,)
        assert set(off(live)) == {"payments-known"}
    assert live.purchases.confirm("50k", quantity, region, terms, key="march") == order
    assert live.purchases.settle(order.id).status is OrderStatus.PAID
    assert len(vendor.account.paid_orders) == quantity
    assert off(live) == {}


def test_a_mailing_with_a_key_is_not_sent_again(live: DirectMail, vendor: Vendor, tmp_path: Path) -> None:
    add_sender(live, vendor)
    live.backups.write(tmp_path / "b.json")
    made = live.sending.create(letter(), people("ann@example.org"), key="spring")
    assert live.sending.run(made.id).accepted == 1
    live.backups.restore(tmp_path / "b.json")
    with pytest.raises(DirectMailError) as refused:
        live.sending.create(letter(), people("ann@example.org"), key="spring")
    assert refused.value.code == "key-used-before-restore"
    assert len(vendor.account.mail.details) == 1
