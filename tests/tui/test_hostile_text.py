"""Hostile text in every field and every record: nothing crashes, nothing reaches the terminal raw."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.purchase.wizard import Step
from dm_tui.domain.setup.dns_check import DnsAnswer
from dm_tui.providers.dns import DnsResolver
from dm_tui.services.direct_mail import DirectMail
from dm_tui.store.migrations import SCHEMA
from dm_tui.store.snapshot import encode
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.console.looking import opens_orders
from tests.tui.hostile import ALL_AT_ONCE, HOSTILE, shows_nothing_hostile
from tests.tui.journey import User, charged

FIELDS = pytest.mark.parametrize(("step", "field"), [(Step.BILLING_MODEL, "volume"), (Step.PLAN, "quantity")])

Change = Callable[[str, str, object], None]


@pytest.fixture
def tamper(state_path: Path, direct_mail: DirectMail) -> Change:
    """Write into every record of a table, as a server, another program or an editor might."""

    def change(table: str, name: str, value: object) -> None:
        direct_mail.close()
        data: dict[str, Any] = json.loads(state_path.read_text())
        assert data[table]
        for record in data[table].values():
            record[name] = value
        data["meta"] = {"1": {"schema": SCHEMA}}
        for other in state_path.parent.glob("state.json.*"):
            if other.suffix in (".journal", ".bak"):
                other.unlink()
        state_path.write_bytes(encode(data))

    return change


async def _empties(user: User, field: str) -> None:
    """Delete what stands in a field that has the focus, with the cursor at its end."""
    await user.presses("ctrl+u")
    assert not user.value(f"#{field}")


@FIELDS
async def test_a_field_takes_any_paste(user_at: SitDown, left_at: LeftAt, step: Step, field: str) -> None:
    left_at(step)
    async with user_at() as user:
        await user.sees(step)
        await user.reaches(f"#{field}")
        for text in HOSTILE:
            await _empties(user, field)
            await user.pastes(text)
            shows_nothing_hostile(user)
            assert len(user.value(f"#{field}")) <= 14
        assert user.here == step


@FIELDS
async def test_a_field_takes_any_typing_and_keeps_it_over_back(
    user_at: SitDown, left_at: LeftAt, step: Step, field: str
) -> None:
    left_at(step)
    async with user_at() as user:
        await user.sees(step)
        await user.reaches(f"#{field}")
        await user.presses("end")
        for text in HOSTILE:
            await _empties(user, field)
            typed = [character for character in text[:9] if character not in "\t\r\n"]
            for character in typed:
                await user.types(character)
            shows_nothing_hostile(user)
        await user.writes(f"#{field}", "[/]e\u0301")
        before = user.value(f"#{field}")
        assert before.startswith("[/]")
        await user.presses("escape")
        await user.until(lambda: user.here != step, "the step before")
        shows_nothing_hostile(user)
        await user.goes_on()
        await user.sees(step)
        assert user.draft.model_dump()[field] == before.replace("e\u0301", "é")


@pytest.mark.parametrize("step", [Step.BILLING_MODEL, Step.PLAN, Step.CONFIRM, Step.PAYMENT])
@pytest.mark.parametrize(
    "fields",
    [("volume", "quantity", "spec", "accepted_terms", "payment_method"), ("region",)],
    ids=["typed", "region"],
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


@pytest.mark.parametrize("name", ["key", "spec", "region", "terms_version", "id"])
async def test_an_order_with_hostile_text_is_listed_and_opened_unharmed(
    user_at: SitDown, direct_mail: DirectMail, left_at: LeftAt, tamper: Change, name: str
) -> None:
    direct_mail.sandbox.load("activated")
    left_at(Step.RECEIPT)
    direct_mail.wizard_drafts.finish()
    tamper("orders", name, ALL_AT_ONCE)
    async with user_at() as user:
        await opens_orders(user)
        shows_nothing_hostile(user)
        await user.presses("enter")
        await user.sees("order")
        shows_nothing_hostile(user)
        await user.presses("c")
        await user.settles()
        shows_nothing_hostile(user)


@pytest.mark.parametrize(
    "text",
    [ALL_AT_ONCE, "W" * 10_000, "", "\n" * 400, "a\tb", "lone \ud800 surrogate"],
    ids=["all", "long", "empty", "newlines", "tab", "surrogate"],
)
async def test_a_message_with_hostile_text_is_listed_and_read_unharmed(
    user_at: SitDown, direct_mail: DirectMail, tamper: Change, text: str
) -> None:
    direct_mail.sandbox.load("activated")
    tamper("messages", "subject", text)
    tamper("messages", "body", text)
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("messages"))
        shows_nothing_hostile(user)
        await user.presses("enter")
        await user.sees("notice-screen")
        shows_nothing_hostile(user)


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


@pytest.mark.parametrize(
    ("table", "name", "pane"),
    [
        ("bills", "id", "bills"),
        ("usage", "plans", "usage"),
        ("messages", "id", "messages"),
        ("plans", "spec", "overview"),
        ("plans", "id", "overview"),
        ("sandbox", "policies", "account"),
        ("sandbox", "region", "account"),
    ],
)
async def test_every_list_of_the_console_shows_hostile_text_unharmed(
    user_at: SitDown, direct_mail: DirectMail, tamper: Change, table: str, name: str, pane: str
) -> None:
    direct_mail.sandbox.load("overdue" if table == "bills" else "busy")
    value: object = ALL_AT_ONCE
    if name == "plans":
        value = {ALL_AT_ONCE: 10}
    if name == "policies":
        value = {ALL_AT_ONCE: [ALL_AT_ONCE], "ops": [ALL_AT_ONCE]}
        tamper(table, "signed_in", "ops")
    tamper(table, name, value)
    async with user_at((120, 36)) as user:
        await user.sees("console")
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
        for text in HOSTILE:
            await _empties(user, "plans-search")
            await user.pastes(text)
            shows_nothing_hostile(user)
            assert len(user.value("#plans-search")) <= 60


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
    "other ids": {"senders": "id", "templates": "id"},
    "the rest": {
        "domains": "region records",
        "senders": "alias reply_to region",
        "templates": "subject text html reason",
    },
}
"""The fields that are hostile together: the id of a domain alone, since senders refer to it."""

LONG_AND_HIGH = ALL_AT_ONCE + "W" * 10_000 + "\n" * 400 + ALL_AT_ONCE


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
                await _opens_and_leaves(user, table)
            await user.presses("v")


async def _opens_and_leaves(user: User, table: str) -> None:
    """Look at a list, at what opens from it, and at what is written there."""
    shows_nothing_hostile(user)
    for key in ("enter", "down", "c", "tab", "end", "delete", "escape", "escape", "escape"):
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
        for text in HOSTILE:
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
