"""A script may repeat itself: the same key buys once, whatever the first try came to."""

from collections.abc import Callable
from typing import Any

import pytest

from dm_tui.domain.purchase.order_payment import begin_payment
from dm_tui.domain.purchase.payment_wording import order_facts_to_pay
from dm_tui.domain.purchase.receipt import receipt_lines
from dm_tui.lines.orders import order_list_lines
from dm_tui.services.direct_mail import DirectMail

Command = Callable[..., Any]
BUY = ("buy", "50k", "--accept-terms", "--json", "--key", "newsletter-2026")


def balance(dm_tui: Command) -> str:
    amount: str = dm_tui("status", "--json").document()["balance"]["amount"]
    return amount


def test_the_same_key_answers_with_the_same_order(dm_tui: Command) -> None:
    first = dm_tui(*BUY).document()
    assert first["order"]["key"] == "newsletter-2026"
    assert dm_tui(*BUY).document() == first
    assert balance(dm_tui) == "486.95"


def test_without_a_key_two_purchases_are_two(dm_tui: Command) -> None:
    for _ in range(2):
        assert dm_tui("buy", "50k", "--accept-terms").code == 0
    assert balance(dm_tui) == "473.90"


@pytest.mark.parametrize("change", [("-q", "2"), ("--accept-terms",)])
def test_the_same_key_with_another_purchase_is_refused(dm_tui: Command, change: tuple[str, ...]) -> None:
    dm_tui(*BUY)
    other = [*BUY, *change]
    if "-q" not in change:
        other[1] = "500k"
    ran = dm_tui(*other)
    assert (ran.code, ran.error()["code"]) == (7, "key-reused")
    assert balance(dm_tui) == "486.95"


def test_after_a_time_out_the_same_key_finds_the_charge(dm_tui: Command) -> None:
    assert dm_tui(*BUY, "--pay-with", "card-timeout").code == 5
    order = dm_tui(*BUY, "--pay-with", "balance").document()["order"]
    assert (order["status"], order["payment_method"]) == ("paid", "card-timeout")
    assert balance(dm_tui) == "500.00"


def test_after_a_lost_payment_the_same_key_pays_once(dm_tui: Command) -> None:
    assert dm_tui(*BUY, "--pay-with", "card-lost").code == 5
    for _ in range(2):
        assert dm_tui(*BUY).document()["order"]["status"] == "paid"
    assert balance(dm_tui) == "486.95"


def test_after_a_decline_the_same_key_pays_the_same_order(dm_tui: Command) -> None:
    assert dm_tui(*BUY, "--pay-with", "card-0002").code == 4
    dm_tui(*BUY).document()
    assert len(dm_tui("orders", "--json").document()["orders"]) == 1


@pytest.mark.parametrize("key", ["", " ", "a ", "a\tb", "a\x1b[31m", "k" * 201, "e\u0301", "\u202ea"])
def test_a_key_that_would_not_be_kept_buys_nothing(dm_tui: Command, key: str) -> None:
    ran = dm_tui("buy", "50k", "--accept-terms", "--json", "--key", key)
    assert (ran.code, ran.error()["code"]) == (2, "bad-key")
    assert balance(dm_tui) == "500.00"


def test_a_wrong_payment_method_leaves_no_order_behind(dm_tui: Command) -> None:
    assert dm_tui("buy", "50k", "--accept-terms", "--pay-with", "card-1").code == 2
    assert dm_tui("orders", "--json").document()["orders"] == []


def test_orders_say_how_what_is_open_comes_to_its_end(dm_tui: Command) -> None:
    dm_tui("buy", "50k", "--accept-terms", "--pay-with", "card-0002")
    dm_tui("buy", "500k", "--accept-terms", "--pay-with", "card-timeout")
    unknown, unpaid = (order["id"] for order in dm_tui("orders", "--json").document()["orders"])
    printed = dm_tui("orders").out
    for call in (f"orders settle {unknown}", f"orders pay {unpaid}"):
        assert f"dm-tui {call}" in printed
        assert dm_tui(*call.split()).code == 0
    assert "dm-tui orders" not in dm_tui("orders").out


def test_a_payment_that_was_begun_and_not_ended_is_called_unknown(direct_mail: DirectMail) -> None:
    region, terms = (
        direct_mail.prerequisites.account().region,
        direct_mail.purchases.catalogue().terms_version,
    )
    order = direct_mail.purchases.confirm("50k", 1, region, terms)
    begun = begin_payment(order, "card-4242", direct_mail.now())
    listed = order_list_lines([begun], None, direct_mail.now(), "the vendor", (), may_buy=True)
    for shown in (listed, receipt_lines(begun, (), region), [str(order_facts_to_pay(begun, "x"))]):
        assert "unknown" in "\n".join(shown)
        assert "submitting" not in "\n".join(shown)


@pytest.mark.parametrize(("scenario", "said"), [("fresh", True), ("activated", False)])
def test_a_receipt_says_that_nothing_is_sent_before_activation(
    dm_tui: Command, scenario: str, said: bool
) -> None:
    dm_tui("sandbox", "load", scenario)
    ran = dm_tui("buy", "50k", "--accept-terms")
    assert ran.code == 0
    assert ("nothing can be set up or sent: dm-tui activate." in ran.out) is said
