"""A program that goes on with mailings whenever they are due, as the timer and an open console do.

`python -m tests.crash._goer STATE MODE START`. Its clock began at START (seconds since 1970) and runs so fast
that a day passes in `DAY_SECONDS`; all programs of a test have the same. MODE is `right`, or what is done
wrong on purpose: `unlocked` takes no turn, `hourless` does not look at the hours, `paceless` keeps no pace,
`mixed-up` attaches the files of one row to all.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.schedule import Schedule
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.providers.sandbox.shop import SandboxShop
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing import sending
from dm_tui.services.mailing.attachments import read_row_file
from dm_tui.store import durable_files as durable
from dm_tui.store import journal
from dm_tui.store.mailing_files import MailingFiles
from tests.crash._sender import PiecemealDisk, put_instead

DAY_SECONDS = 2.0
FIRST = datetime(2026, 3, 2, tzinfo=UTC)
DAILY_QUOTA = 80
DONE = "done"


def fast_clock(start: float, path: Path) -> DirectMail:
    """Open an account whose days are short and whose daily quota is small."""

    def now() -> datetime:
        return FIRST + timedelta(days=(time.time() - start) / DAY_SECONDS)

    whole = SandboxShop.catalogue

    def small(shop: SandboxShop) -> Catalogue:
        return whole(shop).model_copy(update={"daily_quota": DAILY_QUOTA})

    if whole.__name__ != small.__name__:
        put_instead(SandboxShop, "catalogue", small)
    return DirectMail(path, clock=now)


def main(path: str, mode: str, start: str) -> None:
    """Go on with what is due, again and again, until nothing is left."""
    put_instead(journal, "os", PiecemealDisk())
    put_instead(durable, "os", PiecemealDisk())
    direct_mail = fast_clock(float(start), Path(path))
    if mode == "unlocked":
        put_instead(MailingFiles, "hold", no_turn)
        put_instead(MailingFiles, "is_held", lambda files, mailing: False)
    if mode == "hourless":
        put_instead(Schedule, "allows", lambda schedule, now: True)
    if mode == "paceless":
        put_instead(Schedule, "seconds_each", 0.0)
    if mode == "mixed-up":
        put_instead(sending, "read_row_file", lambda name, values: read_row_file(name, {"UserName": "N0"}))
    while direct_mail.due_mailings.waiting():
        with suppress(DirectMailError):  # another program has it, say: the next look tells
            list(direct_mail.due_mailings.resume())
        time.sleep(0.02)
    os.write(sys.stdout.fileno(), f"{DONE}\n".encode())
    direct_mail.close()


@contextmanager
def no_turn(files: MailingFiles, mailing: str) -> Iterator[None]:
    """Take no turn: as if no other program sent."""
    yield


if __name__ == "__main__":
    main(*sys.argv[1:])
