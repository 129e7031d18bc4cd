"""What could not be read of an account, so that no purchase is recommended on it."""

from dm_tui.domain.account.account import Account
from dm_tui.domain.account.unknown_figures import Figure
from dm_tui.domain.advice.advice_request import QuotaChoice
from dm_tui.domain.advice.wording import DAILY_QUOTA_NOT_KNOWN, OWNED_PLANS_NOT_KNOWN


def require_what_advice_needs(account: Account, daily_quota: int | QuotaChoice) -> None:
    """Refuse where a purchase would be recommended on a figure that could not be read.

    The quota of an account that is not activated is not known either: the advice only says so.
    """
    for unread in account.unknown_of(Figure.PLANS, Figure.SOME_PLANS):
        raise OWNED_PLANS_NOT_KNOWN(why=unread.why)
    if daily_quota is QuotaChoice.OWN and account.activated is not False:
        for unread in account.unknown_of(Figure.DAILY_QUOTA):
            raise DAILY_QUOTA_NOT_KNOWN(why=unread.why)
