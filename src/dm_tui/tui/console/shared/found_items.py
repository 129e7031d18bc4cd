"""What the palette finds by name on the console: orders, plans, domains, addresses, templates, mailings."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from dm_tui.domain.text import clean_line
from dm_tui.services.all_orders import all_orders
from dm_tui.services.direct_mail import DirectMail

MOST = 200
"""How many of each kind are found, the newest first (our own limit)."""

_NO_MARKUP = str.maketrans("[]", "()")
"""Textual's palette takes brackets for markup."""


class FoundItem(NamedTuple):
    """One item: its name in the palette, what it is, and the tab, the list and the row that have it."""

    title: str
    help: str
    pane: str
    view: str
    row: str


def found_items(direct_mail: DirectMail) -> Iterator[FoundItem]:
    """Yield the items that can be opened by name."""
    for order in islice(all_orders(direct_mail), MOST):
        yield _item("Order", order.id, order.shown_status, "plans", "orders", order.id)
    for plan in islice(direct_mail.overviews.plan_history(), MOST):
        yield _item("Plan", plan.id, f"{plan.left:,} emails left", "plans", "plans", plan.id)
    for domain in direct_mail.domains.list():
        yield _item("Domain", domain.readable, domain.status, "senders", "domains", domain.name)
    for sender in direct_mail.senders.list():
        yield _item("Sender address", sender.readable, str(sender.kind), "senders", "senders", sender.address)
    for template in direct_mail.templates.records():
        yield _item("Template", template.name, str(template.status), "senders", "templates", template.name)
    for mailing in islice(direct_mail.sending.mailing_history(), MOST):
        name = f"{clean_line(mailing.subject, 60)} {mailing.id}"
        yield _item("Mailing", name, str(mailing.status), "send", "mailings", mailing.id)


def _item(kind: str, name: str, status: str, pane: str, view: str, row: str) -> FoundItem:
    title = f"{kind}: {clean_line(name, 100)}".translate(_NO_MARKUP)
    return FoundItem(title, f"Open it ({status})", pane, view, row)
