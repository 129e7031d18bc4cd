"""A program that sends a mailing until it is done or killed: it says when it begins, and how it ended.

`python _sender.py STATE MAILING MODE`. Mail leaves by the outbox, or by the server in DM_TUI_SMTP. The disk
takes everything in small pieces, so that a kill may come between any two of them. MODE is `right`, or what is
done wrong on purpose: `notify_nobody` does not write down that a delivery begins before it does, `apart`
charges a chunk in a transaction of its own, before the one that records it, `forgetful` takes whom was begun
without an outcome for one who was never sent to.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from dm_tui.domain.mailing.log_entry import DeliveryStep, LogEntry
from dm_tui.domain.mailing.progress import Progress
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.providers.mail.transport import Deferred, DeliveryOutcome
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.delivery import chunk_accounting as chunks
from dm_tui.services.mailing.delivery.crash_recovery import CrashRecovery
from dm_tui.services.mailing.delivery.log_entries import PendingRecipient
from dm_tui.services.usage.metering import charge_emails
from dm_tui.store import durable_files as durable
from dm_tui.store import journal
from dm_tui.store.delivery_log import DeliveryLog
from dm_tui.store.progress_notes import ProgressNotes
from dm_tui.store.state import StateFile, Tables

GOING = "going"


class PiecemealDisk:
    """The `os` of the store, where a kill can come between any two pieces of what is written."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Take a third, or a few bytes at least."""
        return os.write(descriptor, data[: max(len(data) // 3, 12)])


def main(path: str, mailing: str, mode: str) -> None:
    """Send, and leave as every program does."""
    put_instead(journal, "os", PiecemealDisk())
    put_instead(durable, "os", PiecemealDisk())
    direct_mail = DirectMail(Path(path))
    if mode == "notify_nobody":
        put_instead(DeliveryLog, "write", announcing_later(DeliveryLog.write))
        put_instead(ProgressNotes, "note", noting_outcomes(ProgressNotes.note))
    if mode == "apart":
        put_instead(chunks, "charge_emails", charging_apart(direct_mail.state))
    if mode == "forgetful":
        put_instead(CrashRecovery, "_ask_transport", never_begun)
    said = False

    def say(progress: Progress) -> None:
        nonlocal said
        if not said:
            os.write(sys.stdout.fileno(), f"{GOING}\n".encode())
            said = True

    ended = direct_mail.sending.run(mailing, say)
    os.write(sys.stdout.fileno(), f"{GOING}\n{ended.status}\n".encode())
    direct_mail.close()


def put_instead(where: object, name: str, what: object) -> None:
    """Replace what must be there to be replaced."""
    assert hasattr(where, name), name
    setattr(where, name, what)


def announcing_later(write: Callable[..., None]) -> Callable[..., None]:
    """Leave it to a later write to say that a delivery begins."""

    def hopeful(log: DeliveryLog, *entries: LogEntry) -> None:
        if entries and entries[0].step is DeliveryStep.BEGUN:
            log.add(*entries)
        else:
            write(log, *entries)

    return hopeful


def noting_outcomes(note: Callable[..., None]) -> Callable[..., None]:
    """Leave out the notes that a message may have left."""

    def careless(notes: ProgressNotes, step: DeliveryStep, *numbers: int) -> None:
        if step is not DeliveryStep.BEGUN:
            note(notes, step, *numbers)

    return careless


def charging_apart(state: StateFile) -> Callable[..., Allocation]:
    """Charge in another transaction than the one that records what for: as if by another program."""

    def apart(tables: Tables, catalogue: Catalogue, emails: int, now: datetime) -> Allocation:
        charged = charge_emails(tables, catalogue, emails, now)
        changes = dict(tables.view.changes)
        state._append(state._reader.newest(), changes)
        tables.view.changes.clear()
        time.sleep(0.005)
        return charged

    return apart


def never_begun(recovery: CrashRecovery, mailing: str, member: PendingRecipient) -> DeliveryOutcome:
    """Guess that a recipient whose delivery began was not sent to."""
    return Deferred(words="")


if __name__ == "__main__":
    main(*sys.argv[1:])
