"""What emails of unknown outcome were charged, hour by hour, until they are settled, and what is certain."""

from datetime import datetime
from typing import TYPE_CHECKING

from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.counts import show_count
from dm_tui.domain.mailing.wording import CHARGE_NOT_KNOWN
from dm_tui.domain.model import Model
from dm_tui.domain.usage.paying_sources import Allocation
from dm_tui.domain.usage.usage_record import Span

if TYPE_CHECKING:
    from dm_tui.domain.mailing.mailing import Mailing


class UnknownCharge(Model):
    """The charge, at one time, of emails that may or may not have left."""

    charged: Allocation
    charged_at: datetime


def add_unknown_charge(
    charges: tuple[UnknownCharge, ...], charge: UnknownCharge
) -> tuple[UnknownCharge, ...]:
    """Return all charges, those of one hour as one: their number grows with the hours, not the recipients."""
    last = charges[-1] if charges else None
    if last is None or Span.HOUR.start(last.charged_at) != Span.HOUR.start(charge.charged_at):
        return (*charges, charge)
    return (*charges[:-1], last.model_copy(update={"charged": last.charged + charge.charged}))


def split_last_charged(
    charges: tuple[UnknownCharge, ...], emails: int
) -> tuple[tuple[UnknownCharge, ...], tuple[UnknownCharge, ...]]:
    """Return the charges of the `emails` that were charged last, and those of the rest."""
    last_charged: list[UnknownCharge] = []
    while emails:
        last = charges[-1]
        part = last.charged.last(min(emails, last.charged.emails))
        rest = last.charged - part
        last_charged.append(last.model_copy(update={"charged": part}))
        charges = charges[:-1]
        if rest.emails:
            charges = (*charges, last.model_copy(update={"charged": rest}))
        emails -= part.emails
    return tuple(last_charged), charges


def certain_charge(mailing: "Mailing") -> Allocation:
    """Return what emails of a known outcome were charged."""
    certain = mailing.charged
    for doubt in mailing.doubtful:
        certain = certain - doubt.charged
    return certain


def why_charge_unknown(mailing: "Mailing") -> tuple[UnknownFigure, ...]:
    """Return why something of the charge is not known: which source paid, or whether emails are charged."""
    if not mailing.unknown:
        return mailing.unknown_payers
    why = CHARGE_NOT_KNOWN.format(emails=show_count(mailing.unknown, "email"))
    return (*mailing.unknown_payers, UnknownFigure(what=Figure.OUTCOMES, why=why))
