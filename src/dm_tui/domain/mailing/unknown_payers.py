"""Why it is not known who pays for emails: a source that pays before others could not be read."""

from collections.abc import Iterable

from dm_tui.domain.account.unknown_figures import Figure, UnknownFigure
from dm_tui.domain.usage.paying_sources import Allocation


def unknown_payers(split: Allocation, unknown: Iterable[UnknownFigure]) -> tuple[UnknownFigure, ...]:
    """Return what would have to be known to say which source pays for emails, and why it is not.

    A free quota comes before all else; plans matter only where it does not pay for everything.
    """
    if not split.emails:
        return ()
    deciding = {Figure.FREE_QUOTA}
    if split.emails > split.free:
        deciding |= {Figure.PLANS, Figure.SOME_PLANS}
    return tuple(figure for figure in unknown if figure.what in deciding)
