"""What an account has before it buys: the plans it owns, and what is left of its quotas."""

from datetime import datetime

from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.usage.paying_sources import Meter
from dm_tui.services.usage.quota_left import current_meter
from dm_tui.store.state import StateFile


def read_account_quota(
    state: StateFile, catalogue: Catalogue, now: datetime
) -> tuple[tuple[ResourcePlan, ...], Meter]:
    """Return the plans that are not closed, and the meter."""
    with state.read() as tables:
        return tables.of(ResourcePlan).open(), current_meter(tables, catalogue, now)
