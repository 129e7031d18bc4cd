"""Finding the products of Direct Mail: the codes under which the account may buy plans."""

import os
from collections.abc import Callable, Iterable, Iterator

from dm_tui.providers.alibaba.api import account_and_plan_answers as answers
from dm_tui.providers.alibaba.api.call_permissions import Service
from dm_tui.providers.alibaba.api.client import Client
from dm_tui.providers.alibaba.api.endpoints import Site
from dm_tui.providers.alibaba.api.errors import CallFailedError
from dm_tui.providers.alibaba.reading.reading_record import DOCUMENTED_PRODUCT

_PRODUCT_NAMES = ("direct mail", "directmail", "邮件推送")

PAGE_SIZE, MAX_PAGES = 100, 20
"""Products of a page, and pages that are read (our own choice)."""


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
