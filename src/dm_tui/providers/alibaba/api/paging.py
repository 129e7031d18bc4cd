"""Reading the service's lists of domains, sender addresses and templates page by page."""

from collections.abc import Callable
from typing import TypeVar

from dm_tui.domain.model import Model
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.mail_answers import (
    DomainList,
    SenderList,
    TemplateList,
    VendorDomain,
    VendorSender,
    VendorTemplate,
)

PAGE_SIZE = 50
MAX_PAGES = 10

P = TypeVar("P", bound=Model)
R = TypeVar("R", bound=Model)


def domain_rows(client: Client, word: str) -> list[VendorDomain]:
    """Return the domains whose names contain `word`, all where it is empty."""
    return _all_rows(client, "QueryDomainByParam", DomainList, word, lambda page: page.data.domain)


def sender_rows(client: Client, word: str) -> list[VendorSender]:
    """Return the sender addresses whose names contain `word`, all where it is empty."""
    return _all_rows(client, "QueryMailAddressByParam", SenderList, word, lambda page: page.data.mail_address)


def template_rows(client: Client, word: str) -> list[VendorTemplate]:
    """Return the templates whose names contain `word`, all where it is empty."""
    return _all_rows(client, "QueryTemplateByParam", TemplateList, word, lambda page: page.data.template)


def _all_rows(
    client: Client, action: str, answer: type[P], word: str, rows: Callable[[P], tuple[R, ...]]
) -> list[R]:
    """Return the rows of all pages of a query; `word` is part of a name, empty for all."""
    all_rows: list[R] = []
    for page in range(1, MAX_PAGES + 1):
        page_rows = rows(
            client.read(
                Service.MAIL, action, answer, key_word=word or None, page_no=page, page_size=PAGE_SIZE
            )
        )
        all_rows += page_rows
        if len(page_rows) < PAGE_SIZE:
            break
    return all_rows
