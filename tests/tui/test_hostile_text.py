"""Hostile text in every field and every record: nothing crashes, nothing reaches the terminal raw."""

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.purchase.wizard import Step
from dm_tui.domain.setup.dns_check import DnsAnswer
from dm_tui.providers.dns import DnsResolver
from dm_tui.services.direct_mail import DirectMail
from dm_tui.store.migrations import SCHEMA
from dm_tui.store.snapshot import encode
from dm_tui.tui.console.lists.row_table import RowTable
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.console.looking import opens_orders
from tests.tui.hostile import ALL_AT_ONCE, HOSTILE, shows_nothing_hostile
from tests.tui.journey import User, charged

EVERY = "DM_TUI_EVERY" in os.environ

IN_FIELDS = {
    field: HOSTILE if EVERY else HOSTILE[at::3] for at, field in enumerate(("volume", "quantity", "search"))
}
"""What is pasted in fields that are alike: each text in one of them, with `DM_TUI_EVERY` in all."""

IN_FORMS = HOSTILE if EVERY else (ALL_AT_ONCE, "W" * 10_000, "\x00\x7f\ud800", "")
"""What is pasted in forms, whose fields take all texts at once."""

TYPED = "".join(sorted({character for text in HOSTILE for character in text[:9]} - set("\t\r\n")))

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


async def _pastes_each(user: User, field: str, limit: int) -> None:
    """Paste in a field that has the focus, with the cursor at its end."""
    for text in (*IN_FIELDS[field.split("-")[-1]], "[/]"):
        await _empties(user, field)
        await user.pastes(text)
        shows_nothing_hostile(user)
        assert len(user.value(f"#{field}")) <= limit


async def _empties(user: User, field: str) -> None:
    await user.presses("ctrl+u")
    assert not user.value(f"#{field}")


@pytest.mark.parametrize(
    ("step", "field", "limit"), [(Step.BILLING_MODEL, "volume", 14), (Step.PLAN, "quantity", 6)]
)
async def test_a_field_takes_any_paste_and_any_typing_and_keeps_it_over_back(
    user_at: SitDown, left_at: LeftAt, step: Step, field: str, limit: int
) -> None:
    left_at(step)
    async with user_at() as user:
        await user.sees(step)
        await user.reaches(f"#{field}")
        await _pastes_each(user, field, limit)
        for at in range(0, len(TYPED), limit):
            await _empties(user, field)
            await user.types(TYPED[at : at + limit])
            shows_nothing_hostile(user)
        assert user.here == step
        await user.writes(f"#{field}", "[/]e\u0301")
        before = user.value(f"#{field}")
        assert before.startswith("[/]")
        await user.presses("escape")
        await user.until(lambda: user.here != step, "the step before")
        shows_nothing_hostile(user)
        await user.goes_on()
        await user.sees(step)
        assert user.draft.model_dump()[field] == before.replace("e\u0301", "é")


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


async def test_a_search_takes_any_paste(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2", "slash")
        await _pastes_each(user, "plans-search", 60)


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


@pytest.mark.parametrize(
    ("views", "screen", "fields"),
    [
        (0, "new-domain", ("domain-name", "domain-spf")),
        (1, "new-sender", ("sender-address", "sender-alias", "sender-reply-to")),
    ],
)
async def test_the_forms_take_any_paste_and_refuse_it_unharmed(
    user_at: SitDown, direct_mail: DirectMail, views: int, screen: str, fields: tuple[str, ...]
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("senders"), *["v"] * views, "n")
        await user.sees(screen)
        for text in IN_FORMS:
            for field in fields:
                await user.writes(f"#{field}", "")
                await user.pastes(text)
            shows_nothing_hostile(user)
            await user.reaches("#submit")
            await user.presses("enter")
            await user.until(lambda: "moment" not in user.reads("#form-problem"), "the answer")
            shows_nothing_hostile(user)
            assert user.here == screen
    assert len(direct_mail.domains.list()) + len(direct_mail.senders.list()) == 3


async def test_what_dns_answers_is_shown_unharmed(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.domains.add("mail.example.com")
    answer = DnsAnswer(values=(ALL_AT_ONCE, f"v=spf1 {ALL_AT_ONCE}"), problem="")
    monkeypatch.setattr(DnsResolver, "look_up", lambda self, name, type: answer)
    async with user_at((120, 36)) as user:
        await user.sees("console")
        await user.presses(tab_key("senders"), "enter")
        await user.sees("domain")
        await user.presses("d")
        await user.until(lambda: "not verified" in user.reads("#item-outcome"), "the answer")
        for _ in range(6):
            shows_nothing_hostile(user)
            await user.presses("down")
