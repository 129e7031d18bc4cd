"""Look-ups of one mailing and its log, which recovering, charging and sending share."""

from collections.abc import Iterator
from contextlib import contextmanager

from dm_tui.domain.mailing.log_entry import LogEntry
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.wording import MAILING_CHANGED, UNKNOWN_MAILING
from dm_tui.store.delivery_log import empty_log_end
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile, Tables


def require_mailing(tables: Tables, mailing_id: str) -> Mailing:
    """Return a mailing, or refuse when there is none."""
    return tables.of(Mailing).require(mailing_id, UNKNOWN_MAILING(mailing=mailing_id))


def read_mailing(state: StateFile, mailing_id: str) -> Mailing:
    """Return a mailing as it is now, or refuse when there is none."""
    with state.read() as tables:
        return require_mailing(tables, mailing_id)


@contextmanager
def lock_mailing(state: StateFile, files: MailingFiles, mailing_id: str) -> Iterator[Mailing]:
    """Hold an exclusive lock on an existing mailing (its id becomes a file name), and give it as it is."""
    read_mailing(state, mailing_id)
    with files.hold(mailing_id):
        yield read_mailing(state, mailing_id)


def read_log_of(files: MailingFiles, mailing: Mailing) -> Iterator[LogEntry]:
    """Yield the entries of a mailing's log; a restored mailing, whose log is of another past, has none."""
    if not mailing.detached:
        for entry, _ in files.log(mailing.id, empty_log_end(mailing.id), mailing.log):
            yield entry


def require_unchanged(tables: Tables, known: Mailing) -> Mailing:
    """Return the mailing as it is now, or refuse if another program concluded its chunk or took it away.

    Pausing or cancelling it meanwhile is allowed.
    """
    present = tables.of(Mailing).find(known.id)
    if present is None or (present.chunk, present.log, present.detached) != (
        known.chunk,
        known.log,
        known.detached,
    ):
        raise MAILING_CHANGED(mailing=known.id)
    return present
