"""Making an order: what it promises, when it is refused, and when an old one answers instead."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.money import usd
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.services.direct_mail import DirectMail

REGION = "ap-southeast-1"
NewOrder = Callable[..., Order]


def terms(direct_mail: DirectMail) -> str:
    return direct_mail.purchases.catalogue().terms_version


def test_an_order_holds_what_was_shown(direct_mail: DirectMail, new_order: NewOrder) -> None:
    order = new_order("500k", 3)
    assert order.status is OrderStatus.UNPAID
    assert (order.spec, order.quantity, order.emails) == ("500k", 3, 1_500_000)
    assert (order.unit_price, order.total) == (usd("121.80"), usd("365.40"))
    assert order.terms_version == terms(direct_mail)
    assert order.created_at == datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert order.lapses_at - order.created_at == timedelta(hours=1)


def test_an_order_is_on_disk_before_it_is_answered(
    new_order: NewOrder, open_direct_mail: Callable[[], DirectMail]
) -> None:
    order = new_order()
    assert open_direct_mail().purchases.order(order.id) == order


def test_orders_have_different_ids_and_stand_newest_first(
    direct_mail: DirectMail, new_order: NewOrder
) -> None:
    made = [new_order(), new_order(), new_order("1m")]
    assert direct_mail.purchases.orders() == tuple(reversed(made))
    assert len({order.id for order in made}) == 3


def test_the_same_key_answers_with_the_same_order(direct_mail: DirectMail, new_order: NewOrder) -> None:
    assert new_order(key="newsletter") == new_order(key="newsletter")
    assert len(direct_mail.purchases.orders()) == 1


def test_different_keys_buy_twice(direct_mail: DirectMail, new_order: NewOrder) -> None:
    assert new_order(key="may").id != new_order(key="june").id


@pytest.mark.parametrize(("spec", "quantity"), [("50k", 2), ("500k", 1)])
def test_a_key_is_refused_for_another_purchase(
    direct_mail: DirectMail, new_order: NewOrder, spec: str, quantity: int
) -> None:
    first = new_order(key="newsletter")
    with pytest.raises(DirectMailError) as refused:
        new_order(spec, quantity, key="newsletter")
    assert (refused.value.code, refused.value.kind) == ("key-reused", ErrorKind.REFUSED)
    assert direct_mail.purchases.orders() == (first,)


@pytest.mark.parametrize("key", ["", " may", "may ", "m  ay", "m\tay", "m\x1bay", "e\u0301", "k" * 201])
def test_a_key_that_would_not_be_kept_to_the_letter_is_refused(
    direct_mail: DirectMail, new_order: NewOrder, key: str
) -> None:
    with pytest.raises(DirectMailError) as refused:
        new_order(key=key)
    assert refused.value.kind is ErrorKind.USAGE
    assert direct_mail.purchases.orders() == ()


def test_terms_that_are_not_todays_are_refused(direct_mail: DirectMail) -> None:
    with pytest.raises(DirectMailError) as refused:
        direct_mail.purchases.confirm("50k", 1, REGION, "2020-01")
    assert (refused.value.code, refused.value.kind) == ("terms-changed", ErrorKind.NOT_ALLOWED)
    assert terms(direct_mail) in refused.value.hint
    assert direct_mail.purchases.orders() == ()


@pytest.mark.parametrize(
    ("spec", "region", "code"),
    [("2m", REGION, "unknown-specification"), ("50k", "ap-southeast-2", "unknown-region")],
)
def test_what_is_not_on_sale_is_refused(direct_mail: DirectMail, spec: str, region: str, code: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        direct_mail.purchases.confirm(spec, 1, region, terms(direct_mail))
    assert (refused.value.code, refused.value.kind) == (code, ErrorKind.USAGE)


def test_the_same_purchase_is_refused_while_a_payment_is_unknown(
    direct_mail: DirectMail, new_order: NewOrder
) -> None:
    first = new_order()
    direct_mail.purchases.pay(first.id, "card-timeout")
    with pytest.raises(DirectMailError) as refused:
        new_order()
    assert refused.value.kind is ErrorKind.OUTCOME_UNKNOWN
    assert first.id in refused.value.message
    assert new_order("500k").status is OrderStatus.UNPAID
    direct_mail.purchases.settle(first.id)
    assert new_order().status is OrderStatus.UNPAID


def replacing(direct_mail: DirectMail, old: Order, spec: str = "50k", quantity: int = 1) -> Order:
    return direct_mail.purchases.confirm(spec, quantity, REGION, terms(direct_mail), replaces=old.id)


def test_an_unchanged_order_is_answered_as_it_is(direct_mail: DirectMail, new_order: NewOrder) -> None:
    order = new_order()
    assert replacing(direct_mail, order) == order


def test_a_changed_order_cancels_the_one_it_replaces(direct_mail: DirectMail, new_order: NewOrder) -> None:
    old = new_order()
    new = replacing(direct_mail, old, quantity=2)
    assert new.id != old.id
    assert direct_mail.purchases.order(old.id).status is OrderStatus.CANCELLED


def test_an_order_at_yesterdays_prices_is_replaced(
    direct_mail: DirectMail, new_order: NewOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = new_order()
    dearer = direct_mail.purchases.catalogue().model_copy(update={"version": "2027-01"})
    monkeypatch.setattr(direct_mail.provider.shop, "catalogue", lambda: dearer)
    new = replacing(direct_mail, old)
    assert new.catalogue_version == "2027-01"
    assert direct_mail.purchases.order(old.id).status is OrderStatus.CANCELLED


def test_an_order_that_lay_for_an_hour_is_replaced(
    direct_mail: DirectMail, new_order: NewOrder, wait: Callable[[timedelta], None]
) -> None:
    old = new_order()
    wait(timedelta(hours=1))
    assert replacing(direct_mail, old).id != old.id


def test_a_paid_order_is_never_replaced(direct_mail: DirectMail, new_order: NewOrder) -> None:
    old = new_order()
    direct_mail.purchases.pay(old.id, "balance")
    new = replacing(direct_mail, old, quantity=2)
    assert direct_mail.purchases.order(old.id).status is OrderStatus.PAID
    assert new.id != old.id
