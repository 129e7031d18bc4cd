"""Looking something up by its name in a list that may not have been read: not listed is not the same as not
there.
"""

from dm_tui.domain.account.account import Account
from dm_tui.domain.account.unknown_figures import FIGURE_LABELS, Figure, why_unknown
from dm_tui.domain.account.wording import LIST_NOT_READ
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.setup.mail_domain import MailDomain
from dm_tui.domain.setup.sender import require_sender_domain


def absent(account: Account, list_of: Figure, error: DirectMailError) -> DirectMailError:
    """Return the error of a name that is not listed: `error`, or why nobody knows whether it is there."""
    why = why_unknown(account.unknown, list_of)
    return error if why is None else _not_read(list_of, why)


def _not_read(list_of: Figure, why: str) -> DirectMailError:
    return LIST_NOT_READ(list=FIGURE_LABELS[list_of].removeprefix("your "), why=why)


def require_read(account: Account, list_of: Figure) -> None:
    """Refuse to act on a list that could not be read."""
    if (why := why_unknown(account.unknown, list_of)) is not None:
        raise _not_read(list_of, why)


def require_usable_domain(account: Account, address: str, domain: MailDomain | None) -> None:
    """Refuse a sender address of a domain that does not send.

    Where the domains could not be read, the service decides: it checks the sender address itself.
    """
    if why_unknown(account.unknown, Figure.DOMAINS) is None or (domain and domain.region != account.region):
        require_sender_domain(address, domain, account.region)
