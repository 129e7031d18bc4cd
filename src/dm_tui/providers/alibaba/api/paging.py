"""The service's lists of domains, sender addresses and templates: rows whose names contain `word`, all without one."""

from dm_tui.providers.alibaba.api.billing_answers import R, RowsAnswer
from dm_tui.providers.alibaba.api.client import Client, Service
from dm_tui.providers.alibaba.api.mail_answers import (
    DomainList,
    SenderList,
    TemplateList,
    VendorDomain,
    VendorSender,
    VendorTemplate,
)


def domain_rows(client: Client, word: str = "") -> list[VendorDomain]:
    """Return the domains of the region."""
    return _rows(client, "QueryDomainByParam", DomainList, word)


def sender_rows(client: Client, word: str = "") -> list[VendorSender]:
    """Return the sender addresses of the region."""
    return _rows(client, "QueryMailAddressByParam", SenderList, word)


def template_rows(client: Client, word: str = "") -> list[VendorTemplate]:
    """Return the templates of the account."""
    return _rows(client, "QueryTemplateByParam", TemplateList, word)


def _rows(client: Client, action: str, answer: type[RowsAnswer[R]], word: str) -> list[R]:
    return client.read_pages(Service.MAIL, action, answer, page_size=50, most=10, key_word=word or None)
