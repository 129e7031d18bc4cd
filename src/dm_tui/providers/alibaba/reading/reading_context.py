"""What the parts of one reading share: whose account it is, when, the products and what they cost."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property, partial
from typing import NamedTuple

from dm_tui.domain.account.unknown_figures import ReadingPart
from dm_tui.domain.money import Money
from dm_tui.domain.setup.template import Template
from dm_tui.providers.alibaba.api.account_and_plan_answers import Product
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.endpoints import Site
from dm_tui.providers.alibaba.api.errors import CallFailedError
from dm_tui.providers.alibaba.api.parallel_reads import ParallelReads, Wait
from dm_tui.providers.alibaba.reading.part_result import PartResult, failure_words, not_known
from dm_tui.providers.alibaba.reading.read_catalogue import read_offers
from dm_tui.providers.alibaba.reading.read_price import read_price
from dm_tui.providers.alibaba.reading.read_products import (
    chosen_product,
    first_products,
    list_products,
    products_to_ask,
)
from dm_tui.providers.alibaba.reading.reading_record import LiveAccount, VendorOffer

_NO_PRODUCT = (
    "It is not known under which product Alibaba Cloud sells plans. {why} You can name it in "
    "DM_TUI_ALIBABA_PRODUCT."
)


class ListingBegun(NamedTuple):
    """A list of products of which the first page is being read, and the site that was asked."""

    site: Site
    first: "Wait[tuple[Product, ...]]"


class ReadingContext:
    """One reading: whose account, when, and what its parts share."""

    def __init__(
        self,
        client: Client,
        record: LiveAccount,
        templates: Mapping[str, Template],
        now: datetime,
        at_once: ParallelReads,
    ) -> None:
        self.client, self.record, self.templates, self.now = client, record, templates, now
        self.region = client.region
        self.at_once = at_once
        self.balance: Money | None = None
        self.asked_products: list[str] = []
        self.unlisted: CallFailedError | None = None
        self._prices: dict[str, Wait[Money]] = {}
        self._listing: ListingBegun | None = None

    @cached_property
    def offers(self) -> "Wait[tuple[VendorOffer, ...]]":
        """Start reading what is on sale, once for all parts."""
        return self.at_once.begin(self._read_offers)

    @property
    def knows_products(self) -> bool:
        """Whether it is known, or chosen, under which codes plans are sold."""
        return bool(self.record.offers or chosen_product())

    def begin_listing(self) -> "Wait[tuple[Product, ...]]":
        """Start to list the products before the account's site is known, which is probably the client's."""
        first = self.at_once.begin(partial(first_products, self.client))
        self._listing = ListingBegun(self.client.site, first)
        return first

    def _list_products(self) -> list[str]:
        listing = self._listing
        here = listing is not None and listing.site is self.client.site
        return list_products(
            listing.first if listing is not None and here else partial(first_products, self.client),
            self.client,
        )

    def price(self, offer: VendorOffer) -> "Wait[Money]":
        """Start reading what an offer costs, once."""
        key = offer.model_dump_json()
        if key not in self._prices:
            self._prices[key] = self.at_once.begin(partial(read_price, self.client, offer))
        return self._prices[key]

    def _read_offers(self) -> tuple[VendorOffer, ...]:
        remembered = tuple(dict.fromkeys(offer.product for offer in self.record.offers))
        candidates = products_to_ask(self._list_products, remembered, self._note_unlisted, self.client.site)
        try:
            return read_offers(self.client, map(self._note_product, candidates))
        except CallFailedError:
            for product in candidates:  # plans may be owned under one that was not asked for what it sells
                self._note_product(product)
            raise

    def _note_unlisted(self, failure: CallFailedError) -> None:
        self.unlisted = failure

    def _note_product(self, product: str) -> str:
        self.asked_products.append(product)
        return product

    def products(self) -> tuple[tuple[str, ...], CallFailedError | None]:
        """Return the codes under which plans are and were sold, and why these may not be all.

        A plan outlives its sale.
        """
        if self.record.products:
            return self.record.products, None
        try:
            offers = self.offers()
        except CallFailedError:
            offers = ()
        sold = [offer.product for offer in offers]
        codes = (*sold, *self.asked_products) if sold else (*self.asked_products, self.record.product)
        return tuple(dict.fromkeys(codes)), None if sold else self.unlisted

    def not_known(self, part: ReadingPart, failure: CallFailedError) -> PartResult:
        """Return the result of a part that rests on the list of products, which could not be read."""
        return not_known(part, _NO_PRODUCT.format(why=failure_words(failure)), failure)
