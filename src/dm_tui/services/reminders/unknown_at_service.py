"""Looking up reminder emails of unknown outcome at the service that may have taken them.

Only a find concludes: the service shows mail late, so it is looked for again and again, ever more rarely.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

from dm_tui.domain.dates import Clock
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.recipient_outcome import SERVICE_MEMORY
from dm_tui.domain.reminders.record import (
    ReminderRecord,
    ReminderTarget,
    ReminderTargetState,
    ReminderTrace,
    conclude_look_up,
)
from dm_tui.domain.reminders.settings import Channel
from dm_tui.providers.mail.transport import MailTrace
from dm_tui.store.state import StateFile, Tables

HasSent = Callable[[MailTrace], bool]

SAME_WORDS_WITHIN = timedelta(hours=3)
"""How close in time another reminder of the same words may be mistaken for this one (our own limit)."""

_MAY_HAVE_LEFT = (ReminderTargetState.CLAIMED, ReminderTargetState.SENT, ReminderTargetState.UNKNOWN)


class ReminderLookup:
    """Settles what the service says. The caller holds the channel's lock."""

    def __init__(self, state: StateFile, now: Clock, has_sent: HasSent) -> None:
        self._state = state
        self._now = now
        self._has_sent = has_sent

    def due(self, channel: Channel) -> list[ReminderRecord]:
        """Return the records with an outcome to look up now."""
        with self._state.read() as tables:
            records = tables.of(ReminderRecord).open()
        return [record for record in records if record.channel is channel and list(self._targets(record))]

    def settle_known(self, channel: Channel) -> None:
        """Ask for each unknown outcome that is due, and write down what was found or when to look again."""
        for record in self.due(channel):
            for target, trace in self._targets(record):
                was_sent = False
                with suppress(DirectMailError):  # no network, say: then it stays unknown
                    sought = MailTrace(
                        trace.sender, target.address, trace.subject, trace.at, region=trace.region
                    )
                    was_sent = not self._has_twin(record, target, trace) and self._has_sent(sought)
                with self._state.transaction() as tables:
                    present = tables.of(ReminderRecord).get(record.id)
                    if present is not None:
                        after = conclude_look_up(present, target.address, was_sent, self._now())
                        tables.of(ReminderRecord).put(after)

    def _targets(self, record: ReminderRecord) -> Iterator[tuple[ReminderTarget, ReminderTrace]]:
        now = self._now()
        for target in record.targets:
            if (
                target.trace is not None
                and target.may_look_up(now)
                and now - target.trace.at < SERVICE_MEMORY
            ):
                yield target, target.trace

    def _has_twin(self, record: ReminderRecord, target: ReminderTarget, trace: ReminderTrace) -> bool:
        """Say whether another reminder to the same recipient looks the same at the service."""
        with self._state.read() as tables:
            return any(
                other.trace is not None
                and other.address == target.address
                and (other.trace.sender, other.trace.subject) == (trace.sender, trace.subject)
                and abs(other.trace.at - trace.at) < SAME_WORDS_WITHIN
                for other in _others(tables, record)
            )


def _others(tables: Tables, record: ReminderRecord) -> Iterator[ReminderTarget]:
    """Yield the targets of other records whose message left, or may have."""
    for other in tables.of(ReminderRecord).all():
        if other.id != record.id:
            yield from (target for target in other.targets if target.state in _MAY_HAVE_LEFT)
