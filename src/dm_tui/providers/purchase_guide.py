"""The regions, prices and terms of the guides, from which every account at the service starts."""

import json
from functools import cache
from typing import TYPE_CHECKING

from dm_tui.content import read_content
from dm_tui.domain.account.regions import Region

if TYPE_CHECKING:  # the first frame shows regions and no prices
    from dm_tui.domain.purchase.catalogue import Catalogue


@cache
def documented_regions() -> tuple[Region, ...]:
    """Return the regions of the service, Singapore first: it needs no further verification."""
    return tuple(Region.model_validate(item) for item in json.loads(read_content("regions.json")))


@cache
def documented_catalogue(currency: str = "") -> "Catalogue":
    """Return the prices and terms of the purchase guide, by default in its own currency.

    In another currency the guide names no amount: what pay-as-you-go costs there, and when it is charged, is
    not known.
    """
    from dm_tui.domain.purchase.catalogue import Catalogue

    guide = Catalogue.model_validate_json(read_content("catalogue.json"))
    if currency in ("", guide.currency):
        return guide
    unknown = {"plans": (), "pay_as_you_go_per_thousand": None, "charge_threshold": None}
    return guide.model_copy(update={**unknown, "currency": currency})
