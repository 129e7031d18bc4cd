"""The stand-in for the vendor is held to its word: what is not signed just so is not taken."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

os.environ.setdefault("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")

from alibabacloud_bssopenapi20171214 import models
from alibabacloud_bssopenapi20171214.client import Client
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.runtime import RuntimeOptions

from tests.alibaba.server import Fault, Vendor

KEY, SECRET = "LTAI-test-key", "a-secret-that-must-never-be-seen"


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as vendor:
        yield vendor


UNANSWERED = (Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER)
"""The faults for which a call takes all the time it has; any other may be answered late on a busy machine."""


def sdk(vendor: Vendor, secret: str = SECRET, key: str = KEY, *, ms: int = 20_000) -> Any:
    endpoint = vendor.endpoint.split(",")[0]
    config = Config(
        access_key_id=key, access_key_secret=secret, protocol="http", endpoint=endpoint, read_timeout=ms
    )
    return Client(config)


def balance(client: Any) -> Any:
    return client.query_account_balance_with_options(RuntimeOptions()).body.data


def code(refused: Any) -> str:
    return str(refused.value.code)


def test_the_sdk_is_understood(vendor: Vendor) -> None:
    assert balance(sdk(vendor)).available_amount == "1,234.50"


def test_another_secret_is_refused(vendor: Vendor) -> None:
    with pytest.raises(Exception) as refused:  # noqa: PT011
        balance(sdk(vendor, "another-secret"))
    assert code(refused) == "SignatureDoesNotMatch"


def test_a_call_that_is_refused_is_answered_though_what_is_done_would_not_be(vendor: Vendor) -> None:
    vendor.faults.every("QueryAccountBalance", Fault.TIME_OUT_AFTER)
    with pytest.raises(Exception) as refused:  # noqa: PT011
        balance(sdk(vendor, "another-secret"))
    assert code(refused) == "SignatureDoesNotMatch"


def test_an_unknown_key_is_refused(vendor: Vendor) -> None:
    with pytest.raises(Exception) as refused:  # noqa: PT011
        balance(sdk(vendor, key="LTAI-nobody"))
    assert code(refused) == "InvalidAccessKeyId.NotFound"


def test_a_clock_that_is_off_is_refused(vendor: Vendor) -> None:
    vendor.real_time = lambda: datetime.now(UTC) + timedelta(minutes=16)
    with pytest.raises(Exception) as refused:  # noqa: PT011
        balance(sdk(vendor))
    assert code(refused) == "InvalidTimeStamp.Expired"


def _again(vendor: Vendor, headers: dict[str, str], target: str, body: bytes = b"") -> str:
    """Send a request with these headers, as somebody between the two could, and return the code."""
    endpoint = vendor.endpoint.split(",")[0]
    headers = {name: value for name, value in headers.items() if name != "content-length"}
    request = urllib.request.Request(f"http://{endpoint}{target}", data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request) as answered:
            return str(json.load(answered)["Code"])
    except urllib.error.HTTPError as refused:
        return str(json.load(refused)["Code"])


def test_a_request_that_was_tampered_with_is_refused(vendor: Vendor) -> None:
    """One recorded call, sent again with one thing changed at a time."""
    request = models.QueryOrdersRequest(page_num=1, page_size=20)
    sdk(vendor).query_orders_with_options(request, RuntimeOptions())
    headers = vendor.raw[-1]
    vendor.forget_nonces()
    target = "/?PageNum=1&PageSize=20"
    assert _again(vendor, headers, target) == "Success", "the recorded call itself is taken"
    for changed, query, body in (
        ({}, "/?PageNum=2&PageSize=20", b""),
        ({}, f"{target}&OwnerId=1", b""),
        ({}, target, b"PageNum=2"),
        ({"x-acs-action": "CreateResourcePackage"}, target, b""),
        ({"x-acs-date": "2026-11-23T00:00:00Z"}, target, b""),
        ({"x-acs-signature-nonce": "another"}, target, b""),
        ({"authorization": headers["authorization"].replace("x-acs-date;", "")}, target, b""),
        ({"authorization": ""}, target, b""),
    ):
        vendor.forget_nonces()
        assert _again(vendor, {**headers, **changed}, query, body) in (
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "MissingSignature",
        ), (changed, query, body)


def test_a_call_is_taken_once(vendor: Vendor) -> None:
    balance(sdk(vendor))
    assert _again(vendor, vendor.raw[-1], "/") == "SignatureNonceUsed"


def _create(vendor: Vendor, *, ms: int = 20_000) -> Any:
    return sdk(vendor, ms=ms).create_resource_package_with_options(
        models.CreateResourcePackageRequest(
            product_code="dmbag",
            package_type=vendor.account.package_type,
            specification="50000",
            duration=6,
            pricing_cycle="Month",
        ),
        RuntimeOptions(),
    )


def test_an_order_is_made_and_paid(vendor: Vendor) -> None:
    body = _create(vendor).body
    (order,) = vendor.account.paid_orders
    assert (str(body.order_id), body.data.instance_id) == (order.id, order.plan)


@pytest.mark.parametrize("fault", list(Fault))
def test_each_fault_does_what_its_name_says(vendor: Vendor, fault: Fault) -> None:
    vendor.faults.at("CreateResourcePackage", 1, fault)
    try:
        answered = _create(vendor, ms=800 if fault in UNANSWERED else 20_000).body.to_map()
    except Exception as failed:
        answered = {"Code": str(getattr(failed, "code", None))}
    made = fault in (
        Fault.RESET_AFTER,
        Fault.TIME_OUT_AFTER,
        Fault.ERROR_AFTER,
        Fault.HTML_AFTER,
        Fault.TRUNCATED,
        Fault.LATE,
        Fault.UNPAID,
        Fault.UNPAID_LOST,
    )
    assert len(vendor.account.orders) == made
    assert len(vendor.account.paid_orders) == (made and "unpaid" not in fault)
    assert answered.get("Success", False) is (fault is Fault.UNPAID)
