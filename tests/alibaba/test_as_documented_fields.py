"""Any field of any answer may be missing or odd: nothing crashes, and no figure is invented from it."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dm_tui.cli.main import run
from dm_tui.providers.alibaba.api import client
from dm_tui.services.purchase import settling
from tests.alibaba.conftest import Command
from tests.alibaba.server import CHANGES, Vendor, business, direct_mail, fields_of
from tests.alibaba.server.account import Account
from tests.alibaba.server.changes import Path as FieldPath
from tests.alibaba.server.in_process import reached_in_process
from tests.conftest import START

EXAMPLES = int(os.environ.get("DM_TUI_FIELDS", "25"))
"""How many changed fields are tried; a long run sets more."""

_OF_PLAN = {"ProductCode": "dmbag", "PackageType": "FPT_dmbag_deadlineAcc_intl", "Specification": "50000"}
READS: dict[str, dict[str, str]] = {
    "QueryAccountBalance": {},
    "QueryProductList": {},
    "DescribeResourcePackageProduct": {"ProductCode": "dmbag"},
    "GetResourcePackagePrice": {**_OF_PLAN, "Duration": "6", "PricingCycle": "Month"},
    "QueryResourcePackageInstances": {},
    "QueryOrders": {},
    "DescAccountSummary": {},
    "SenderStatisticsByTagNameAndBatchID": {"StartTime": "2026-01-01", "EndTime": "2026-01-31"},
    "QueryDomainByParam": {},
    "DescDomain": {"DomainId": "1000"},
    "QueryMailAddressByParam": {},
    "QueryTemplateByParam": {},
    "DescTemplate": {"TemplateId": "3000"},
}


def fill(account: Account) -> None:
    """Own one of everything, so that every answer has a row."""
    mail = account.mail
    mail.domains.clear()
    direct_mail.answer(account, "CreateDomain", {"DomainName": "mail.example.com"})
    sender = {"AccountName": "news@mail.example.com", "Sendtype": "trigger"}
    direct_mail.answer(account, "CreateMailAddress", sender)
    template = {"TemplateName": "welcome", "TemplateNickName": "News", "TemplateSubject": "Hi"}
    direct_mail.answer(account, "CreateTemplate", {**template, "TemplateText": "x"})
    account.order(50_000)
    mail.count(account.clock().date(), requestCount=7)


def answer(account: Account, action: str, query: dict[str, str]) -> Any:
    service: Any = business if action in business.ACTIONS else direct_mail
    return service.answer(account, action, query)


class Changed(NamedTuple):
    """One field of one answer, and what it becomes."""

    action: str
    path: FieldPath
    change: str


def every_field() -> list[tuple[str, FieldPath]]:
    account = Account(lambda: START)
    fill(account)
    return [
        (action, path)
        for action, query in READS.items()
        for path in fields_of(answer(account, action, query))
    ]


FIELDS = every_field()
CREATED: dict[str, Any] = {
    "Code": "Success",
    "Message": "Successful!",
    "Success": True,
    "OrderId": 1,
    "Data": {"OrderId": 1, "InstanceId": "x"},
}
ORDER_FIELDS = [
    ("OrderId",),
    ("PaymentStatus",),
    ("CreateTime",),
    ("PretaxAmount",),
    ("Tax",),
    ("AfterTaxAmount",),
    ("Currency",),
    ("InstanceIDs",),
    ("OrderType",),
    ("ProductCode",),
]


@pytest.fixture(scope="module")
def hurried_vendor() -> Iterator[Vendor]:
    with ExitStack() as undo:
        for name, value in (("READ_SECONDS", 2.0), ("WRITE_SECONDS", 2.0), ("RETRY_PAUSES", (0.0,))):
            undo.enter_context(mock.patch.object(client, name, value))
        vendor = undo.enter_context(reached_in_process(Vendor()))
        vendor.rates.do_not_enforce()
        yield vendor


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


def command(vendor: Vendor, path: Path, *arguments: str) -> Said:
    out, err = StringIO(), StringIO()
    endpoint = {"DM_TUI_ALIBABA_ENDPOINT": vendor.endpoint}
    with mock.patch.dict(os.environ, endpoint), redirect_stdout(out), redirect_stderr(err):
        code = run(["--state", str(path), "--provider", "alibaba", *arguments])
    return Said(code, out.getvalue(), err.getvalue())


def right_or_unknown(document: dict[str, Any], changed: Changed) -> None:
    """A figure that does not come from the changed answer is right; the others are right or not known."""
    unknown = {part["what"] for part in document["unknown"]}
    assert document["account"]["id"] == Account().id
    if changed.action != "QueryAccountBalance":
        assert document["balance"] is not None, "another answer was changed"
    if document["balance"] is None:
        assert "balance" in unknown
    quota = document["daily_quota"]
    limit = quota and quota["limit"]
    assert limit is None or limit >= 0
    for plan in document["plans"] or ():
        assert 0 <= plan["left"] <= plan["emails"]


@settings(max_examples=EXAMPLES)
@given(field=st.sampled_from(FIELDS), change=st.sampled_from(sorted(CHANGES)))
def test_no_field_is_relied_on(hurried_vendor: Vendor, field: tuple[str, FieldPath], change: str) -> None:
    vendor = hurried_vendor
    vendor.account = Account()
    fill(vendor.account)
    vendor.changes.clear()
    vendor.changes.change(*field, CHANGES[change])
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "alibaba.json"
        said = command(vendor, path, "status", "--json")
        assert said.code == 0, said.err
        right_or_unknown(json.loads(said.out), Changed(*field, change))
        words = command(vendor, path, "status")
        assert (words.code, "\x1b" in words.out) == (0, False), words.err


PURCHASE_FIELDS = [
    *(("CreateResourcePackage", path) for path in fields_of(CREATED)),
    *(("GetOrderDetail", ("Data", "OrderList", "Order", *path)) for path in ORDER_FIELDS),
    *(field for field in FIELDS if field[0] in ("GetResourcePackagePrice", "QueryResourcePackageInstances")),
    *(field for field in FIELDS if field[0] in ("QueryOrders", "DescribeResourcePackageProduct")),
]
BUY = ("buy", "50k", "--accept-terms", "--yes-spend", "13.05", "--key", "march")


@settings(max_examples=EXAMPLES)
@given(field=st.sampled_from(PURCHASE_FIELDS), change=st.sampled_from(sorted(CHANGES)))
def test_no_field_makes_a_purchase_twice(
    hurried_vendor: Vendor, field: tuple[str, FieldPath], change: str
) -> None:
    vendor = hurried_vendor
    vendor.account = Account()
    vendor.changes.clear()
    with tempfile.TemporaryDirectory() as directory, mock.patch.object(settling, "CHECK_PAUSES", (0, 0)):
        path = Path(directory) / "alibaba.json"
        vendor.changes.change(*field, CHANGES[change])
        first = command(vendor, path, *BUY)
        vendor.changes.clear()
        if first.code == 1:
            assert vendor.account.orders == [], "only what could not be prepared ends without an outcome"
        again = command(vendor, path, *BUY)
        assert again.code != 1, again.err
        if first.code == 0:
            assert len(vendor.account.paid_orders) == 1
        assert len(vendor.account.paid_orders) <= 1
        for paid in vendor.account.paid_orders:
            assert paid.package_type == vendor.account.package_type


def test_fields_that_no_page_lists_change_nothing(live_command: Command, vendor: Vendor) -> None:
    fill(vendor.account)
    vendor.changes.more_fields = True
    ran = live_command("status", "--json")
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    assert document["unknown"] == []
    assert document["balance"] == {"amount": "1221.45", "currency": "USD"}


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("Data", "AvailableAmount"), "-12.50", "-12.50"),
        (("Data", "AvailableAmount"), "1,234,567.89", "1234567.89"),
        (("Data", "AvailableAmount"), 12.25, "12.25"),
        (("Data", "AvailableAmount"), "NaN", None),
        (("Data", "AvailableAmount"), "perhaps", None),
        (("Data", "AvailableAmount"), True, None),
        (("Data", "AvailableAmount"), "12.50 USD", None),
        (("Data", "Currency"), "", None),
        (("Data", "Currency"), None, None),
        (("Data",), [], None),
    ],
)
def test_a_balance_is_right_or_not_known(
    live_command: Command, vendor: Vendor, path: FieldPath, value: object, expected: str | None
) -> None:
    vendor.changes.change("QueryAccountBalance", path, value)
    document = json.loads(live_command("status", "--json").out)
    assert (document["balance"] and document["balance"]["amount"]) == expected
    assert ("balance" in {part["what"] for part in document["unknown"]}) is (expected is None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2500, 2500), ("2500", 2500), ("2,500", 2500), (0, 0), (None, None), (-5, None), ("many", None)],
)
def test_a_quota_is_right_or_not_known(
    live_command: Command, vendor: Vendor, value: object, expected: int | None
) -> None:
    vendor.changes.change("DescAccountSummary", ("DailyQuota",), value)
    document = json.loads(live_command("status", "--json").out)
    quota = document["daily_quota"]
    assert (quota and quota["limit"]) == expected
    assert ("daily_quota" in {part["what"] for part in document["unknown"]}) is (expected is None)


@pytest.mark.parametrize("status", ["Refunding", "", None, 3, "PAID?"])
def test_an_order_of_an_unknown_status_is_not_paid(
    live_command: Command, vendor: Vendor, status: object
) -> None:
    vendor.changes.change("GetOrderDetail", ("Data", "OrderList", "Order", "PaymentStatus"), status)
    ran = live_command("buy", "50k", "--accept-terms", "--yes-spend", "13.05")
    assert ran.code == 5, ran.err
    assert len(vendor.account.paid_orders) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (("Currency",), ""),
        (("Currency",), "US"),
        (("TradePrice",), "13.05 USD"),
        (("TradePrice",), -13.05),
        (("TradePrice",), None),
    ],
)
def test_a_price_that_cannot_be_read_buys_nothing(
    live_command: Command, vendor: Vendor, field: FieldPath, value: object
) -> None:
    vendor.changes.change("GetResourcePackagePrice", ("Data", *field), value)
    for amount, _ in product(("13.05", "0"), range(2)):
        assert live_command("buy", "50k", "--accept-terms", "--yes-spend", amount).code != 0
    assert vendor.account.orders == []
