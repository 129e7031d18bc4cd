"""What goes wrong, and at which call. A fault befalls one call of an action, or every one from there on."""

from collections import Counter
from enum import StrEnum

from tests.alibaba.server.answers import AnyAnswer

ANY_CALL = "*"
"""Stands for every action: `faults.every(ANY_CALL, …)`."""


class Fault(StrEnum):
    """The ways a call fails. `BEFORE`: the vendor did nothing.

    `AFTER`: it did all, and the answer was lost.
    """

    RESET_BEFORE = "reset before"
    RESET_AFTER = "reset after"
    TIME_OUT_BEFORE = "time-out before"
    TIME_OUT_AFTER = "time-out after"
    ERROR_BEFORE = "500 before"
    ERROR_AFTER = "500 after"
    HTML_BEFORE = "html before"
    HTML_AFTER = "html after"
    TRUNCATED = "truncated json after"
    NOT_A_SUCCESS = "200 with Success: false"
    THROTTLED = "throttled"
    DENIED = "access denied"
    NOT_APPLICABLE = "not applicable"
    LATE = "the order appears late, the answer is lost"
    UNPAID = "the order is made and stays unpaid"
    UNPAID_LOST = "the order is made and stays unpaid, the answer is lost"
    GONE = "the vendor cannot be reached from here on"


class Faults:
    """`at(action, n, fault)` befalls the n-th call of an action from now on; n = 0 befalls every one."""

    def __init__(self) -> None:
        self._planned: dict[tuple[str, int], Fault | AnyAnswer] = {}
        self.calls: Counter[str] = Counter()

    @property
    def are_planned(self) -> bool:
        """Whether anything befalls a call to come."""
        return bool(self._planned)

    def at(self, action: str, number: int, fault: Fault | AnyAnswer) -> None:
        key = (action, self.calls[action] + number if number else 0)
        self._planned[key] = fault

    def every(self, action: str, fault: Fault | AnyAnswer) -> None:
        self.at(action, 0, fault)

    def clear(self) -> None:
        self._planned.clear()

    def next(self, action: str) -> Fault | AnyAnswer | None:
        """Count a call of `action` and say what befalls it."""
        befalls: Fault | AnyAnswer | None = None
        for name in (action, ANY_CALL):
            self.calls[name] += 1
            once = self._planned.pop((name, self.calls[name]), None)
            befalls = befalls or once or self._planned.get((name, 0))
        return befalls
