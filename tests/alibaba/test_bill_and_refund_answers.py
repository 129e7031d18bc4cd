"""Bills and refunds whose fields are missing or of any type: no crash, and no figure that is not in the
answer.
"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dm_tui.domain.usage.vendor_bill import CHARGED, OPEN
from dm_tui.providers.alibaba.api.bill_and_refund_answers import BillPage, BillRow, RefundInquiryAnswer
from dm_tui.providers.alibaba.reading.read_bills import _bill

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(
        ["12.34", "1,234.50", "-3", "12.34 USD", "NaN", "2020-05-04 15:00:00", "2020-05-04T07:00:00Z"]
    ),
)
FIELDS = (
    "RecordID",
    "Currency",
    "PretaxAmount",
    "AfterTaxAmount",
    "OutstandingAmount",
    "Status",
    "UsageStartTime",
    "UsageEndTime",
    "PaymentTime",
)


@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_any_field_of_a_bill_may_be_anything(fields: dict[str, object]) -> None:
    row = BillRow.model_validate(fields)
    bill = _bill(row, "2026-01/1")
    assert bill.id
    if not row.currency:
        assert (bill.total, bill.open_amount) == (None, None)
    if bill.open_amount is None:
        assert bill.status not in (CHARGED, OPEN) or bill.status == row.status.lower()
        assert bill.status == CHARGED or bill.charged_at is None
    else:
        assert (bill.status == OPEN) is (bill.open_amount.amount > 0)


@given(ANYTHING, ANYTHING)
def test_any_refund_may_be_anything(amount: object, currency: object) -> None:
    answer = RefundInquiryAnswer.model_validate({"Data": {"RefundAmount": amount, "Currency": currency}})
    assert answer.data.refund_amount is None or answer.data.refund_amount.is_finite()


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2020-05-04 15:00:00", datetime(2020, 5, 4, 7, tzinfo=UTC)),
        ("2020-05-04T15:00:00Z", datetime(2020, 5, 4, 15, tzinfo=UTC)),
        ("4 May", None),
        ("0001-01-01 00:00:00", None),
        ("9999-12-31T23:59:59-05:00", None),
        (1588570000, None),
    ],
)
def test_an_instant_without_a_zone_is_of_the_billing_zone(written: object, instant: datetime | None) -> None:
    assert BillRow.model_validate({"UsageStartTime": written}).usage_start_time == instant


def test_tax_is_part_of_the_total_where_the_answer_has_it() -> None:
    row = {"Currency": "USD", "PretaxAmount": 10.0, "AfterTaxAmount": 10.9, "Tax": 0.9}
    bill = _bill(BillRow.model_validate(row), "1")
    assert bill.total is not None
    assert bill.total.amount == Decimal("10.9")


@pytest.mark.parametrize("items", [None, [], "x", {"Item": 7}])
def test_a_page_of_another_shape_is_unreadable_or_empty_and_never_wrong(items: object) -> None:
    try:
        page = BillPage.model_validate({"Data": {"Items": items}})
    except ValidationError:
        return
    assert page.data.items == ()
