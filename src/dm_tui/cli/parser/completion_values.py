"""The values an argument can have: from the catalogue, the grammar or the account.

The account is read only where its values are asked for. An argument's declaration names one of the functions
of `STATIC` or `ACCOUNT`.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from dm_tui.content import read_content
from dm_tui.services.account.provider_choice import choose_account, provider_words

if TYPE_CHECKING:
    from dm_tui.services.direct_mail import DirectMail

Candidate = tuple[str, str]
"""A word that can come next, and what it is."""

FILES = ":files"
"""Asks the shell for its own completion of file names."""

ENCODINGS = (
    "UTF-8",
    "GB18030",
    "Big5",
    "Shift-JIS",
    "EUC-JP",
    "EUC-KR",
    "Windows-1252",
    "Windows-1251",
    "UTF-16",
)
"""Those that spreadsheets are often saved in."""

NEWEST = 100
"""How many ids are offered."""


def values_of(name: str, options: Mapping[str, str]) -> Iterable[Candidate]:
    """Return the values of that name; `options` say which account to read."""
    return STATIC[name]() if name in STATIC else ACCOUNT[name](_open_account(options))


def _open_account(options: Mapping[str, str]) -> "DirectMail":
    from dm_tui.cli.fast_imports import import_pydantic_fast

    import_pydantic_fast()
    if profile := options.get("profile"):
        os.environ["DM_TUI_PROFILE"] = profile
    from dm_tui.services.direct_mail import DirectMail

    return DirectMail(*choose_account(options.get("state"), options.get("provider"), options.get("region")))


def _specs() -> Iterator[Candidate]:
    for plan in json.loads(read_content("catalogue.json"))["plans"]:
        yield plan["spec"], str(plan["emails"])


def _regions() -> Iterator[Candidate]:
    for region in json.loads(read_content("regions.json")):
        yield region["id"], region["name"]


def _profiles() -> Iterator[Candidate]:
    from dm_tui.settings.values import settings_file

    for name, values in settings_file().profiles.items():
        yield name, ", ".join(str(values[key]) for key in ("provider", "region") if key in values)


def _command_words() -> Iterator[Candidate]:
    from dm_tui.cli.declarations import all_commands

    words = (command.words.partition(" ")[0] for command in all_commands() if command.answers)
    return ((word, "") for word in (*dict.fromkeys(words), "error"))  # what every command may print


def _policies(direct_mail: "DirectMail") -> Iterator[Candidate]:
    from dm_tui.domain.account.permissions import REQUIRED_POLICIES

    return ((policy, "") for policy in REQUIRED_POLICIES)


def _orders(*statuses: str) -> Callable[["DirectMail"], Iterator[Candidate]]:
    def orders(direct_mail: "DirectMail") -> Iterator[Candidate]:
        for order in islice(direct_mail.overviews.order_history(), NEWEST):
            if not statuses or order.status in statuses:
                yield order.id, f"{order.shown_status}, {order.total}"

    return orders


def _bills(direct_mail: "DirectMail") -> Iterator[Candidate]:
    for bill in islice(direct_mail.overviews.bill_history(), NEWEST):
        yield bill.id, f"{bill.status}, {bill.total}"


STATIC: dict[str, Callable[[], Iterable[Candidate]]] = {
    "files": lambda: [(FILES, "")],
    "providers": provider_words,
    "profiles": _profiles,
    "specs": _specs,
    "regions": _regions,
    "command_words": _command_words,
    "encodings": lambda: ((name, "") for name in ENCODINGS),
}
"""What is known without the account."""

ACCOUNT: dict[str, Callable[["DirectMail"], Iterable[Candidate]]] = {
    "payment_methods": lambda direct_mail: (
        (method.id, method.detail) for method in direct_mail.purchases.payment_methods()
    ),
    "lists": lambda direct_mail: (
        (kept.name, f"{kept.count:,} recipients") for kept in direct_mail.recipient_lists.all()
    ),
    "scenarios": lambda direct_mail: ((name, "") for name in direct_mail.sandbox.scenarios),
    "users": lambda direct_mail: ((name, "") for name in direct_mail.overviews.users()),
    "policies": _policies,
    "orders": _orders(),
    "unpaid_orders": _orders("unpaid"),
    "unsettled_orders": _orders("unknown", "submitting"),
    "bills": _bills,
    "plans": lambda direct_mail: (
        (plan.id, f"{plan.left} of {plan.emails} left")
        for plan in direct_mail.overviews.plan_history()[:NEWEST]
    ),
    "messages": lambda direct_mail: (
        (message.id, message.subject) for message in direct_mail.overviews.message_history()[:NEWEST]
    ),
    "mailings": lambda direct_mail: (
        (mailing.id, mailing.subject) for mailing in direct_mail.sending.mailings(NEWEST)
    ),
    "letters": lambda direct_mail: (
        (letter.id, letter.subject) for letter in direct_mail.outbox.letters()[0:NEWEST]
    ),
    "domains": lambda direct_mail: ((domain.name, domain.region) for domain in direct_mail.domains.list()),
    "templates": lambda direct_mail: (
        (template.id, template.subject) for template in direct_mail.templates.records()
    ),
    "senders": lambda direct_mail: ((sender.address, sender.kind) for sender in direct_mail.senders.list()),
}
"""What only the account knows."""
