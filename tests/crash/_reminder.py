"""A program that reminds once, to a disk so slow that a kill can come anywhere.

It says when it is ready, and begins when its standard input says so. `python _reminder.py FILE MODE`. MODE is
`right`, or what is done wrong on purpose: `unclaimed`, which writes nothing down before a message leaves, or
`alone`, which takes no turn.
"""

import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dm_tui.domain.reminders.record import ReminderRecord
from dm_tui.providers.mail import outbox_transport
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders import delivery as reminder_delivery
from dm_tui.store import durable_files as durable
from dm_tui.store import journal
from dm_tui.store.state import Collection

READY = "ready"

PIECE = 0.004
"""Longest time a disk takes for one thing, in seconds."""


class SlowDisk:
    """The `os` of whoever writes."""

    def __getattr__(self, name: str) -> Any:
        if name in ("fsync", "rename", "replace", "write"):
            time.sleep(random.uniform(0, PIECE))
        return getattr(os, name)


def main(path: str, mode: str) -> None:
    """Remind once."""
    for module in (outbox_transport, durable, journal):
        put_instead(module, "os", SlowDisk())
    if mode == "unclaimed":
        put_instead(Collection, "put", forgetting(Collection.put))
    if mode == "alone":
        put_instead(reminder_delivery, "try_lock", always)
    direct_mail = DirectMail(Path(path))
    os.write(sys.stdout.fileno(), f"{READY}\n".encode())
    sys.stdin.readline()
    found = direct_mail.reminders.run()
    for reminder in found.sent:
        print(reminder.channel, reminder.threshold, *reminder.to)


def put_instead(where: object, name: str, what: object) -> None:
    """Replace what must be there to be replaced."""
    assert hasattr(where, name), name
    setattr(where, name, what)


def forgetting(put: Any) -> Any:
    """Stand in for keeping a claim: it is not kept."""

    def instead(collection: Any, model: Any) -> Any:
        claimed = isinstance(model, ReminderRecord) and model.claimed
        return model if claimed else put(collection, model)

    return instead


@contextmanager
def always(*_: object) -> Iterator[bool]:
    """Stand in for a turn: everybody has it."""
    yield True


if __name__ == "__main__":
    main(*sys.argv[1:])
