"""Every amount in JSON has two decimals at least, however the vendor writes it."""

import re
from collections.abc import Iterator
from typing import Any

from tests.alibaba.conftest import Command
from tests.alibaba.server import Vendor
from tests.alibaba.server.account import now
from tests.alibaba.server.bills import VendorBill

COMMANDS = (
    ("status",),
    ("plans",),
    ("quote", "50k"),
    ("advise", "--monthly", "20k"),
    ("buy", "50k", "--accept-terms", "--yes-spend", "13.05"),
    ("orders",),
    ("orders", "show", "ORDER"),
    ("plans", "refund", "PLAN"),
    ("bills",),
)


def amounts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"amount", "currency"}:
            yield value["amount"]
        else:
            for item in value.values():
                yield from amounts(item)
    elif isinstance(value, list):
        for item in value:
            yield from amounts(item)


def test_every_amount_has_its_cents(live_command: Command, vendor: Vendor) -> None:
    vendor.account.bills = [VendorBill("half", f"{now():%Y-%m}", amount=12.5, open=2.5, paid=None)]
    known = {"ORDER": "", "PLAN": ""}
    for words in COMMANDS:
        document = live_command(*(known.get(word, word) for word in words), "--json").document()
        found = list(amounts(document))
        assert found, words
        assert [amount for amount in found if not re.fullmatch(r"-?\d+\.\d{2,}", amount)] == [], words
        if words[0] == "buy":
            known = {"ORDER": document["order"]["id"], "PLAN": document["plans"][0]["id"]}
