"""The doctor finds the books in order in every scenario, and names each thing that is off."""

import os
from collections.abc import Callable
from decimal import Decimal

import pytest

from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.usage.ledger_balances import Books, LedgerAccount
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from dm_tui.store.suppression_file import SuppressionFile
from tests.kept import kept
from tests.services.books import off

NewOrder = Callable[..., Order]
SCENARIOS = ("fresh", "unverified", "ram-user", "activated", "busy", "expiring", "overdue")
BOOKS = {
    "paid-orders-have-plans",
    "plans-have-paid-orders",
    "orders-charged-once",
    "paid-orders-charged",
    "charges-have-paid-orders",
    "plans-not-overused",
    "payments-known",
}


def put(direct_mail: DirectMail, plan: ResourcePlan) -> None:
    with direct_mail.state.transaction() as tables:
        tables.of(ResourcePlan).put(plan)


@pytest.fixture
def paid(direct_mail: DirectMail, new_order: NewOrder) -> Order:
    """An order of two plans in good order, for a test to break."""
    return direct_mail.purchases.pay(new_order(quantity=2).id, "balance")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_is_in_order(direct_mail: DirectMail, scenario: str) -> None:
    direct_mail.sandbox.load(scenario)
    assert off(direct_mail) == {}
    assert {check.name for check in direct_mail.doctor.examine()} >= BOOKS | {"private", "textual"}


def test_an_account_without_a_file_is_in_order(direct_mail: DirectMail) -> None:
    assert off(direct_mail) == {}
    assert not direct_mail.state_path.exists()


def test_looking_changes_nothing(direct_mail: DirectMail, paid: Order) -> None:
    before = kept(direct_mail.state_path)
    direct_mail.doctor.examine()
    assert kept(direct_mail.state_path) == before


def test_a_paid_order_that_lacks_a_plan_is_named(direct_mail: DirectMail, paid: Order) -> None:
    with direct_mail.state.transaction() as tables:
        tables.of(Order).put(paid.model_copy(update={"quantity": 3}))
    assert off(direct_mail) == {"paid-orders-have-plans": paid.id}


def test_a_plan_without_an_order_is_named(direct_mail: DirectMail, paid: Order) -> None:
    plan = direct_mail.purchases.plans_of(paid.id)[0]
    put(direct_mail, plan.model_copy(update={"id": "stray", "order_id": "DM000000-0001"}))
    found = off(direct_mail)
    assert set(found) == {"plans-have-paid-orders", "ledger"}
    assert found["plans-have-paid-orders"] == "stray"


def test_a_plan_of_an_unpaid_order_is_named(
    direct_mail: DirectMail, paid: Order, new_order: NewOrder
) -> None:
    plan = direct_mail.purchases.plans_of(paid.id)[0]
    put(direct_mail, plan.model_copy(update={"id": "early", "order_id": new_order().id}))
    found = off(direct_mail)
    assert set(found) == {"plans-have-paid-orders", "ledger"}
    assert found["plans-have-paid-orders"] == "early"


def test_an_order_that_was_charged_twice_is_named(direct_mail: DirectMail, paid: Order) -> None:
    with direct_mail.state.transaction() as tables:
        (charge,) = tables.of(Charge).all()
        tables.of(Charge).put(charge.model_copy(update={"id": "again"}))
    found = off(direct_mail)
    assert set(found) == {"orders-charged-once", "ledger"}
    assert found["orders-charged-once"] == paid.id


def test_a_charge_and_an_order_that_disagree_are_named(direct_mail: DirectMail, paid: Order) -> None:
    with direct_mail.state.transaction() as tables:
        (charge,) = tables.of(Charge).all()
        tables.of(Charge).put(charge.model_copy(update={"voided": True}))
    found = off(direct_mail)
    assert set(found) == {"paid-orders-charged", "ledger"}
    assert found["paid-orders-charged"] == paid.id
    with direct_mail.state.transaction() as tables:
        tables.of(Charge).put(charge)
        tables.of(Order).put(paid.model_copy(update={"status": OrderStatus.CANCELLED}))
    assert off(direct_mail)["charges-have-paid-orders"] == paid.id


