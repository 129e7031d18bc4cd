"""The last reading of the account, stored in the state file: usable offline, shown with its age."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.account.account import Identity
from dm_tui.domain.account.unknown import UnknownFigure
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.text import Line
from dm_tui.providers.alibaba.api.endpoints import Site

DOCUMENTED_PRODUCT = "dmbag"
"""The product code of Direct Mail plans on the Chinese site; the international site's is not documented."""


class VerificationState(StrEnum):
    """What is known of identity verification. No call reports it."""

    UNKNOWN = "not known"
    INFERRED = "complete: the account bought or activated before"
    CONFIRMED_BY_USER = "complete, you said"
    DENIED = "not complete, Alibaba Cloud said"


class VendorOffer(Model):
    """The vendor's names for one of our specifications; a purchase needs them."""

    spec: str
    product: Line
    package_type: Line
    specification: Line
    duration: int
    cycle: str

    @property
    def parameters(self) -> dict[str, object]:
        """What a call for its price or its purchase needs."""
        same = self.model_dump(include={"package_type", "specification", "duration"})
        return {"product_code": self.product, "pricing_cycle": self.cycle, **same}


class LiveAccount(Model):
    """The account as it was at `read_at`; nothing secret, only which link of the chain supplied the key.

    `missing` are the RAM actions that were refused, `unknown` is what the reading could not tell. `prices_problem` says why not to use `catalogue`. `products`
    are all codes under which plans were ever on sale. `counted` is when the statistics of each region were read,
    `orders_at` when the orders were.
    """

    TABLE: ClassVar[str] = "alibaba"

    id: Line = ""
    identity: Identity | None = None
    credentials: Line = ""
    site: Site | None = None
    region: str = "ap-southeast-1"
    missing: tuple[Line, ...] = ()
    unknown: tuple[UnknownFigure, ...] = ()
    verification: VerificationState = VerificationState.UNKNOWN
    mainland_told: bool = False
    offers: tuple[VendorOffer, ...] = ()
    products: tuple[Line, ...] = ()
    catalogue: Catalogue | None = None
    prices_problem: Line = ""
    balance: Money | None = None
    counted: dict[str, datetime] = {}
    orders_at: datetime | None = None
    read_at: datetime | None = None

    @property
    def product(self) -> str:
        """The vendor's code of what was last on sale, or the documented one before that is read."""
        return self.offers[0].product if self.offers else DOCUMENTED_PRODUCT
