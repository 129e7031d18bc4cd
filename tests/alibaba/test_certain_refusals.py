"""For a call that costs or sends, only a listed refusal is a no: everything else is unknown, whatever its
status.
"""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.providers.alibaba.api.certain_refusals import CERTAIN_REFUSALS, doubt
from dm_tui.providers.alibaba.api.errors import (
    CallFailedError,
    NotSentError,
    OutcomeUnknownError,
    RefusedError,
    ThrottledError,
)
from dm_tui.providers.alibaba.api.failure_kinds import classify_exception, classify_unsuccessful

LISTED = (
    "NotApplicable",
    "NotAuthorized",
    "Forbidden",
    "Forbidden.RAM",
    "Forbidden.UserVerification",
    "NoPermission",
    "NoPermission.BSS",
    "MissingParameter",
    "MissingParameter.ProductCode",
    "InvalidParameter",
    "InvalidAccessKeyId.NotFound",
    "OrderNotFound",
    "Product.NotFound.Code",
    "DurationNotSupported",
    "PAY.INSUFFICIENT_BALANCE",
    "Throttling",
    "Throttling.User",
)
NOT_LISTED = (
    "InternalError",
    "LastTokenProcessing",
    "SYSTEM.CONCURRENT_OPERATE",
    "PAY.PAY_ORDER_FAILED",
    "ORDER.PROCESSING",
    "OrderFailed",
    "ServiceUnavailable",
    "NoCodeAnybodyKnows",
    "invalidparameter",
    "PAY.INSUFFICIENT_BALANCE.X",
    "Invalid.InternalError",
    "Forbidden.System",
    "Invalid Parameter",
    "404",
    "",
)


def answered(status: int, code: str | None) -> CallFailedError:
    """Return the failure of a call that costs, from the SDK's error for a status or a body at 200."""
    if status == 200:
        return doubt(classify_unsuccessful(code or "", "Words."))
    error = SimpleNamespace(status_code=status, code=code, data={"Message": "Words."})
    return doubt(classify_exception(error))  # type: ignore[arg-type]  # the attributes are what is read


@pytest.mark.parametrize("status", [200, 400, 403, 404, 409, 429])
@pytest.mark.parametrize("code", LISTED)
def test_a_listed_refusal_is_a_no(status: int, code: str) -> None:
    assert isinstance(answered(status, code), RefusedError)
    assert isinstance(answered(status, code), ThrottledError) == (
        status != 200 and code.startswith("Throttling")
    )


@pytest.mark.parametrize("status", [200, 302, 400, 403, 404, 409, 429, 500, 503])
@pytest.mark.parametrize("code", NOT_LISTED)
def test_everything_else_leaves_the_outcome_unknown(status: int, code: str) -> None:
    assert type(answered(status, code)) is OutcomeUnknownError


@pytest.mark.parametrize("status", [301, 500, 502, 503, 504, 599])
@pytest.mark.parametrize("code", LISTED)
def test_a_fault_of_the_server_is_never_a_no(status: int, code: str) -> None:
    assert type(answered(status, code)) is OutcomeUnknownError


@given(status=st.integers(100, 599), code=st.one_of(st.none(), st.text(max_size=40)))
def test_no_status_and_no_code_is_a_no_by_accident(status: int, code: str | None) -> None:
    failure = answered(status, code)
    if isinstance(failure, RefusedError):
        assert status == 200 or 400 <= status < 500
        assert any(failure.code.startswith(refusal.pattern.strip("*")) for refusal in CERTAIN_REFUSALS) or (
            "NotFound" in failure.code
        )


def test_what_was_never_sent_stays_not_sent() -> None:
    assert type(doubt(NotSentError("No network.", "no-network"))) is NotSentError


def test_the_answer_is_still_told() -> None:
    assert "(LastTokenProcessing)" in answered(409, "LastTokenProcessing").words


def test_each_listed_refusal_has_its_source() -> None:
    assert all(refusal.source for refusal in CERTAIN_REFUSALS)
