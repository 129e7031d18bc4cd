"""A restore goes back in the state, not in the world: what was paid, sent or may have been stays used."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.payment_attempt import PaymentAttempt
from dm_tui.domain.upkeep.used_key import UsedKey
from dm_tui.providers.payment_outcome import PaymentOutcome
from dm_tui.providers.sandbox.bank import Charge
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.purchase import payment_turn
from dm_tui.store import archive
from tests.post import LETTER, PostOffice, people, sending_by
from tests.services.books import code_of, off

NewOrder = Callable[..., Order]
Charges = Callable[[], tuple[Charge, ...]]
USED = (ErrorKind.REFUSED, "key-used-before-restore")


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_key_that_paid_since_the_backup_pays_no_more(
    direct_mail: DirectMail, new_order: NewOrder, charges: Charges, tmp_path: Path, times: int
) -> None:
    direct_mail.backups.write(tmp_path / "b.json")
    paid = direct_mail.purchases.pay(new_order(key="may").id, "balance")
    for _ in range(times):
        direct_mail.backups.restore(tmp_path / "b.json")
    with pytest.raises(DirectMailError, match=f"“may” was used for order {paid.id} \\(1 × 50k\\)"):
        new_order(key="may")
    assert code_of(lambda: new_order("500k", key="may")) == USED
    assert charges() == ()
    assert direct_mail.purchases.orders() == ()
    assert new_order(key="june").id != paid.id
    assert off(direct_mail) == {}


def test_an_order_paid_since_the_backup_is_not_paid_again(
    direct_mail: DirectMail, new_order: NewOrder, charges: Charges, tmp_path: Path
) -> None:
    keyed, other, unpaid = new_order(key="may"), new_order("500k"), new_order(key="june")
    direct_mail.backups.write(tmp_path / "b.json")
    for order in (keyed, other):
        direct_mail.purchases.pay(order.id, "card-4242")
    for _ in range(2):
        direct_mail.backups.restore(tmp_path / "b.json")
        for order in (keyed, other):
            assert direct_mail.purchases.order(order.id).status is OrderStatus.CANCELLED
    assert code_of(lambda: new_order(key="may")) == USED
    assert new_order(key="june") == unpaid
    assert charges() == ()
    assert off(direct_mail) == {}


def test_a_payment_of_another_program_is_waited_for(
    direct_mail: DirectMail,
    open_direct_mail: Callable[[], DirectMail],
    new_order: NewOrder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its outcome would be recorded in books from which its charge is gone."""
    shop, other, seen = direct_mail.provider.shop, open_direct_mail(), list[str]()
    pay = shop.pay
    direct_mail.backups.write(tmp_path / "b.json")

    def pay_meanwhile(order: Order, attempt: PaymentAttempt) -> PaymentOutcome:
        outcome = pay(order, attempt)
        seen.append(code_of(lambda: other.backups.restore(tmp_path / "b.json"))[1])
        return outcome

    monkeypatch.setattr(shop, "pay", pay_meanwhile)
    monkeypatch.setattr(payment_turn, "TURN_SECONDS", 0)
    assert direct_mail.purchases.pay(new_order(key="may").id, "balance").status is OrderStatus.PAID
    assert seen == ["paying-elsewhere"]
    assert off(direct_mail) == {}
    other.backups.restore(tmp_path / "b.json")
    assert off(other) == {}


@pytest.mark.parametrize("in_the_backup", [False, True])
def test_a_payment_of_unknown_outcome_is_still_to_be_settled(
    direct_mail: DirectMail, new_order: NewOrder, tmp_path: Path, in_the_backup: bool
) -> None:
    order = new_order(key="may") if in_the_backup else None
    direct_mail.backups.write(tmp_path / "b.json")
    order = direct_mail.purchases.pay((order or new_order(key="may")).id, "card-timeout")
    direct_mail.backups.restore(tmp_path / "b.json")
    assert new_order(key="may") == order
    assert order.unsettled
    assert direct_mail.purchases.settle(order.id).status is OrderStatus.UNPAID  # the bank went back too
    assert new_order("500k").id != order.id
    assert off(direct_mail) == {}


def test_a_restore_that_is_taken_back_gives_the_key_its_order_back(
    direct_mail: DirectMail, new_order: NewOrder, tmp_path: Path
) -> None:
    direct_mail.backups.write(tmp_path / "b.json")
    paid = direct_mail.purchases.pay(new_order(key="may").id, "balance")
    before = direct_mail.backups.restore(tmp_path / "b.json").before
    assert before is not None
    direct_mail.backups.restore(before.path)
    assert new_order(key="may") == paid
    with direct_mail.state.read() as tables:
        assert tables.is_empty(UsedKey.TABLE)


