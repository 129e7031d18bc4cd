"""Reading what the account can buy, and at which price. An implausible price is not shown."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from dm_tui.domain.money import Money
from dm_tui.domain.purchase.catalogue import Catalogue, PlanSpecification, SoldAs, emails_of, spec_of
from dm_tui.domain.text import clean_line
from dm_tui.providers.alibaba.api import billing_answers as answers
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.endpoints import Site
from dm_tui.providers.alibaba.api.errors import CallFailedError, OutcomeUnknownError, RefusedError
from dm_tui.providers.alibaba.reading.email_amounts import MULTIPLES
from dm_tui.providers.alibaba.reading.stored_records import DOCUMENTED_PRODUCT, VendorOffer
from dm_tui.providers.alibaba.wording import PRICE_IMPLAUSIBLE
from dm_tui.providers.documented import documented_catalogue

_PRODUCT_NAMES = ("direct mail", "directmail", "邮件推送")
_DOLLARS = {"USD": Decimal(1), "CNY": Decimal("0.14"), "JPY": Decimal("0.007"), "SGD": Decimal("0.75")}
"""One unit in US dollars, roughly: enough to notice a price in the wrong unit (estimate)."""

_CHEAPEST, _DEAREST = Decimal("0.03"), Decimal("3")
"""US dollars for 1,000 emails, ten times off the known prices: beyond, the unit differs. Our own limit."""

PAGE_SIZE, MAX_PAGES = 100, 20
"""Products of a page, and pages that are read (our own choice)."""

_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(百万|万|千|[km](?!i?b))?(?!\s*[tgmk]i?b)", re.IGNORECASE)

_NO_PLANS = ("ProductNotFind", "ProductNotSupported", "ProductNotFound", "InvalidParameter")
"""How a product that sells no plans is refused (page of DescribeResourcePackageProduct, status 400)."""


def read_offers(client: Client, products: Iterable[str]) -> tuple[VendorOffer, ...]:
    """Return what the first of these products that sells plans has on sale, by size."""
    return next(filter(None, (_offers_of(client, product) for product in products)), ())


def chosen_product() -> str:
    """Return the product code that the environment names, empty if none."""
    return os.environ.get("DM_TUI_ALIBABA_PRODUCT", "").strip()


def products_to_ask(
    listed: Callable[[], list[str]],
    remembered: Iterable[str],
    missing: Callable[[CallFailedError], None],
    site: Site,
) -> Iterator[str]:
    """Yield the product codes under which plans may be sold, the likeliest first.

    That is the one in `DM_TUI_ALIBABA_PRODUCT` alone, else the `remembered` ones, those named Direct Mail,
    and the one that is documented; for the Chinese `site` it is, so there it comes before the list is read. A
    list of products that cannot be read is reported to `missing`.
    """
    chosen = chosen_product()
    if chosen:
        yield chosen
        return
    asked = tuple(remembered)
    if site is Site.CHINA and not asked:
        asked = (DOCUMENTED_PRODUCT,)
    yield from asked
    named: list[str] = []
    try:
        named = listed()
    except CallFailedError as failure:
        missing(failure)
    yield from (product for product in dict.fromkeys([*named, DOCUMENTED_PRODUCT]) if product not in asked)


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


def read_price(client: Client, offer: VendorOffer) -> Money:
    """Return what one plan costs now, or refuse a price that is orders of magnitude off the known ones."""
    answer = client.read(Service.BILLING, "GetResourcePackagePrice", answers.PriceAnswer, **offer.parameters)
    amount, currency = answer.data.trade_price, answer.data.currency
    if amount is None or not currency:
        raise OutcomeUnknownError("Alibaba Cloud's answer has no price.")
    dollars = amount * _DOLLARS.get(currency, Decimal(0))
    if not _CHEAPEST <= dollars * 1000 / emails_of(offer.spec) <= _DEAREST:
        raise PRICE_IMPLAUSIBLE(spec=offer.spec, price=f"{currency} {amount}")
    return Money(amount=amount.normalize(), currency=currency).rounded()


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


def is_direct_mail(product_name: str) -> bool:
    """Say whether a product is Direct Mail or its plans, by its name on either site."""
    return any(name in product_name.lower() for name in _PRODUCT_NAMES)


def first_products(client: Client) -> tuple[answers.Product, ...]:
    """Return the first page of all products; only the site of the account gives it."""
    return _products(client, 1)


def list_products(first: Callable[[], tuple[answers.Product, ...]], client: Client) -> list[str]:
    """Return the codes of products named Direct Mail, those that look like plans first.

    The `first` page may be under way already.
    """
    products = page = first()
    for number in range(2, MAX_PAGES + 1):
        if len(page) < PAGE_SIZE:
            break
        page = _products(client, number)
        products += page
    codes = [product.product_code for product in products if is_direct_mail(product.product_name)]
    return sorted(filter(None, codes), key=lambda code: "bag" not in code.lower())


def _products(client: Client, page: int) -> tuple[answers.Product, ...]:
    which = {"page_num": page, "page_size": PAGE_SIZE}
    return client.read(Service.BILLING, "QueryProductList", answers.ProductList, **which).rows


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
