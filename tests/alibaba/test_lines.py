"""A real purchase by lines: the amount is the word that pays."""

import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from decimal import Decimal
from time import monotonic, sleep

import pytest

from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.lines.dialogue import Dialogue
from dm_tui.plain import payment_step as payment
from dm_tui.plain import steps
from dm_tui.plain.conversation import converse
from dm_tui.providers.alibaba.api import client
from dm_tui.services import wait_with_progress as waiting
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Fault, Vendor
from tests.conftest import Wait

Talk = Callable[..., str]
Hears = Callable[[str], None]
Overheard = Callable[..., AbstractContextManager[Hears]]
TO_PAYMENT = ("1", "-", "1", "1", "2", "yes", "1")


@pytest.fixture
def talk(open_live: OpenLive) -> Iterator[Talk]:
    """Answer the questions in order at a start of its own; return all that was said."""
    opened: list[int] = []

    def talk(*answers: str) -> str:
        source, end = os.pipe()
        opened.append(source)
        os.write(end, "".join(f"{answer}\n" for answer in answers).encode())
        os.close(end)
        out = io.StringIO()
        assert converse(open_live(), Dialogue(source, out, ascii_only=False)) == 0
        return out.getvalue()

    yield talk
    for source in opened:
        os.close(source)


def until(true: Callable[[], bool]) -> None:
    end = monotonic() + 20
    while not true():
        assert monotonic() < end, "it did not come to that"
        sleep(0.01)


@pytest.fixture
def overheard(open_live: OpenLive) -> Overheard:
    """Talk in a thread of its own, to hear what is said while nobody answers."""

    @contextmanager
    def talking(*answers: str) -> Iterator[Hears]:
        source, end = os.pipe()
        os.write(end, "".join(f"{answer}\n" for answer in answers).encode())
        out = io.StringIO()
        dialogue = Dialogue(source, out, ascii_only=False)
        talk = threading.Thread(target=converse, args=(open_live(), dialogue), daemon=True)
        talk.start()
        yield lambda words: until(lambda: words in out.getvalue())
        os.close(end)
        talk.join(20)
        assert not talk.is_alive()
        os.close(source)

    return talking


@pytest.fixture(autouse=True)
def unused(vendor: Vendor) -> None:
    """An account that owns nothing yet, whose user has checked that it is verified."""
    vendor.account.mail.active = False


def begin(talk: Talk, *answers: str) -> str:
    """Go through the first step, where verification is asked about, and on."""
    return talk("1", "1", *answers[1:])


def test_a_purchase_by_lines(talk: Talk, vendor: Vendor, open_live: OpenLive) -> None:
    said = begin(talk, *TO_PAYMENT, "26.10", "")
    assert vendor.account.id in said
    assert "environment variables" in said
    assert "Type 26.10 to pay USD 26.10 by Your account" in said
    assert len(vendor.account.paid_orders) == 2
    assert open_live().purchases.orders()[0].status is OrderStatus.PAID


@pytest.mark.parametrize("word", ["pay", "yes", "", "26", "13.05"])
def test_no_other_word_pays(talk: Talk, vendor: Vendor, word: str) -> None:
    said = begin(talk, *TO_PAYMENT, word)
    assert "Nothing was bought" in said
    assert vendor.account.orders == []


def test_what_was_bought_in_part_is_said(talk: Talk, vendor: Vendor) -> None:
    vendor.faults.at("CreateResourcePackage", 2, Fault.DENIED)
    said = begin(talk, *TO_PAYMENT, "26.10", "")
    assert "1 of 2 plans were bought for USD 13.05; the others were not." in said
    assert "2 of 2       not bought" in said


def test_a_trouble_is_said_and_asked_again(talk: Talk, vendor: Vendor) -> None:
    vendor.go_away()
    said = talk("1", "1")
    assert "cannot be reached" in said
    assert "Check again" in said


def test_activation_is_looked_at_when_asked(talk: Talk, vendor: Vendor) -> None:
    said = talk("1", "1", "-", "2", "", "q")
    assert "https://dm.console.alibabacloud.com/" in said
    assert said.count("Not active yet.") == 2
    assert "automatic in 16 seconds" in said
    vendor.account.mail.active = True
    said = talk()
    assert "Pay-as-you-go is active." in said


def test_activation_is_recognised_by_itself(
    overheard: Overheard, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "CHECK_AGAIN_SECONDS", 0.05)
    with overheard("1", "1", "-", "2") as hears:
        hears("Not active yet.")
        vendor.account.mail.active = True
        hears("Pay-as-you-go is active.")


