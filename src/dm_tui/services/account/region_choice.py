"""Choosing the region that sends: for good, as the account's, or only while this program is open."""

from typing import TYPE_CHECKING

from dm_tui.domain.account.regions import Region, find_region
from dm_tui.settings.profiles import require_region_not_in_file

if TYPE_CHECKING:
    from dm_tui.providers.protocol import AccountProvider


def choose_region(account: "AccountProvider", typed: str) -> Region:
    """Make a region, by its id or name, the account's.

    What it still needs is asked when you buy or send. Refuses while the settings file names one, which
    would count again with the next start.
    """
    require_region_not_in_file()
    region = find_region(account.regions(), typed)
    account.use_region(region.id)
    return region


def use_region_while_open(account: "AccountProvider", typed: str) -> str:
    """Buy and send in a region, by its id or name, while this program is open; return its id."""
    region = find_region(account.regions(), typed).id
    account.use_region(region, stored=False)
    return region
