"""Plans, orders, bills, usage and messages in the shapes other programs rely on, and as rows that any spreadsheet opens."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, get_origin

from pydantic import ConfigDict, Field

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.order import Order, OrderStatus
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.purchase.vendor_order import VendorOrder
from dm_tui.domain.text import Line, clean_line, escape_json
from dm_tui.domain.usage.billing import Bill, BillStatus
from dm_tui.domain.usage.metering import Span, UsageRecord
from dm_tui.services.overview.views import PlanView

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these is a formula to a spreadsheet (OWASP: CSV injection)."""

_LONGEST_CELL = 32_000
"""Characters of a cell; spreadsheets take little more."""


class OrderShape(Model):
    """One order. Of a live account's, `bought` of its plans may be paid for `paid_total`, and the others not."""

    id: str
    status: OrderStatus
    spec: str
    emails: int
    quantity: int
    unit_price: Money
    total: Money
    region: str
    terms_version: str
    created_at: datetime
    lapses_at: datetime
    paid_at: datetime | None
    payment_method: str | None
    key: str | None
    bought: int
    paid_total: Money

    @classmethod
    def of(cls, order: Order) -> "OrderShape":
        """Return the order in the shape of the contract."""
        fields = order.model_dump(include=set(cls.model_fields))
        return cls(
            **fields,
            payment_method=order.payment_method,
            bought=order.bought,
            paid_total=order.paid_total,
        )


class ListedOrder(Model):
    """One order in a table of all of them; where it was made elsewhere, only what the vendor tells is known."""

    id: str
    status: Line
    spec: str | None = None
    emails: int | None = None
    quantity: int | None = None
    unit_price: Money | None = None
    total: Money
    region: str | None = None
    terms_version: str | None = None
    created_at: datetime
    lapses_at: datetime | None = None
    paid_at: datetime | None = None
    payment_method: str | None = None
    key: str | None = None
    bought: int | None = None
    paid_total: Money | None = None
    made_elsewhere: bool

    @classmethod
    def of(cls, order: Order | VendorOrder) -> "ListedOrder":
        """Return the order, wherever it was made."""
        elsewhere = isinstance(order, VendorOrder)
        told = order if isinstance(order, VendorOrder) else OrderShape.of(order)
        return cls(**told.model_dump(), made_elsewhere=elsewhere)


class PlanShape(PlanView):
    """One plan, what it cost, and what its unused emails are worth; once it is expired these are lost."""

    price: Money
    worth_left: Money

    @classmethod
    def of(cls, plan: ResourcePlan, now: datetime) -> "PlanShape":
        """Return the plan as it stands at `now`."""
        view = PlanView.of(plan, now)
        return cls(**view.model_dump(), price=plan.price, worth_left=plan.worth_left.rounded())


class BillShape(Model):
    """One pay-as-you-go bill. `from` is inclusive, `to` exclusive."""

    id: str
    model_config = ConfigDict(validate_by_name=True)

    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")
    emails: int
    total: Money
    status: BillStatus
    charged_at: datetime | None

    @classmethod
    def of(cls, bill: Bill) -> "BillShape":
        """Return the bill in the shape of the contract."""
        return cls(**bill.model_dump(include=set(cls.model_fields)))


class UsageShape(Model):
    """Emails metered in an hour, a day or a month, by what paid for them."""

    model_config = ConfigDict(validate_by_name=True)

    start: datetime = Field(alias="from")
    by: Span
    free: int
    plans: int
    pay_as_you_go: int

    @classmethod
    def of(cls, record: UsageRecord, by: Span) -> "UsageShape":
        """Return the record in the shape of the contract."""
        return cls(
            start=record.hour,
            by=by,
            free=record.free,
            plans=sum(record.plans.values()),
            pay_as_you_go=record.pay_as_you_go,
        )


class MessageShape(Model):
    """One internal message."""

    id: str
    at: datetime
    subject: Line
    read: bool

    @classmethod
    def of(cls, message: InternalMessage) -> "MessageShape":
        """Return the message in the shape of the contract."""
        return cls(**message.model_dump(include=set(cls.model_fields)))


def json_lines(name: str, rows: Sequence[Model]) -> list[str]:
    """Return one document that has `rows` under `name`."""
    document = {name: [row.model_dump(mode="json", by_alias=True) for row in rows]}
    return escape_json(json.dumps(document, ensure_ascii=False, indent=2)).split("\n")


def csv_lines(shape: type[Model], rows: Sequence[Model]) -> list[str]:
    """Return a head and one line for each row; money is an amount of the account's currency.

    A list inside a row has no place in a table: it is left to JSON.
    """
    heads = {
        name: field.serialization_alias or name
        for name, field in shape.model_fields.items()
        if get_origin(field.annotation) is not tuple
    }
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(heads.values())
    for row in rows:
        document = row.model_dump(mode="json")
        writer.writerow([_cell(document[name]) for name in heads])
    return written.getvalue().split("\n")[:-1]


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return _cell(value["amount"])
    text = "" if value is None else clean_line(str(value), _LONGEST_CELL)
    return f"'{text}" if text.startswith(_FORMULA) else text
