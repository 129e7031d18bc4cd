"""What an exception of the SDK means: only what certainly was not done is said not to have been done."""

from types import SimpleNamespace
from typing import Any

import pytest

from dm_tui.providers.alibaba.api.errors import (
    NotSentError,
    OutcomeUnknownError,
    RefusedError,
    ThrottledError,
)
from dm_tui.providers.alibaba.api.failure_kinds import classify_exception, classify_unsuccessful
from dm_tui.providers.alibaba.api.failure_wording import explain_failure


class Said(Exception):
    """An exception with the attributes the SDK's have."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__()
        self.__dict__.update(attributes)


def answered(status: int, code: str | None, **more: Any) -> Said:
    return Said(status_code=status, code=code, data={"Message": "Words."}, **more)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "PAY.INSUFFICIENT_BALANCE", RefusedError),
        (403, "NoPermission", RefusedError),
        (404, "InvalidAction.NotFound", RefusedError),
        (400, "Throttling.User", ThrottledError),
        (503, "Throttling", ThrottledError),
        (400, None, OutcomeUnknownError),
        (400, "", OutcomeUnknownError),
        (400, "None", OutcomeUnknownError),
        (500, "InternalError", OutcomeUnknownError),
        (502, None, OutcomeUnknownError),
        (503, "ServiceUnavailable", OutcomeUnknownError),
        (302, "Found", OutcomeUnknownError),
    ],
)
def test_only_a_4xx_with_a_code_is_a_no(status: int, code: str | None, kind: type) -> None:
    assert type(classify_exception(answered(status, code))) is kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("OrderFailed", RefusedError),
        ("PAY.INSUFFICIENT_BALANCE", RefusedError),
        ("", OutcomeUnknownError),
        ("Success", OutcomeUnknownError),
        ("InternalError", OutcomeUnknownError),
        ("SYSTEM.ERROR", OutcomeUnknownError),
        ("SystemBusy", OutcomeUnknownError),
        ("UnknownError", OutcomeUnknownError),
        ("ORDER.TIME_OUT", OutcomeUnknownError),
        ("ServiceUnavailable", OutcomeUnknownError),
    ],
)
def test_success_false_is_a_no_unless_its_code_says_that_something_broke(code: str, kind: type) -> None:
    assert type(classify_unsuccessful(code, "Words.")) is kind


def test_a_refusal_with_a_wait_below_500_is_throttling_and_above_is_not() -> None:
    throttled = classify_exception(answered(429, "Busy", retry_after=1_500))
    assert isinstance(throttled, ThrottledError)
    assert throttled.retry_after == 1.5
    assert type(classify_exception(answered(503, "Overloaded", retry_after=1_500))) is OutcomeUnknownError


def test_an_action_is_named_only_where_the_vendor_names_it() -> None:
    denied = classify_exception(
        answered(403, "NoPermission", access_denied_detail={"AuthAction": "bss:\x1b[31mX"})
    )
    assert isinstance(denied, RefusedError)
    assert denied.action == "bss:[31mX"
    assert explain_failure(denied).code == "permission-missing"
    for detail in (None, "text", {}, {"AuthAction": None}):
        failure = classify_exception(answered(403, "NoPermission", access_denied_detail=detail))
        assert isinstance(failure, RefusedError)
        assert failure.action == ""


def test_a_request_that_was_never_made_was_not_sent() -> None:
    error = Said(last_request=None, inner_exception=ValueError("x"))
    assert type(classify_exception(error)) is NotSentError


@pytest.mark.parametrize("error", [ValueError("x"), RuntimeError("y"), KeyError("z"), Said()])
def test_what_nobody_thought_of_is_unclear(error: Exception) -> None:
    assert type(classify_exception(error)) is OutcomeUnknownError


def _raised(cause: BaseException) -> Said:
    """An exception as the SDK raises it: the cause is two exceptions below."""
    inner = RuntimeError("RetryError")
    inner.__context__ = cause
    return Said(last_request=SimpleNamespace(headers="Authorization"), inner_exception=inner)


def _named(name: str, base: type[Exception] = OSError, *args: object) -> Exception:
    made: Exception = type(name, (base,), {})(*args)
    return made


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (
            _named("ConnectionError", OSError, SimpleNamespace(reason=_named("NameResolutionError"))),
            NotSentError,
        ),
        (
            _named("ConnectionError", OSError, SimpleNamespace(reason=_named("NewConnectionError"))),
            NotSentError,
        ),
        (
            _named(
                "ProxyError",
                OSError,
                SimpleNamespace(
                    reason=_named(
                        "ProxyError",
                        OSError,
                        "Unable to connect to proxy",
                        OSError("Tunnel connection failed: 403 Forbidden"),
                    )
                ),
            ),
            NotSentError,
        ),
        (
            _named(
                "ProxyError",
                OSError,
                SimpleNamespace(reason=_named("ProxyError", OSError, "x", OSError("reset"))),
            ),
            OutcomeUnknownError,
        ),
        (_named("ConnectTimeout"), NotSentError),
        (_named("ReadTimeout"), OutcomeUnknownError),
        (_named("ChunkedEncodingError"), OutcomeUnknownError),
        (_named("ConnectionError", OSError, "reset"), OutcomeUnknownError),
        (_named("SSLError", OSError, SimpleNamespace(reason=_named("SSLEOFError"))), OutcomeUnknownError),
        (_named("JSONDecodeError", ValueError, "x"), OutcomeUnknownError),
    ],
)
def test_what_never_left_is_told_apart_from_what_may_have_arrived(cause: Exception, kind: type) -> None:
    assert type(classify_exception(_raised(cause))) is kind
