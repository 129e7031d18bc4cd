"""The sandbox's calls in the log: by the name of the real one, with a number, an outcome and a duration.

A log of the sandbox reads as that of a real account, so that a fault can be found in either. What the sandbox
does without a call at the real service is not noted.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from dm_tui import work_log
from dm_tui.domain.errors import DirectMailError

P = ParamSpec("P")
R = TypeVar("R")


def noted_call(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Note each call of a method under this name; without a log it costs one comparison."""

    def wrap(method: Callable[P, R]) -> Callable[P, R]:
        @wraps(method)
        def noted(*args: P.args, **kwargs: P.kwargs) -> R:
            if not work_log.is_open():
                return method(*args, **kwargs)
            began, outcome = time.monotonic(), "unknown"
            try:
                answer = method(*args, **kwargs)
                outcome = _outcome(answer)
                return answer
            except DirectMailError:
                outcome = "refused"
                raise
            finally:
                _note(action, outcome, time.monotonic() - began)

        return noted

    return wrap


def _outcome(answer: object) -> str:
    """Return what an answer says of its call; a payment may have been declined, or have had no answer."""
    from dm_tui.providers.payment_outcome import NoAnswer, NotPaid

    if isinstance(answer, NoAnswer):
        return "unknown"
    return "refused" if isinstance(answer, NotPaid) else "answered"


def _note(action: str, outcome: str, seconds: float) -> None:
    from uuid import uuid4

    work_log.note(
        "call",
        service="sandbox",
        action=action,
        outcome=outcome,
        status=_STATUS.get(outcome),
        request=uuid4(),
        ms=round(seconds * 1000),
    )


_STATUS = {"answered": 200, "refused": 400}
"""The status that a real service would have answered with (RFC 9110); a call without an answer has none."""
