"""Hostile text in every record: nothing crashes, nothing reaches the terminal raw."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.store.migrations import SCHEMA
from dm_tui.store.snapshot import encode
from dm_tui.tui.console.lists.row_table import RowTable
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.console.looking import opens_orders
from tests.tui.hostile import ALL_AT_ONCE, shows_nothing_hostile
from tests.tui.journey import User, charged

Records = dict[str, dict[str, Any]]
Change = Callable[[str, str, object], None]
ChangeEach = Callable[[str, list[Mapping[str, object]]], None]


@pytest.fixture
def rewrite(state_path: Path, direct_mail: DirectMail) -> Callable[[str, Callable[[Records], Records]], None]:
    """Write the records of a table, as a server, another program or an editor might."""

    def change(table: str, changed: Callable[[Records], Records]) -> None:
        direct_mail.close()
        data: dict[str, Any] = json.loads(state_path.read_text())
        assert data[table]
        data[table] = changed(data[table])
        data["meta"] = {"1": {"schema": SCHEMA}}
        for other in state_path.parent.glob("state.json.*"):
            if other.suffix in (".journal", ".bak"):
                other.unlink()
        state_path.write_bytes(encode(data))

    return change


@pytest.fixture
def tamper(rewrite: Callable[[str, Callable[[Records], Records]], None]) -> Change:
    """Write into every record of a table."""

    def change(table: str, name: str, value: object) -> None:
        rewrite(table, lambda records: {key: record | {name: value} for key, record in records.items()})

    return change


@pytest.fixture
def one_of_each(rewrite: Callable[[str, Callable[[Records], Records]], None]) -> ChangeEach:
    """Have the first record of a table once for each of these, written into it, in this order."""

    def change(table: str, each: list[Mapping[str, object]]) -> None:
        def several(records: Records) -> Records:
            first = next(iter(records.values()))
            return {f"{at}": {**first, "id": f"N{at}", **fields} for at, fields in enumerate(each, 1)}

        rewrite(table, several)

    return change


IN_DRAFTS = ("volume", "quantity", "spec", "accepted_terms", "payment_method")


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        *((step, IN_DRAFTS) for step in (Step.BILLING_MODEL, Step.PLAN, Step.CONFIRM, Step.PAYMENT)),
        (Step.PAYMENT, ("region",)),  # leads to the first step, wherever you were
    ],
)
async def test_a_draft_with_hostile_text_is_shown_unharmed(
    user_at: SitDown, left_at: LeftAt, tamper: Change, step: Step, fields: tuple[str, ...]
) -> None:
    left_at(step)
    for field in fields:
        tamper("draft", field, ALL_AT_ONCE)
    async with user_at() as user:
        await user.until(lambda: user.here in list(Step), "a step")
        await user.settles()
        shows_nothing_hostile(user)
        if user.here != Step.PAYMENT:
            await user.hammers("enter", "enter")
        shows_nothing_hostile(user)


def _rows_in_front(user: User) -> int:
    table = user.screen.focused
    assert isinstance(table, RowTable)
    return table.row_count


async def test_orders_with_hostile_text_are_listed_and_opened_unharmed(
    user_at: SitDown, direct_mail: DirectMail, left_at: LeftAt, one_of_each: ChangeEach
) -> None:
    direct_mail.sandbox.load("activated")
    left_at(Step.RECEIPT)
    direct_mail.wizard_drafts.finish()
    names = ("key", "spec", "region", "terms_version", "id")
    one_of_each("orders", [{name: ALL_AT_ONCE} for name in names])
    async with user_at() as user:
        await opens_orders(user)
        assert _rows_in_front(user) == len(names)
        for _ in names:
            shows_nothing_hostile(user)
            await user.presses("enter")
            await user.sees("order")
            shows_nothing_hostile(user)
            await user.presses("c")
            await user.settles()
            shows_nothing_hostile(user)
            await user.presses("escape")
            await user.sees("console")
            await user.presses("down")


async def test_messages_with_hostile_text_are_listed_and_read_unharmed(
    user_at: SitDown, direct_mail: DirectMail, one_of_each: ChangeEach
) -> None:
    direct_mail.sandbox.load("activated")
    texts = (ALL_AT_ONCE, "W" * 10_000, "", "\n" * 400, "a\tb", "lone \ud800 surrogate")
    one_of_each("messages", [{"subject": text, "body": text} for text in texts])
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("messages"))
        assert _rows_in_front(user) == len(texts)
        for _ in texts:
            shows_nothing_hostile(user)
            await user.presses("enter")
            await user.sees("notice-screen")
            shows_nothing_hostile(user)
            await user.presses("escape")
            await user.sees("console")
            await user.presses("down")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("region", ALL_AT_ONCE),
        ("region", "xx-gone-1"),
        ("signed_in", ALL_AT_ONCE),
        ("policies", {"owner": [ALL_AT_ONCE]}),
        ("scenario", ALL_AT_ONCE),
    ],
    ids=["region", "unknown-region", "user", "policy", "scenario"],
)
async def test_an_account_with_hostile_text_is_shown_unharmed(
    user_at: SitDown, direct_mail: DirectMail, tamper: Change, name: str, value: object
) -> None:
    direct_mail.sandbox.load("unverified")
    tamper("sandbox", name, value)
    async with user_at() as user:
        await user.until(lambda: user.here is not None, "a screen")
        await user.settles()
        shows_nothing_hostile(user)


Fields = dict[tuple[str, str], object]

OF_AN_OWNER: dict[str, Fields] = {
    "overview": {("plans", "spec"): ALL_AT_ONCE, ("plans", "id"): ALL_AT_ONCE},
    "usage": {("usage", "plans"): {ALL_AT_ONCE: 10}},
    "messages": {("messages", "id"): ALL_AT_ONCE},
    "account": {("sandbox", "region"): ALL_AT_ONCE},
}
OF_A_DEBTOR: dict[str, Fields] = {"bills": {("bills", "id"): ALL_AT_ONCE}}
OF_A_USER: dict[str, Fields] = {
    "account": {
        ("sandbox", "signed_in"): "ops",
        ("sandbox", "policies"): {ALL_AT_ONCE: [ALL_AT_ONCE], "ops": [ALL_AT_ONCE]},
    }
}


@pytest.mark.parametrize(
    ("scenario", "panes"),
    [("busy", OF_AN_OWNER), ("overdue", OF_A_DEBTOR), ("busy", OF_A_USER)],
    ids=["owner", "debtor", "user"],
)
async def test_every_list_of_the_console_shows_hostile_text_unharmed(
    user_at: SitDown, direct_mail: DirectMail, tamper: Change, scenario: str, panes: dict[str, Fields]
) -> None:
    direct_mail.sandbox.load(scenario)
    for fields in panes.values():
        for (table, name), value in fields.items():
            tamper(table, name, value)
    async with user_at((120, 36)) as user:
        await user.sees("console")
        for pane in panes:
            await user.presses(tab_key(pane))
            shows_nothing_hostile(user)
            for then in ("enter", "escape", "c", "slash", "escape", "s", "s", "x", "escape"):
                await user.presses(then)
                shows_nothing_hostile(user)
            await user.sees("console")


async def test_a_bank_that_answers_with_hostile_text_is_shown_unharmed(
    user_at: SitDown, direct_mail: DirectMail, left_at: LeftAt, tamper: Change
) -> None:
    order_id = left_at(Step.PAYMENT).order_id or ""
    await asyncio.to_thread(direct_mail.purchases.pay, order_id, "card-0002")
    attempt = direct_mail.purchases.order(order_id).attempts[0].model_dump(mode="json")
    tamper("orders", "attempts", [attempt | {"message": ALL_AT_ONCE}])
    async with user_at() as user:
        await user.sees("payment")
        shows_nothing_hostile(user)
        await user.goes_on()
        await user.sees("receipt")
        shows_nothing_hostile(user)
    assert charged(direct_mail) == [order_id]


SET_UP = {
    "a domain's id": {"domains": "id"},
    "a sender's id": {"senders": "id"},
    "the rest": {
        "domains": "region records",
        "senders": "alias reply_to region",
        "templates": "id subject text html reason",
    },
}
"""The fields that are hostile together: senders refer to the id of a domain, and by an id no screen opens."""

LONG_AND_HIGH = ALL_AT_ONCE + "W" * 2_500 + "\n" * 100 + ALL_AT_ONCE


@pytest.mark.parametrize("text", [LONG_AND_HIGH, ""], ids=["all, long and high", "empty"])
@pytest.mark.parametrize("hostile", SET_UP.values(), ids=SET_UP)
async def test_what_sends_is_listed_and_opened_unharmed(
    user_at: SitDown, direct_mail: DirectMail, tamper: Change, hostile: dict[str, str], text: str
) -> None:
    direct_mail.sandbox.load("busy")
    before = {table: len(getattr(direct_mail, table).list()) for table in hostile}
    records = direct_mail.domains.list()[0].model_dump(mode="json")["records"]
    in_each = {"name": text, "value": text, "found": text, "note": text}
    for table, fields in hostile.items():
        for field in fields.split():
            tamper(table, field, [record | in_each for record in records] if field == "records" else text)
    now = {table: len(getattr(direct_mail, table).list()) for table in hostile}
    assert now == before  # none is left out for what is in it
    async with user_at((120, 36)) as user:
        await user.sees("console")
        await user.presses(tab_key("senders"))
        for table in ("domains", "senders", "templates"):
            if table in hostile:
                await _opens_and_leaves(user, table, opens=hostile[table] != "id")
            await user.presses("v")


async def _opens_and_leaves(user: User, table: str, *, opens: bool) -> None:
    """Look at a list, at what opens from it, and at what is written there."""
    shows_nothing_hostile(user)
    await user.presses("enter")
    shows_nothing_hostile(user)
    assert user.here == (table.removesuffix("s") if opens else "console")
    for key in ("down", "c", "tab", "end", "delete", "escape", "escape", "escape"):
        await user.presses(key)
        shows_nothing_hostile(user)
    assert user.here == "console", table
    if table == "templates":
        await user.presses("enter")
        await user.sees("template")
        await user.presses("e")
        await user.settles()
        for key in ("f3", "f3", "f4", "end", "down", "x", "f4"):
            await user.presses(key)
            shows_nothing_hostile(user)


@pytest.mark.parametrize("records", ["none", "twice"])
async def test_a_domain_without_its_records_is_opened_unharmed(
    user_at: SitDown, direct_mail: DirectMail, tamper: Change, records: str
) -> None:
    direct_mail.sandbox.load("busy")
    whole = direct_mail.domains.list()[0].model_dump(mode="json")["records"]
    tamper("domains", "records", [] if records == "none" else whole * 2)
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("senders"))
        for key in ("v", "v", "v", "enter"):
            await user.presses(key)
        await user.sees("domain")
        for key in ("down", "c", "h", "a", "enter"):
            await user.presses(key)
        assert user.here == "domain"
