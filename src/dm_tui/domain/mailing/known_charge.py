"""What is certain of the charge of a mailing: emails of unknown outcome may still be given back."""

from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.counts import show_count
from dm_tui.domain.mailing.mailing import Mailing
from dm_tui.domain.mailing.wording import CHARGE_NOT_KNOWN
from dm_tui.domain.usage.paying_sources import Allocation


def certain_charge(mailing: Mailing) -> Allocation:
    """Return what emails of a known outcome were charged."""
    certain = mailing.charged
    for doubt in mailing.doubtful:
        certain = certain - doubt.charged
    return certain


def why_charge_unknown(mailing: Mailing) -> tuple[UnknownFigure, ...]:
    """Return why something of the charge is not known: which source paid, or whether emails are charged."""
    if not mailing.unknown:
        return mailing.unknown_payers
    why = CHARGE_NOT_KNOWN.format(emails=show_count(mailing.unknown, "email"))
    return (*mailing.unknown_payers, UnknownFigure(what=Figure.OUTCOMES, why=why))