@pytest.mark.parametrize("used", [-1, 50_001])
def test_a_plan_used_beyond_what_it_holds_is_named(direct_mail: DirectMail, paid: Order, used: int) -> None:
    plan = direct_mail.purchases.plans_of(paid.id)[0]
    put(direct_mail, plan.model_copy(update={"used": used}))
    found = off(direct_mail)
    assert set(found) == {"plans-not-overused", "ledger"}
    assert found["plans-not-overused"] == plan.id


def test_a_sender_address_without_its_domain_is_named(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    with direct_mail.state.transaction() as tables:
        tables.of(MailDomain).remove("mail.example.com")
    found = off(direct_mail)
    assert set(found) == {"senders-have-domains"}
    assert "news@mail.example.com" in found["senders-have-domains"]


def test_a_payment_without_a_known_outcome_is_named(direct_mail: DirectMail, new_order: NewOrder) -> None:
    order = direct_mail.purchases.pay(new_order().id, "card-lost")
    assert off(direct_mail) == {"payments-known": order.id}
    direct_mail.purchases.settle(order.id)
    assert off(direct_mail) == {}


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_file_that_others_can_read_is_told(direct_mail: DirectMail, paid: Order, mode: int) -> None:
    os.chmod(direct_mail.state_path, mode)
    assert set(off(direct_mail)) == {"private"}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"meta": {"1": {"schema": 2}}}', b'{"orders": {"1": {"id": 1}}}']
)
def test_a_file_that_cannot_be_used_is_told(direct_mail: DirectMail, content: bytes) -> None:
    direct_mail.state_path.parent.mkdir()
    direct_mail.state_path.write_bytes(content)
    direct_mail.state_path.chmod(0o600)
    assert set(off(direct_mail)) & {"state-file", "books"}
    assert direct_mail.state_path.read_bytes() == content


def test_a_file_that_is_read_from_its_copy_is_told(direct_mail: DirectMail, paid: Order) -> None:
    direct_mail.state_path.write_bytes(b"{")
    assert "state-file" in off(direct_mail)


def test_a_terminal_without_a_name_is_told(direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERM")
    monkeypatch.setattr("os.isatty", lambda descriptor: True)
    assert set(off(direct_mail)) == {"terminal"}
    monkeypatch.setattr("os.isatty", lambda descriptor: False)
    assert off(direct_mail) == {}, "a timer needs no terminal"


@pytest.mark.parametrize(
    ("account", "said"), [("plan sales", "plan sales: the books say 1"), ("sent", "sent: the books say 1")]
)
def test_books_that_do_not_add_up_are_told_by_account(
    direct_mail: DirectMail, paid: Order, account: str, said: str
) -> None:
    with direct_mail.state.transaction() as tables:
        books = tables.single(Books)
        wrong = {**books.totals, LedgerAccount(account): Decimal(1)}
        tables.put_single(books.model_copy(update={"totals": wrong}))
    assert said in off(direct_mail)["ledger"]


def test_a_missing_entry_is_told(direct_mail: DirectMail, paid: Order) -> None:
    with direct_mail.state.transaction() as tables:
        tables.db.drop_table("ledger")
    assert "the entries 0" in off(direct_mail)["ledger"]


def test_history_that_cannot_be_read_is_named(direct_mail: DirectMail) -> None:
    """Every table of it, as every reading of it would refuse."""
    direct_mail.sandbox.load("busy")
    direct_mail.close()
    segments = sorted(direct_mail.state_path.with_name("state.json.archive").glob("*.json"))
    assert segments
    for segment in segments:
        good = segment.read_bytes()
        segment.write_bytes(b"{torn")
        if "-key-" not in segment.name:
            assert "books" in off(direct_mail), segment.name
        segment.write_bytes(good)
    assert off(direct_mail) == {}


@pytest.mark.parametrize("loss", ["missing", "changed"])
def test_a_list_of_who_gets_no_mail_that_is_lost_is_named(direct_mail: DirectMail, loss: str) -> None:
    direct_mail.suppressed.add(["ada@example.com"])
    path = SuppressionFile(direct_mail.state).path
    if loss == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b"ada", b"bob"))
    assert list(off(direct_mail)) == ["suppressed"]
