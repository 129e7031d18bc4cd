"""The last reading of the account, stored in the state file: usable offline, shown with its age."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from dm_tui.domain.account.account import Identity
from dm_tui.domain.account.unknown_figures import PART_FIGURES, ReadingPart, UnknownFigure
from dm_tui.domain.model import Model
from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue, SoldAs
from dm_tui.domain.text import Line
from dm_tui.providers.alibaba.api.endpoints import Site

DOCUMENTED_PRODUCT = "dmbag"
"""The product code of Direct Mail plans on the Chinese site; the international site's is not documented."""


NOT_READ_YET = "It was not read yet."


class VerificationState(StrEnum):
    """What is known of identity verification. No call reports it."""

    UNKNOWN = "not known"
    INFERRED = "complete: the account bought or activated before"
    CONFIRMED_BY_USER = "complete, you said"
    DENIED = "not complete, Alibaba Cloud said"


class VendorOffer(Model):
    """The vendor's names for one of our specifications; a purchase needs them.

    Where it sells one size as several things, `alike` are all of these: which one you mean is not known.
    """

    spec: str
    product: Line
    package_type: Line
    specification: Line
    duration: int
    cycle: str
    sold_as: SoldAs | None = None
    alike: tuple[SoldAs, ...] = ()

    @property
    def parameters(self) -> dict[str, object]:
        """What a call for its price or its purchase needs."""
        same = self.model_dump(include={"package_type", "specification", "duration"})
        return {"product_code": self.product, "pricing_cycle": self.cycle, **same}


class PartReading(Model):
    """One part of the account, as it was asked for at `at`: the unknown figures, and the refused RAM actions.

    `read_at` is when it was last read, None if never. `region` is the one asked; the billing service has
    none. An `outdated` one was read before a change that may have been made.
    """

    at: datetime
    read_at: datetime | None = None
    unknown: tuple[UnknownFigure, ...] = ()
    missing: tuple[Line, ...] = ()
    region: str = ""
    outdated: bool = False

    def with_allowed(self, actions: Collection[str]) -> "PartReading":
        """Return the reading without these RAM actions among the refused: they were allowed since."""
        return self.model_copy(
            update={"missing": tuple(action for action in self.missing if action not in actions)}
        )


class LiveAccount(Model):
    """The account as it was at `read_at`; nothing secret, only which link of the chain supplied the key.

    `parts` says how each part was read. `catalogue` are the prices that were last read, and `unpriced` the
    sizes on sale whose price was not. `products` are all codes under which plans were ever on sale. `counted`
    is when the statistics of each region were read, `orders_at` when the orders were. `refused` are the RAM
    actions of changes that were refused when they were last made: only making them shows it.
    """

    TABLE: ClassVar[str] = "alibaba"

    id: Line = ""
    identity: Identity | None = None
    credentials: Line = ""
    site: Site | None = None
    region: str = "ap-southeast-1"
    parts: dict[ReadingPart, PartReading] = {}
    verification: VerificationState = VerificationState.UNKNOWN
    mainland_told: bool = False
    offers: tuple[VendorOffer, ...] = ()
    products: tuple[Line, ...] = ()
    catalogue: Catalogue | None = None
    unpriced: tuple[Line, ...] = ()
    balance: Money | None = None
    counted: dict[str, datetime] = {}
    orders_at: datetime | None = None
    read_at: datetime | None = None
    refused: tuple[Line, ...] = ()

    @property
    def has_prices(self) -> bool:
        """Whether the last reading of what is on sale gave a price."""
        reading = self.parts.get(ReadingPart.ON_SALE)
        succeeded = reading is not None and reading.read_at == reading.at
        return succeeded and self.catalogue is not None and len(self.unpriced) < len(self.offers)

    @property
    def missing(self) -> tuple[str, ...]:
        """The RAM actions that were refused."""
        refused = (action for part in self.parts.values() for action in part.missing)
        return tuple(dict.fromkeys(refused))

    def reading(self, part: ReadingPart, region: str = "") -> PartReading | None:
        """Return the last reading of a part, None if it was never read, or in another region."""
        reading = self.parts.get(part)
        elsewhere = reading is not None and reading.region not in ("", region or self.region)
        return None if elsewhere else reading

    def unknown(self, region: str = "") -> tuple[UnknownFigure, ...]:
        """Return what the last reading of each part did not say in `region`.

        All of a part that was never read there.
        """
        return tuple(figure for part in ReadingPart for figure in self._unknown_of(part, region))

    def _unknown_of(self, part: ReadingPart, region: str) -> tuple[UnknownFigure, ...]:
        reading = self.reading(part, region)
        if reading is not None:
            return reading.unknown
        return tuple(UnknownFigure(what=figure, why=NOT_READ_YET) for figure in PART_FIGURES[part])

    @property
    def product(self) -> str:
        """The vendor's code of what was last on sale, or the documented one before that is read."""
        return self.offers[0].product if self.offers else DOCUMENTED_PRODUCT
