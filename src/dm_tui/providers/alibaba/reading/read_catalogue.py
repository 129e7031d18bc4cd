"""Reading what the account can buy, in which sizes, and making the catalogue of it."""

import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal

from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue, PlanSpecification, SoldAs, emails_of, spec_of
from dm_tui.domain.text import clean_line
from dm_tui.providers.alibaba.api import account_and_plan_answers as answers
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.errors import RefusedError
from dm_tui.providers.alibaba.reading.email_amounts import MULTIPLES
from dm_tui.providers.alibaba.reading.reading_record import VendorOffer
from dm_tui.providers.purchase_guide import documented_catalogue

_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(百万|万|千|[km](?!i?b))?(?!\s*[tgmk]i?b)", re.IGNORECASE)

_NO_PLANS = ("ProductNotFind", "ProductNotSupported", "ProductNotFound", "InvalidParameter")
"""How a product that sells no plans is refused (page of DescribeResourcePackageProduct, status 400)."""


def read_offers(client: Client, products: Iterable[str]) -> tuple[VendorOffer, ...]:
    """Return what the first of these products that sells plans has on sale, by size."""
    return next(filter(None, (_offers_of(client, product) for product in products)), ())


def _offers_of(client: Client, product: str) -> tuple[VendorOffer, ...]:
    try:
        answer = client.read(
            Service.BILLING, "DescribeResourcePackageProduct", answers.PackageProduct, product_code=product
        )
    except RefusedError as refused:
        if refused.action or not refused.code.startswith(_NO_PLANS):
            raise
        return ()  # it sells no plans
    offers: dict[str, VendorOffer] = {}
    for kind in [kind for package in answer.rows for kind in package.package_types if kind.code]:
        for size in kind.specifications:
            emails, duration = _emails(size), _duration(size)
            if emails is not None and duration is not None:
                offer = VendorOffer(
                    spec=spec_of(emails),
                    product=product,
                    package_type=kind.code,
                    specification=size.value,
                    duration=duration.value or 0,
                    cycle=duration.unit or "Month",
                    sold_as=_sold_as(kind),
                )
                offers[offer.spec] = _beside(offers.get(offer.spec), offer)
    return tuple(sorted(offers.values(), key=lambda offer: emails_of(offer.spec)))


def _sold_as(kind: answers.PackageType) -> SoldAs:
    properties = {clean_line(row.name): clean_line(row.value) for row in kind.properties if row.name}
    return SoldAs(code=kind.code, name=kind.name, properties=properties)


def _beside(first: VendorOffer | None, offer: VendorOffer) -> VendorOffer:
    """Return the offer of a size: the first one, which knows of any other that is not the same."""
    if first is None or first.sold_as is None or offer.sold_as is None:
        return offer
    same = first.package_type == offer.package_type and first.specification == offer.specification
    alike = first.alike or (first.sold_as,)
    return first if same else first.model_copy(update={"alike": (*alike, offer.sold_as)})


def build_catalogue(prices: dict[str, Money], offers: tuple[VendorOffer, ...]) -> Catalogue:
    """Return the catalogue of the account. Its version changes whenever a price does."""
    currency = next((price.currency for price in prices.values()), "")
    known = documented_catalogue(currency)
    plans = tuple(
        PlanSpecification(
            spec=offer.spec,
            emails=emails_of(offer.spec),
            price=prices[offer.spec],
            validity_months=offer.duration * (12 if offer.cycle == "Year" else 1),
            sold_as=offer.sold_as,
        )
        for offer in offers
        if offer.spec in prices and not offer.alike
    )
    figures = "|".join(f"{plan.spec} {plan.price} {plan.sold_as or ''}" for plan in plans)
    return known.model_copy(
        update={
            "version": f"{known.version}-{hashlib.sha256(figures.encode()).hexdigest()[:8]}",
            "plans": plans,
            "daily_quota": None,
            "ambiguous": {offer.spec: offer.alike for offer in offers if offer.alike},
        }
    )


def _emails(specification: answers.Specification) -> int | None:
    """Return the size of a specification: its value if that is a number, else the one in its name."""
    for text in (specification.value, specification.name):
        for number, unit in _NUMBER.findall(text):
            emails = Decimal(number.replace(",", "")) * MULTIPLES[unit.lower()]
            if 1_000 <= emails <= 1_000_000_000 and emails == int(emails):
                return int(emails)
    return None


def _duration(specification: answers.Specification) -> answers.Duration | None:
    """Return six months (purchase guide), else the first validity on offer."""
    known = ("", "Month", "Year")
    durations = [item for item in specification.available_durations if item.value and item.unit in known]
    six = [duration for duration in durations if duration.value == 6 and duration.unit in ("", "Month")]
    return next(iter([*six, *durations]), None)
