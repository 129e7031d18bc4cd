"""Tells by an exception or an answer of the SDK why a call failed. Its exceptions are never passed on.

They carry the request with its signature: they are read here and dropped.
"""

from typing import Any

from dm_tui.domain.text import clean_line
from dm_tui.providers.alibaba.api.errors import (
    CallFailedError,
    NotSentError,
    OutcomeUnknownError,
    RefusedError,
    ThrottledError,
)
from dm_tui.providers.alibaba.api.unsent_calls import classify_missing_credentials, classify_no_answer

_UNCERTAIN_CODES = ("internal", "system", "unknown", "timeout", "timedout", "unavailable", "busy")
"""Words in a code that mean a fault, which may have happened after the work was done."""


def classify_exception(error: Exception) -> CallFailedError:
    """Return the failure behind an exception of the SDK.

    Not sent: no request was made, or no connection. Refused: a status of 4xx with a code. All else is
    unknown.
    """
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _classify_answer(error, status)
    if getattr(error, "last_request", None) is None and hasattr(error, "inner_exception"):
        name = type(error.inner_exception).__name__
        if name == "CredentialException":
            return classify_missing_credentials(str(error.inner_exception))
        return NotSentError(f"The call could not be made ({name}).")
    return classify_no_answer(error)


def classify_unsuccessful(code: str, words: str) -> CallFailedError:
    """Return the failure behind an answer with status 200 and no success; the SDK raises nothing for it."""
    if code in ("", "Success") or names_a_fault(code):
        return OutcomeUnknownError(words or "The answer says neither yes nor no.", code, status=200)
    return RefusedError(words, code, status=200)


def names_a_fault(code: str) -> bool:
    """Say whether a code names a fault, which may have happened after the work was done."""
    letters = code.lower().replace("_", "").replace(".", "")
    return any(word in letters for word in _UNCERTAIN_CODES)


def _classify_answer(error: Any, status: int) -> CallFailedError:
    code = "" if error.code in (None, "None") else str(error.code)
    data = error.data if isinstance(error.data, dict) else {}
    words = str(data.get("Message") or data.get("message") or "")
    wait = getattr(error, "retry_after", None)
    if "throttl" in code.lower() or (wait and status < 500):
        seconds = wait / 1000 if wait else None
        return ThrottledError(words, code or "Throttling", retry_after=seconds, status=status)
    if 400 <= status < 500 and code:
        detail = getattr(error, "access_denied_detail", None)
        action = detail.get("AuthAction") if isinstance(detail, dict) else None
        return RefusedError(words, code, action=str(action or ""), status=status)
    answer = f": it answered {clean_line(code, 80)}" if code else ""
    return OutcomeUnknownError(f"Alibaba Cloud has a fault{answer} (HTTP {status}).", code, status=status)
