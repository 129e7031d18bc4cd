"""Mailings, their recipients and previews, in the JSON shapes that scripts rely on."""

from datetime import datetime

from dm_tui.domain.account.unknown_figures import UnknownFigure
from dm_tui.domain.mailing.letters.filled_letter import FilledLetter
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.recipient_outcome import RecipientOutcome, ServiceTrace
from dm_tui.domain.mailing.recipients.kept_list import KeptList
from dm_tui.domain.mailing.schedule import AT_ONCE, Schedule
from dm_tui.domain.mailing.send_preview import MonthAfterSending, QuotaAfterSending
from dm_tui.domain.mailing.send_warnings import SendWarning
from dm_tui.domain.mailing.sending_forecast import SendingForecast
from dm_tui.domain.mailing.status import MailingStatus
from dm_tui.domain.mailing.suppressed import SuppressionReason
from dm_tui.domain.mailing.unknown_charge import certain_charge, why_charge_unknown
from dm_tui.domain.mailing.way_out import WayOut
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.text import Line
from dm_tui.services.mailing.spreadsheets.row_problem import RowProblem
from dm_tui.services.mailing.suppressed_import import ImportProblem


class MailingShape(Model):
    """One mailing. `until` is when one that is held back or paused may resume.

    The recipients without an outcome are `waiting` for a server or their turn, or are `held_back` by your own
    quota, window or schedule.

    `plans` are the emails charged to all plans. Where it is not known which source paid, all three are null,
    and `charged_unknown` says why; it also names emails of unknown outcome, which no figure counts. Of the
    refused ones `left_out` counts those on the list of suppressed addresses, by reason; `put_on_list` are the
    addresses that this mailing put there.
    """

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
    left_out: dict[str, int] = {}
    put_on_list: int = 0
    waiting: int
    held_back: int
    free: int | None
    plans: int | None
    pay_as_you_go: int | None
    charged_unknown: tuple[UnknownFigure, ...] = ()

    @classmethod
    def of(cls, mailing: Mailing) -> "MailingShape":
        """Return the mailing in the shape of the contract."""
        paid, unknown = certain_charge(mailing), mailing.unknown_payers
        sources = {"free": paid.free, "plans": sum(paid.plans.values()), "pay_as_you_go": paid.pay_as_you_go}
        known = dict.fromkeys(sources) if unknown else sources
        return cls.take(mailing, **known, charged_unknown=why_charge_unknown(mailing))


class RefusedShape(Model):
    """One refused address, with the server's code (0: no server was asked) and words."""

    address: str
    code: int
    message: Line


class ChargeShape(Model):
    """Emails by what pays for them; `plans` by their ids."""

    free: int
    plans: dict[str, int]
    pay_as_you_go: int


class UnknownShape(Model):
    """One address whose delivery is unknown, and why."""

    address: str
    message: Line


class SendAnswer(Model):
    """`send`, `mailings resume`. `refused_total` also counts those beyond the listed ones.

    `held_back` are the emails that your own quota, window or schedule holds back, `waiting` the others
    without an outcome yet, `left` both; `until` is when it may resume. `warnings` are those of the letter,
    which `send` knows. `way` is where mail goes at present. `skipped` are the rows and repeated addresses
    that were left out, `skipped_total` also counts those beyond the listed ones, `skipped_causes` by their
    codes. `encoding` is that of the file of recipients, null without one. `charged` is null where it is not
    known which source paid, and `charged_unknown` says why; it also names emails of unknown outcome, which
    `charged` leaves out. Of the refused ones `left_out` counts those on the list of suppressed addresses,
    by reason; `put_on_list` are the addresses that this mailing put there.
    """

    mailing: str
    status: MailingStatus
    reason: str
    words: Line
    recipients: int
    accepted: int
    refused: tuple[RefusedShape, ...]
    refused_total: int
    left_out: dict[str, int] = {}
    put_on_list: int = 0
    unknown: tuple[UnknownShape, ...]
    charged: ChargeShape | None
    charged_unknown: tuple[UnknownFigure, ...] = ()
    left: int
    waiting: int
    held_back: int
    until: datetime | None
    way: WayOut | None = None
    warnings: tuple[SendWarning, ...] = ()
    skipped: tuple[RowProblem, ...] = ()
    skipped_total: int = 0
    skipped_causes: dict[str, int] = {}
    encoding: str | None = None


