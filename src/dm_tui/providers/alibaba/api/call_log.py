"""What the log says of each call to the vendor: its name, outcome and number, and never its parameters."""

import time

from dm_tui import work_log
from dm_tui.providers.alibaba.api import errors
from dm_tui.providers.alibaba.api.call_permissions import Action

_OUTCOMES = {
    type(None): "answered",
    errors.NotSentError: "not-sent",
    errors.RefusedError: "refused",
    errors.ThrottledError: "throttled",
    errors.OutcomeUnknownError: "unknown",
}
"""What the log says of a call, by the class of its failure."""


def request_in(answer: object) -> object:
    """Return the number that the vendor gave a call, None where there is none."""
    return answer.get("RequestId") or answer.get("requestId") if isinstance(answer, dict) else None


def note_call(
    rule: Action, began: float, request: object, failure: errors.CallFailedError | None = None
) -> None:
    """Note a call that began at `began`, by `time.monotonic`, with its failure, if any."""
    if work_log.is_open():
        work_log.note(
            "call",
            service=rule.service,
            action=rule.call,
            outcome=_OUTCOMES[type(failure)],
            code=failure.code if failure is not None else None,
            status=(failure.status or None) if failure is not None else 200,
            request=request,
            ms=round((time.monotonic() - began) * 1000),
        )
