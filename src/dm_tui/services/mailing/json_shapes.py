"""Mailings, and who was refused, in the shapes other programs rely on."""

from datetime import datetime

from dm_tui.domain.mailing.mailing import LogEntry, Mailing, MailingStatus
from dm_tui.domain.model import Model
from dm_tui.domain.text import Line


class MailingShape(Model):
    """One mailing. `until` is when one that is held back may go on; `plans` are emails charged to all plans."""

    id: str
    key: str | None
    created_at: datetime
    sender: str
    subject: Line
    status: MailingStatus
    reason: str
    words: Line
    until: datetime | None
    recipients: int
    accepted: int
    refused: int
    unknown: int
    free: int
    plans: int
    pay_as_you_go: int

    @classmethod
    def of(cls, mailing: Mailing) -> "MailingShape":
        """Return the mailing in the shape of the contract."""
        fields = mailing.model_dump(include=set(cls.model_fields))
        charged = mailing.charged
        return cls(
            **fields,
            free=charged.free,
            plans=sum(charged.plans.values()),
            pay_as_you_go=charged.pay_as_you_go,
        )


class RefusedShape(Model):
    """One address that was refused for good, with the server's code (0: it was not asked) and words."""

    address: str
    code: int
    message: Line

    @classmethod
    def of(cls, entry: LogEntry) -> "RefusedShape":
        """Return the entry of a mailing's log in the shape of the contract."""
        return cls(address=entry.address, code=entry.code, message=entry.words)