class ResumedAnswer(Model):
    """`mailings resume --due`: every mailing that resumed, as it is now.

    `waiting` counts who waits in all mailings that resume by themselves, those of other programs included;
    `until` is when the first resumes, null where none has a time.
    """

    mailings: tuple[MailingShape, ...]
    waiting: int
    until: datetime | None


class PreviewAnswer(Model):
    """`send --dry-run`: what it would do. `left_out` counts who is on the list of suppressed addresses.

    `encoding` is that of the file of recipients, null without one. What is not known is null, and in
    `unknown` why. `letter` is that of the first recipient, null where it cannot be made. `way` is
    where mail will go.
    """

    recipients: int
    known_invalid: int
    left_out: dict[str, int] = {}
    charged: ChargeShape | None
    cost: Money | None
    is_upper_bound: bool
    month: MonthAfterSending | None = None
    left: QuotaAfterSending
    held_back: int
    until: datetime | None
    schedule: Schedule = AT_ONCE
    forecast: SendingForecast = SendingForecast()
    schedule_words: str = ""
    warnings: tuple[SendWarning, ...]
    skipped: tuple[RowProblem, ...] = ()
    skipped_total: int = 0
    skipped_causes: dict[str, int] = {}
    encoding: str | None = None
    unknown: tuple[UnknownFigure, ...] = ()
    letter: FilledLetter | None = None
    way: WayOut | None = None


class KeptListsAnswer(Model):
    """`lists`; `damaged` names those that cannot be read."""

    lists: tuple[KeptList, ...]
    damaged: tuple[str, ...] = ()


class KeptListAnswer(Model):
    """`lists add`, `lists show`, `lists remove`."""

    list: KeptList


class SuppressedShape(Model):
    """One address that gets no mail. It counts `until` then, for good where that is null.

    `since` is null where the service does not say.
    """

    address: str
    reason: SuppressionReason
    since: datetime | None
    source: Line
    until: datetime | None
    words: Line


class SuppressedAnswer(Model):
    """`suppressed`: who gets no mail, the newest first; with `--service` those of the service's own lists.

    `unread` says what of these could not be read.
    """

    suppressed: tuple[SuppressedShape, ...]
    unread: tuple[Line, ...] = ()


class SuppressedChangeAnswer(Model):
    """`suppressed add`, `suppressed remove`, `suppressed import`: who was put on the list or taken off it.

    `lifted` are those taken off the service's own lists.

    `already` counts those of a file that were on it before, `problems` are its lines that cannot be read,
    `problems_total` also counts those beyond the listed ones. `read_as` says which line is its heading.
    """

    added: tuple[SuppressedShape, ...] = ()
    removed: tuple[SuppressedShape, ...] = ()
    lifted: tuple[str, ...] = ()
    already: int = 0
    problems: tuple[ImportProblem, ...] = ()
    problems_total: int = 0
    read_as: str = ""


class SuppressedRepairAnswer(Model):
    """`suppressed repair`: how many addresses are left, and where the damaged file is; null if none was."""

    addresses: int
    damaged: str | None


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


class RecipientsAnswer(Model):
    """`mailings show --all`: every recipient in order, with its outcome."""

    mailing: MailingShape
    recipients: tuple[RecipientOutcome, ...]


class TracedShape(RecipientOutcome):
    """One address in one mailing. `subject` is filled in where the values of the recipient are kept."""

    mailing: str
    subject: Line
    sender: str


class TraceAnswer(Model):
    """`mailings trace`: one address over all mailings, the newest first.

    `service` is what the service itself shows of the last thirty days, null where it was not asked or did not
    answer; `unknown` then says why.
    """

    address: str
    recipients: tuple[TracedShape, ...]
    service: tuple[ServiceTrace, ...] | None
    unknown: tuple[UnknownFigure, ...] = ()
