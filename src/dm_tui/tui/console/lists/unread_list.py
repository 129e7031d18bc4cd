"""Why a list of a live account is not known: without it an empty list would say that you own nothing."""

from collections.abc import Callable

from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.lines.figures import unread_list_words
from dm_tui.services.direct_mail import DirectMail


def unread_words(direct_mail: DirectMail, figure: Figure) -> Callable[[], str]:
    """Return a function that says why the list is not known and what to do, or nothing."""
    return lambda: unread_list_words(direct_mail.prerequisites.account().unknown_of(figure))