@pytest.mark.usefixtures("reads_in_threads")
def test_a_long_wait_is_told(overheard: Overheard, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PROGRESS_EVERY", 0.02)
    monkeypatch.setattr(client, "READ_SECONDS", 0.5)
    vendor.faults.at("GetCallerIdentity", 1, Fault.TIME_OUT_BEFORE)
    with overheard() as hears:
        hears("Still waiting for Alibaba Cloud (0 s).")
        hears("Step 1 of")


def test_ctrl_c_stops_waiting_and_never_pays_twice(
    talk: Talk, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, open_live: OpenLive
) -> None:
    """The call that was begun may still buy: it is looked up, and the next one is not begun."""
    began = threading.Event()
    monkeypatch.setattr(client, "WRITE_SECONDS", 30.0)
    vendor.faults.at("CreateResourcePackage", 1, Fault.TIME_OUT_AFTER)

    def interrupted(ask: Callable[[], object], say: object, who: str) -> object:
        threading.Thread(target=ask, daemon=True).start()
        until(lambda: bool(vendor.account.orders))
        monkeypatch.setattr(payment, "wait_with_progress", waiting.wait_with_progress)
        began.set()
        raise KeyboardInterrupt

    monkeypatch.setattr(payment, "wait_with_progress", interrupted)
    said = begin(talk, *TO_PAYMENT, "26.10", "", "q")
    assert began.is_set()
    assert "Stopped waiting." in said
    assert "1 of 2 plans were bought for USD 13.05" in said
    [order] = open_live().purchases.orders()
    assert (order.status, order.bought) == (OrderStatus.PARTLY_PAID, 1)
    assert vendor.faults.calls["CreateResourcePackage"] == 1


def test_what_nobody_can_find_out_is_decided_by_the_user(
    talk: Talk, vendor: Vendor, wait: Wait, open_live: OpenLive
) -> None:
    vendor.faults.at("CreateResourcePackage", 1, Fault.RESET_BEFORE)
    said = begin(talk, *TO_PAYMENT, "26.10", "not bought", "q")
    assert "too early" not in said
    assert "If there is none" not in said
    [order] = open_live().purchases.orders()
    assert order.status is OrderStatus.UNKNOWN
    wait(timedelta(minutes=3))
    said = talk("not bought", "1", "26.10", "")
    assert "under Expenses and Costs, Orders: one plan 50k for USD 13.05" in said
    [order] = open_live().purchases.orders()
    assert order.status is OrderStatus.PAID
    assert len(vendor.account.paid_orders) == 2


def test_the_console_reads_the_account_anew(talk: Talk, vendor: Vendor) -> None:
    vendor.account.mail.active = True
    vendor.account.order(50_000)
    said = talk("q")
    assert "Console" in said
    vendor.account.mail.daily_quota = 7_000
    said = talk("1", "q")
    assert "7,000" in said


TO_ONE_PAYMENT = (*TO_PAYMENT[:4], "1", *TO_PAYMENT[5:])


def test_what_may_be_it_is_asked_about_and_named_by_its_id(
    talk: Talk, vendor: Vendor, open_live: OpenLive
) -> None:
    vendor.account.coupon = Decimal(5)
    vendor.faults.at("CreateResourcePackage", 1, Fault.RESET_AFTER)
    begin(talk, *TO_ONE_PAYMENT, "13.05")
    (plan,) = vendor.account.plans
    asked = talk("DMBAG-another", "yes", "not bought")
    (order,) = open_live().purchases.orders()
    assert order.unsettled, "no other word settles it"
    for words in (f"Is this what order {order.id} bought?", plan.id, "USD 8.05", "you may pay for it twice"):
        assert words in asked
    assert "Charged      USD 8.05" in talk(plan.id, "")
    (order,) = open_live().purchases.orders()
    assert (order.status, order.attempts[-1].instance) == (OrderStatus.PAID, plan.id)
    assert len(vendor.account.paid_orders) == 1


def test_what_is_another_purchase_is_set_aside_by_a_word(
    talk: Talk, vendor: Vendor, open_live: OpenLive
) -> None:
    vendor.faults.at("CreateResourcePackage", 1, Fault.UNPAID_LOST)
    begin(talk, *TO_ONE_PAYMENT, "13.05")
    vendor.account.coupon = Decimal(5)
    vendor.account.order(50_000)
    said = talk("", "another")
    assert "if it is another purchase, type “another”" in said
    (order,) = open_live().purchases.orders()
    assert (order.unsettled, order.sightings) == (True, ())
    assert "Is this what order" not in talk()


@pytest.mark.parametrize(("word", "orders"), [("again", 2), ("yes", 1), ("", 1)])
def test_the_same_as_a_purchase_that_nobody_was_told_of_needs_a_word(
    talk: Talk, vendor: Vendor, open_live: OpenLive, word: str, orders: int
) -> None:
    killed = open_live()
    killed.connect()
    killed.prerequisites.verify("ap-southeast-1")
    terms = killed.purchases.catalogue().terms_version
    order = killed.purchases.confirm("50k", 1, "ap-southeast-1", terms)
    assert killed.purchases.pay(order.id, "account", "13.05").status is OrderStatus.PAID
    said = talk("4", *TO_ONE_PAYMENT[:-1], word, "1", "13.05", "")
    assert f"Order {order.id} bought 1 × 50k for USD 13.05" in said
    assert "Buy the same again? Type again" in said
    assert len(open_live().purchases.orders()) == orders
    assert len(vendor.account.paid_orders) == orders
