"""A real purchase by lines: the amount is the word that pays."""

import io
import os
from collections.abc import Callable, Iterator

import pytest

from dm_tui.domain.order import OrderStatus
from dm_tui.plain.dialogue import Dialogue
from dm_tui.plain.face import converse
from tests.alibaba.conftest import OpenLive
from tests.alibaba.server import Fault, Vendor

Talk = Callable[..., str]
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
    vendor.faults.at("CreateResourcePackage", 2, Fault.NOT_A_SUCCESS)
    said = begin(talk, *TO_PAYMENT, "26.10", "")
    assert "1 of 2 plans were bought for USD 13.05; the others were not." in said
    assert "2 of 2       not bought" in said


def test_a_trouble_is_said_and_asked_again(talk: Talk, vendor: Vendor) -> None:
    vendor.go_away()
    said = talk("1", "1")
    assert "cannot be reached" in said
    assert "Check again" in said


def test_activation_is_looked_at_when_asked(talk: Talk, vendor: Vendor) -> None:
    said = talk("1", "1", "-", "2", "")
    assert "https://dm.console.alibabacloud.com/" in said
    assert "not active" in said
    vendor.account.mail.active = True
    said = talk("")
    assert "Pay-as-you-go is active." in said
