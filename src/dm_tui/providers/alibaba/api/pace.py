"""How fast the vendor may be asked, so that no command is throttled in ordinary use.

Sharing the rate by a file of past calls was rejected: programs on other computers use it up, too. So each
program keeps to the documented rate, and to less of it once the vendor takes no more calls.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from threading import Lock
from time import monotonic
from typing import NamedTuple

from dm_tui.providers.alibaba.api.call_permissions import Action, Service
from dm_tui.providers.retry_jitter import with_jitter


class Rate(NamedTuple):
    """At most `calls` in any `seconds`."""

    calls: int
    seconds: float


RATES = {
    Service.BILLING: Rate(10, 1.1),  # about 10 a second (billing API), and the way there varies (estimate)
    "QueryMailAddressByParam": Rate(5, 1.0),
    "DescAccountSummary": Rate(10, 60.0),
    "CheckDomain": Rate(10, 60.0),
    "CreateReceiver": Rate(10, 60.0),
    "SenderStatisticsDetailByParam": Rate(500, 60.0),
}
"""The limits of a service or of one of its calls (quota page, all but the first)."""


FIRST_GAP, LONGEST_GAP, GAP_SHRINKS = 0.1, 2.0, 0.85
"""Seconds between two calls after a service took no more, at first and at most, and their decrease by each
call that is taken (our own choice).
"""


def has_own_rate(action: Action) -> bool:
    """Say whether a call has a rate of its own, which may be one of a minute: nobody waits for that."""
    return action.call in RATES


def _rate_name(action: Action) -> str:
    return action.call if has_own_rate(action) else action.service


class _MadeCall:
    """A call, its turn, and when it counts: when it is to leave, then when it ends.

    The vendor counts it in between.
    """

    def __init__(self, turn: int, at: float) -> None:
        self.turn, self.at = turn, at
        self.has_left = self.has_ended = False

    @property
    def is_under_way(self) -> bool:
        return self.has_left and not self.has_ended


class Pace:
    """Waits before a call that would exceed a rate. Threads share it; `sleep` takes seconds.

    The vendor counts a call when it arrives, which may be just before it answers. So a call waits for its
    rate from the answers to the calls before it, however late they come: while it waits, too.

    Other programs may use up the same rate: each call that is not taken doubles the time between calls, each
    that is taken shortens it again, so that the programs come to share the rate.
    """

    def __init__(self, sleep: Callable[[float], None], clock: Callable[[], float] = monotonic) -> None:
        self._sleep, self._clock = sleep, clock
        self._made: dict[str, list[_MadeCall]] = {}
        self._left: dict[str, float] = {}
        self._gaps: dict[str, float] = {}
        self._widened_at: dict[str, float] = {}
        self._turns = count(1)
        self._lock = Lock()

    @contextmanager
    def turn(self, action: Action) -> Iterator[None]:
        """Wait until the call may be made; it has ended when this is left."""
        names = [name for name in (action.service, action.call) if name in RATES]
        calls = {name: self._reserve(name, RATES[name])[1] for name in names}
        try:
            self._wait_for(calls)
            yield
        finally:
            with self._lock:
                for name, call in calls.items():
                    call.has_ended = True
                    self._count(name, call, self._clock())

    def note_refused(self, action: Action) -> None:
        """Note that a call was not taken. Several that were made at once count as one."""
        with self._lock:
            name, now = _rate_name(action), self._clock()
            gap = self._gaps.get(name, 0.0)
            if now - self._widened_at.get(name, -LONGEST_GAP) >= gap:
                self._gaps[name] = min(LONGEST_GAP, max(FIRST_GAP, gap * 2))
                self._widened_at[name] = now

    def note_taken(self, action: Action) -> None:
        """Note that a call was taken."""
        with self._lock:
            name = _rate_name(action)
            gap = self._gaps.get(name, 0.0) * GAP_SHRINKS
            self._gaps[name] = gap if gap > FIRST_GAP / 4 else 0.0

    def _reserve(self, name: str, rate: Rate) -> tuple[float, _MadeCall]:
        """Return how many seconds the next call has to wait, and count it."""
        with self._lock:
            now, made = self._clock(), self._made.setdefault(name, [])
            last = sorted(call.at for call in made)[-rate.calls :]
            start = now if len(last) < rate.calls else max(now, last[0] + rate.seconds)
            if (gap := self._gaps.get(name, 0.0)) and name in self._left:
                start = max(start, self._left[name] + with_jitter(gap))
            self._left[name], call = start, _MadeCall(next(self._turns), start)
            made[:] = [other for other in made if other.is_under_way or other.at > now - rate.seconds]
            self._count(name, call, start)
            return start - now, call

    def _count(self, name: str, call: _MadeCall, at: float) -> None:
        call.at = at
        if call not in self._made[name]:
            self._made[name].append(call)

    def _wait_for(self, calls: Mapping[str, _MadeCall]) -> None:
        """Sleep until no rate is exceeded, however late the calls before these end meanwhile."""
        while (seconds := self._seconds_left(calls)) > 0:
            self._sleep(seconds)

    def _seconds_left(self, calls: Mapping[str, _MadeCall]) -> float:
        """Return for how long a call has to wait still; it has left where that is not at all."""
        with self._lock:
            now = self._clock()
            for name, call in calls.items():
                rate, before = RATES[name], self._made_before(name, call)
                last = sorted(now if other.is_under_way else other.at for other in before)[-rate.calls :]
                if len(last) == rate.calls:
                    call.at = max(call.at, last[0] + rate.seconds)
            seconds = max((call.at - now for call in calls.values()), default=0.0)
            for call in calls.values():
                call.has_left = seconds <= 0
            return seconds

    def _made_before(self, name: str, call: _MadeCall) -> Iterator[_MadeCall]:
        """Yield the calls whose turn comes before, and those that have left although it comes later."""
        for other in self._made[name]:
            if other is not call and (other.turn < call.turn or other.has_left):
                yield other
