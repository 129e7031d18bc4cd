"""What the commands that send print with `--json`."""

from datetime import datetime

from dm_tui.domain.mailing.mailing import Mailing, MailingStatus
from dm_tui.domain.mailing.send_preview import Preview, QuotaAfterSending, SendWarning
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.text import Line
from dm_tui.domain.usage.metering import Allocation
from dm_tui.services.mailing.csv_recipients import RowProblem
from dm_tui.services.mailing.json_shapes import MailingShape, RefusedShape


class ChargeShape(Model):
    """Emails by what pays for them; `plans` by their ids."""

    free: int
    plans: dict[str, int]
    pay_as_you_go: int

    @classmethod
    def of(cls, split: Allocation) -> "ChargeShape":
        """Return a split in the shape of the contract."""
        return cls(free=split.free, plans=split.plans, pay_as_you_go=split.pay_as_you_go)


class UnknownShape(Model):
    """One address of which nobody knows whether it was sent to, and why."""

    address: str
    message: Line


class SendAnswer(Model):
    """`send`, `mailings resume`. `refused_total` counts those beyond the ones listed, too.

    `held_back` are those that nothing pays for now, `until` when that may change; `left` are all who have
    no outcome yet. `skipped` are the rows that were left out.
    """

    mailing: str
    status: MailingStatus
    reason: str
    words: Line
    recipients: int
    accepted: int
    refused: tuple[RefusedShape, ...]
    refused_total: int
    unknown: tuple[UnknownShape, ...]
    charged: ChargeShape
    left: int
    held_back: int
    until: datetime | None
    skipped: tuple[RowProblem, ...] = ()


class PreviewAnswer(Model):
    """`send --dry-run`: what it would do."""

    recipients: int
    known_invalid: int
    charged: ChargeShape
    cost: Money
    left: QuotaAfterSending
    held_back: int
    until: datetime | None
    warnings: tuple[SendWarning, ...]
    skipped: tuple[RowProblem, ...] = ()

    @classmethod
    def of(cls, preview: Preview, skipped: tuple[RowProblem, ...]) -> "PreviewAnswer":
        """Return the preview in the shape of the contract."""
        fields = {name: getattr(preview, name) for name in cls.model_fields if name in _PREVIEWED}
        return cls(**fields, charged=ChargeShape.of(preview.split), skipped=skipped)


_PREVIEWED = set(Preview.model_fields) - {"split"}


class MailingsAnswer(Model):
    """`mailings`."""

    mailings: tuple[MailingShape, ...]


class MailingAnswer(Model):
    """`mailings show`, `mailings pause`, `mailings cancel`, `mailings settle`."""

    mailing: MailingShape
    running: bool
    refused: tuple[RefusedShape, ...]
    refused_total: int
    unknown: tuple[UnknownShape, ...]


def count_waiting(mailing: Mailing) -> int:
    """Return how many of a mailing have no outcome yet and may still be sent to."""
    return 0 if mailing.ended else mailing.recipients - mailing.concluded
