"""Hostile text that is typed, pasted and answered: no field fails, nothing reaches the terminal raw."""

import os

import pytest

from dm_tui.domain.purchase.wizard import Step
from dm_tui.domain.setup.dns_check import DnsAnswer
from dm_tui.providers.dns import DnsResolver
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.hostile import ALL_AT_ONCE, HOSTILE, shows_nothing_hostile
from tests.tui.journey import User

EVERY = "DM_TUI_EVERY" in os.environ

IN_FIELDS = {
    field: HOSTILE if EVERY else HOSTILE[at::3] for at, field in enumerate(("volume", "quantity", "search"))
}
"""What is pasted in fields that are alike: each text in one of them, with `DM_TUI_EVERY` in all."""

IN_FORMS = HOSTILE if EVERY else (ALL_AT_ONCE, "W" * 10_000, "\x00\x7f\ud800", "")
"""What is pasted in forms, whose fields take all texts at once."""

TYPED = "".join(sorted({character for text in HOSTILE for character in text[:9]} - set("\t\r\n")))


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
    ("step", "field", "limit", "kept"),
    [(Step.BILLING_MODEL, "volume", 14, "[/]e\u0301"), (Step.PLAN, "quantity", 6, "000")],
)
async def test_a_field_takes_any_paste_and_any_typing_and_keeps_it_over_back(
    user_at: SitDown, left_at: LeftAt, step: Step, field: str, limit: int, kept: str
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
        await user.writes(f"#{field}", kept)
        before = user.value(f"#{field}")
        assert before.startswith(kept[:3])
        await user.presses("escape")
        await user.until(lambda: user.here != step, "the step before")
        shows_nothing_hostile(user)
        await user.goes_on()
        await user.sees(step)
        assert user.draft.model_dump()[field] == before.replace("e\u0301", "é")


async def test_a_search_takes_any_paste(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("2", "slash")
        await _pastes_each(user, "plans-search", 60)


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
