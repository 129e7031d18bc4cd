"""What was read of the account last, kept in the state file: usable without a network, shown with its age."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.account.account import Identity
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue
from dm_tui.domain.text import Line
from dm_tui.providers.alibaba.api.endpoints import Site

DOCUMENTED_PRODUCT = "dmbag"
"""The product code of Direct Mail plans on the Chinese site; that of the international one is not documented."""


class VerificationState(StrEnum):
    """What is known of identity verification. No call tells of it."""

    UNKNOWN = "not known"
    INFERRED = "complete: the account bought or activated before"
    CONFIRMED_BY_USER = "complete, you said"
    DENIED = "not complete, Alibaba Cloud said"


class VendorOffer(Model):
    """How the vendor names one of our specifications; a purchase is made with these."""

    spec: str
    product: Line
    package_type: Line
    specification: Line
    duration: int
    cycle: str


class LiveAccount(Model):
    """The account as it was at `read_at`; nothing secret, only which link of the chain the key came from.

    `missing` are the RAM actions that were refused. `prices_problem` says why `catalogue` is not to be used.
    `products` are all codes that plans were ever on sale
    under. `counted` is when the statistics of a region were read, `orders_at` when the orders were.
    """

    TABLE: ClassVar[str] = "alibaba"

    id: Line = ""
    identity: Identity | None = None
    credentials: Line = ""
    site: Site | None = None
    region: str = "ap-southeast-1"
    missing: tuple[Line, ...] = ()
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
        """The vendor's code of what was on sale last; the documented one before anything was."""
        return self.offers[0].product if self.offers else DOCUMENTED_PRODUCT

    def offer(self, spec: str) -> VendorOffer | None:
        """Return how the vendor names a specification."""
        return next((one for one in self.offers if one.spec == spec), None)
