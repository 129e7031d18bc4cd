"""Removes the recipients of mailings that ended long ago: they are personal data."""

from datetime import datetime

from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.old_recipients import KEEP_RECIPIENTS_FOR, needs_recipients
from dm_tui.store.mailing_files import MailingFiles
from dm_tui.store.state import StateFile


def forget_old_recipients(state: StateFile, files: MailingFiles, now: datetime) -> None:
    """Remove the files of recipients that no mailing needs any more."""
    with state.read() as tables:
        for mailing_id in files.recipients_older_than(now - KEEP_RECIPIENTS_FOR):
            mailing = tables.of(Mailing).find(mailing_id)
            if mailing is not None and mailing.chunk is None and not needs_recipients(mailing, now):
                files.forget_recipients(mailing_id)
