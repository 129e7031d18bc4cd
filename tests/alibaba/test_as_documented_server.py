"""The stand-in is held to its own word: odd answers, rates, changed fields, time, and records of a domain."""

import json
import time
from typing import Any

import pytest

from tests.alibaba.server import CHANGES, AnyAnswer, Deed, Form, Guesses, Vendor, fields_of, other_ways
from tests.alibaba.server.changes import changed, with_more_fields
from tests.alibaba.server.domains import registered_domain
from tests.alibaba.server.rates import RATES, Rates
from tests.alibaba.server.refusals import refuse_purchase
from tests.alibaba.test_server import _create, balance, sdk

CREATE = "CreateResourcePackage"


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("form", Form)
def test_an_odd_answer_comes_with_its_deed(vendor: Vendor, form: Form, deed: Deed) -> None:
    vendor.faults.at(CREATE, 1, AnyAnswer(400, "Strange", form, deed))
    with pytest.raises(Exception):  # noqa: B017, PT011 - the SDK raises what it likes
        _create(vendor)
    assert len(vendor.account.orders) == (deed is not Deed.NOTHING)
    assert len(vendor.account.paid_orders) == (deed in (Deed.DONE, Deed.LATE))


def test_each_refusal_is_tried_with_each_deed_it_may_hide() -> None:
    answers = refuse_purchase()
    assert AnyAnswer(400, "InternalError", deed=Deed.DONE, message=answers[0].message).code in {
        answer.code for answer in answers if answer.deed is Deed.DONE and answer.status == 400
    }
    assert {answer.status for answer in answers} >= {200, 400, 403, 404, 409, 500, 503}


@pytest.mark.parametrize("action", RATES)
def test_a_rate_is_enforced_by_the_clock_and_only_by_it(action: str) -> None:
    now = [0.0]
    rates, rate = Rates(lambda: now[0]), RATES[action]

    def takes() -> bool:
        return rates.takes(action, billing=action not in RATES or action.startswith("every"))

    assert all(takes() for _ in range(rate.calls))
    assert not takes()
    now[0] += rate.seconds
    assert takes()
    rates.do_not_enforce()
    assert all(takes() for _ in range(rate.calls * 3))


def test_rates_are_enforced_unless_a_test_says_otherwise() -> None:
    with Vendor() as vendor:
        vendor.rates.clock = lambda: 0.0
        client = sdk(vendor)
        for _ in range(10):
            balance(client)
        with pytest.raises(Exception) as refused:  # noqa: PT011
            balance(client)
        assert getattr(refused.value, "code", "") == "Throttling.User"


def test_an_answer_takes_its_time(vendor: Vendor) -> None:
    vendor.delay = 0.2
    start = time.monotonic()
    balance(sdk(vendor))
    assert time.monotonic() - start >= 0.2


def test_every_field_can_become_anything() -> None:
    answer: dict[str, Any] = {"Code": "Success", "Data": {"Rows": {"Row": [{"A": 1}, {"A": 2}]}}}
    assert set(fields_of(answer)) == {
        ("Code",),
        ("Data",),
        ("Data", "Rows"),
        ("Data", "Rows", "Row"),
        ("Data", "Rows", "Row", "A"),
    }
    for change, value in CHANGES.items():
        odd = changed(answer, ("Data", "Rows", "Row", "A"), value)
        rows = odd["Data"]["Rows"]["Row"]
        assert rows == ([{}, {}] if change == "missing" else [{"A": value}, {"A": value}])
        json.dumps(odd)
    assert answer["Data"]["Rows"]["Row"] == [{"A": 1}, {"A": 2}], "the answer itself stays"
    assert with_more_fields(answer)["Data"]["Rows"]["Row"][1]["Extra"]


@pytest.mark.parametrize(
    ("name", "registered"),
    [
        ("example.com", "example.com"),
        ("a.b.example.com", "example.com"),
        ("mail.example.co.uk", "example.co.uk"),
        ("example.com.cn", "example.com.cn"),
    ],
)
def test_the_registered_domain_is_one_label_more_than_its_suffix(name: str, registered: str) -> None:
    assert registered_domain(name) == registered


def test_each_open_question_is_answered_in_every_way_alone() -> None:
    ways = dict(other_ways())
    first = ways.pop("as guessed")
    assert first == Guesses()
    assert len(ways) >= 20
    for name, guesses in ways.items():
        different = [key for key, value in vars(guesses).items() if value != getattr(first, key)]
        assert len(different) == 1, name
        assert f"`{different[0]}`" in (Guesses.__doc__ or ""), "the docstring says why it is open"