def test_a_mailing_with_a_key_is_not_sent_again(direct_mail: DirectMail, tmp_path: Path) -> None:
    direct_mail.sandbox.load("activated")
    office = PostOffice()
    sending = sending_by(direct_mail, office)
    direct_mail.backups.write(tmp_path / "b.json")
    made = sending.create(LETTER, people(3), key="spring")
    sending.run(made.id)
    for _ in range(2):
        direct_mail.backups.restore(tmp_path / "b.json")
        for number in (3, 4):
            assert code_of(lambda: sending.create(LETTER, people(number), key="spring")) == USED  # noqa: B023
    assert office.twice() == {}
    assert not list(direct_mail.state_path.with_name("state.json.mailings").glob("M*.new*"))
    assert sending.mailings() == ()
    assert sending.run(sending.create(LETTER, people(3), key="summer").id).accepted == 3
    assert off(direct_mail) == {}


def test_a_key_is_looked_for_among_all_that_were_ever_used(
    direct_mail: DirectMail, new_order: NewOrder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An order and a mailing may have the same key, and old keys are archived."""
    direct_mail.sandbox.load("activated")
    sending = sending_by(direct_mail, PostOffice())
    direct_mail.backups.write(tmp_path / "b.json")
    direct_mail.purchases.pay(new_order(key="one").id, "balance")
    for key in ("one", "two", "three"):
        sending.create(LETTER, people(1), key=key)
    monkeypatch.setattr("dm_tui.store.state.KEEP_LIVE", 1)
    monkeypatch.setattr(archive, "ARCHIVE_BATCH", 0)
    direct_mail.backups.restore(tmp_path / "b.json")
    direct_mail.close()
    archived = list(direct_mail.state_path.with_name("state.json.archive").glob("*used_keys*"))
    assert archived
    for key in ("one", "two", "three"):
        assert code_of(lambda: sending.create(LETTER, people(1), key=key)) == USED  # noqa: B023
    assert code_of(lambda: new_order(key="one")) == USED
    assert new_order(key="two")


EXAMPLES = int(os.environ.get("DM_TUI_RESTORES", "6"))
KEYS = st.sampled_from(["a", "b", None])
STEP = st.one_of(
    st.tuples(st.just("buy"), KEYS, st.sampled_from(["balance", "card-timeout", "card-lost", "card-0002"])),
    st.tuples(st.just("confirm"), KEYS),
    st.tuples(st.just("send"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("back up")),
    st.tuples(st.just("restore")),
)


@pytest.mark.slow
@given(st.lists(STEP, min_size=3, max_size=9))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_key_pays_or_sends_twice_whatever_is_restored(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, ...]]
) -> None:
    directory = tmp_path_factory.mktemp("account")
    direct_mail = DirectMail(directory / "state.json", sleep=lambda seconds: None)
    direct_mail.sandbox.load("activated")
    office = PostOffice()
    sending = sending_by(direct_mail, office)
    backups = [direct_mail.backups.write(directory / "0.json").path]
    paid: list[str] = []
    refusals: set[str] = set()

    def confirm(key: str | None) -> Order:
        terms = direct_mail.purchases.catalogue().terms_version
        region = direct_mail.prerequisites.account().region
        return direct_mail.purchases.confirm("50k", 1, region, terms, key=key)

    def buy(key: str | None, method: str = "") -> None:
        order = confirm(key)
        if method and order.status is not OrderStatus.PAID:
            order = direct_mail.purchases.settle(order.id) if order.unsettled else order
            done = order.status is OrderStatus.PAID
            order = order if done else direct_mail.purchases.pay(order.id, method)
            if key and order.status is OrderStatus.PAID and not done:
                paid.append(key)

    for number, (what, *given_) in enumerate(steps, 1):
        try:
            if what in ("buy", "confirm"):
                buy(*given_)
            elif what == "send":
                sending.run(sending.create(LETTER, people(2, 10 * ord(given_[0])), key=given_[0]).id)
            elif what == "back up":
                backups.append(direct_mail.backups.write(directory / f"{number}.json").path)
            else:
                direct_mail.backups.restore(backups[number % len(backups)])
        except DirectMailError as error:
            refusals.add(error.code)
    assert not refusals & {"backup-refused", "state-unreadable", "unexpected"}
    assert office.twice() == {}
    assert len(paid) == len(set(paid))
    assert {name: found for name, found in off(direct_mail).items() if name != "payments-known"} == {}
