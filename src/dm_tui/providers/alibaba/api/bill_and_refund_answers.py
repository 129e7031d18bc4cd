"""The answers of the billing service about bills and refunds, with the fields we use."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from dm_tui.domain.billing_zone import BILLING_ZONE
from dm_tui.providers.alibaba.api.answer_rows import ApiAnswer, RowsAnswer, rows_in
from dm_tui.providers.alibaba.api.field_types import Amount, Count, Currency, Id, in_utc


def _bill_instant(value: object) -> object:
    """Return an instant in UTC; `2020-05-04 15:00:00` has no zone and is taken for UTC+8 (estimate)."""
    if not isinstance(value, str):
        return None
    try:
        return in_utc(datetime.fromisoformat(value.strip()), BILLING_ZONE)
    except ValueError:
        return None


BillInstant = Annotated[datetime | None, BeforeValidator(_bill_instant)]


class BilledProduct(ApiAnswer):
    """One product of a month's bills."""

    product_code: Id = ""
    product_name: Id = ""
    subscription_type: Id = ""


class BillOverview(RowsAnswer[BilledProduct]):
    """QueryBillOverview."""

    PATH = ("Data", "Items", "Item")


class BillRow(ApiAnswer):
    """One bill. `after_tax_amount` is absent, or zero, where no tax is added."""

    record_id: Id = Field("", alias="RecordID")
    currency: Currency = ""
    pretax_amount: Amount = None
    after_tax_amount: Amount = None
    outstanding_amount: Amount = None
    status: Id = ""
    usage_start_time: BillInstant = None
    usage_end_time: BillInstant = None
    payment_time: BillInstant = None


class BillPageData(ApiAnswer):
    """One page of bills, and the token of the next; empty on the last."""

    items: Annotated[tuple[BillRow, ...], rows_in("Item")] = ()
    next_token: Id = ""
    total_count: Count = None


class BillPage(ApiAnswer):
    """QuerySettleBill."""

    data: BillPageData = BillPageData()


class RefundData(ApiAnswer):
    """What a refund would bring back."""

    refund_amount: Amount = None
    currency: Currency = ""


class RefundInquiryAnswer(ApiAnswer):
    """InquiryPriceRefundInstance."""

    data: RefundData = RefundData()
