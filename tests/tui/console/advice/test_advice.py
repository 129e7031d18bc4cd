"""The tab Advice: every key asks again, and only the latest question is answered."""

from functools import partial

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.tui.conftest import SitDown
from tests.tui.journey import User

KEY = tab_key("advice")


PARTS = ("answer", "table", "by-volume", "by-spread", "notes")


def _said(user: User) -> str:
    return "\n".join(user.reads(f"#advice-{part}") for part in PARTS)


def _all_shown(user: User, *words: str) -> bool:
    shown = "".join(user.rows())
    return all(one in shown for one in words)


async def test_past_usage_is_proposed_and_answered(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    proposed = direct_mail.advice.proposal()
    assert proposed is not None
    async with user_at() as user:
        await user.sees("console")
        await user.presses(KEY)
        await user.until(lambda: "break-even" in _said(user), "the plot")
        assert user.find("#tabs Tabs").has_focus, "number keys still change the tab"
        assert user.value("#advice-monthly") == str(proposed.monthly)
        best = direct_mail.advice.findings(direct_mail.advice.question()).recommendation
        assert best.why in " ".join(_said(user).split())
        assert str(best.expected_cost.figure()) in _said(user)


async def test_every_key_asks_anew_and_wrong_figures_are_named(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(KEY)
        await user.until(lambda: "Type it" in _said(user), "what to do")
        await user.types("80k")
        await user.until(lambda: "→ Buy 2 × 50k now, more later" in _said(user), "the plan that fits")
        await user.presses("backspace")
        await user.until(lambda: "→ Buy nothing" in _said(user), "the free quota is enough")
        await user.presses("tab")
        await user.types("x")
        await user.until(lambda: "is not a percentage for the spread" in _said(user), "the refusal")
        await user.presses("backspace")
        await user.types("40")
        await user.until(lambda: "→ Buy nothing" in _said(user), "the answer again")
        await user.presses("escape")
        assert user.find("#tabs Tabs").has_focus


async def test_the_daily_quota_counts_until_it_is_lifted(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(KEY)
        await user.until(lambda: user.focused == "advice-monthly", "the volume")
        await user.types("80k")
        await user.until(lambda: "362,000 of these 480,000" in _said(user), "the quota counts")
        await user.writes("#advice-quota", "none")
        await user.until(lambda: "→ Buy 1 × 500k now" in _said(user), "the quota only warns")
        assert "would be left over" in _said(user)


async def test_the_options_are_told_apart_without_colour(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at((120, 50)) as user:
        await user.sees("console")
        await user.presses(KEY)
        await user.until(lambda: user.focused == "advice-monthly", "the volume")
        await user.types("80k")
        await user.until(lambda: "→ Buy 2 × 50k now, more later" in _said(user), "the answer")
        shown = _said(user).splitlines()
        table = {row.split()[0] for row in shown if " plans " in row or "pay-as-you-go  " in row}
        drawn = "".join(row.partition("│")[2] for row in shown if "│" in row)
        assert {"●", "."} <= table
        assert {"●", "."} <= set(drawn)
        assert any("▲" in row and "✕" in row for row in shown)
        assert "cheaper in" not in _said(user), "nothing is uncertain"
        await user.presses("tab")
        await user.types("30")
        await user.until(lambda: "cheaper in" in _said(user), "the chances")
        for words in ("80 of 100 cases", "If the volume halves", "accurate to about"):
            assert words in _said(user)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12), (120, 36)])
async def test_all_of_it_is_reached_in_any_window(
    user_at: SitDown, direct_mail: DirectMail, size: tuple[int, int]
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(size) as user:
        await user.sees("console")
        await user.presses(KEY)
        await user.until(lambda: "break-even" in _said(user), "the plot")
        assert user.find("#tabs Tabs").has_focus, "it works from the tabs as well"
        seen = set()
        for _ in range(24):
            shown = "\n".join(user.rows())
            seen |= {title for title in ("Cost by volume", "Cost by spread") if title in shown}
            await user.presses("pagedown")
            await user.settles()
        assert seen == {"Cost by volume", "Cost by spread"}
        last = user.find("#advice-notes")
        assert last.region.bottom < user.screen.size.height
        assert user.find("#tabs Tabs").has_focus
        assert all(user.find(f"#advice-{part}").region.width <= size[0] for part in PARTS)


async def test_a_page_is_one_plot_and_the_answer_stays(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(KEY)
        await user.until(lambda: user.focused == "advice-monthly", "the volume")
        await user.types("80k")
        await user.until(lambda: "→ Buy 2 × 50k now, more later" in _said(user), "the answer")
        for title, end in (
            ("Cost by volume", "160,000 emails a month"),
            ("Cost by spread", "variable 100 %"),
        ):
            await user.presses("pagedown")
            await user.until(partial(_all_shown, user, title, end), f"{title}, all of it on one page")
            shown = user.rows()
            assert any("→ Buy 2 × 50k now, more later" in row for row in shown)
            assert any("Your daily quota (2,000)" in row for row in shown)
            drawn = "".join(row.partition("│")[2] for row in shown if "│" in row)
            assert "✕" in drawn, "the crossing is marked on the line"
            assert any("▲" in row and "✕" in row and "└" in row for row in shown)


async def test_a_burst_of_keys_is_answered_for_the_last_one(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(KEY)
        await user.until(lambda: user.focused == "advice-monthly", "the volume")
        await user.hammers(*"8000000", "backspace", "backspace")
        await user.until(lambda: "80,000 emails a month" in _said(user), "the last volume")
        await user.settles()
        assert "→ Buy 2 × 50k now, more later" in _said(user)


async def test_help_explains_the_model(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at((100, 50)) as user:
        await user.sees("console")
        await user.presses(KEY, "f1")
        await user.sees("notice-screen")
        assert any("The adviser looks for the plans" in row for row in user.rows())


async def test_hostile_figures_do_no_harm(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(KEY)
        await user.until(lambda: user.focused == "advice-monthly", "the volume")
        for garbage in ("\x1b[31m9", "9" * 190, "-1", "nan", "[red]1[/]", "1e999", "٣"):
            await user.pastes(garbage)
            await user.until(lambda: bool(_said(user)), "an answer")
            user.find("#advice-monthly").clear()  # type: ignore[attr-defined]
            await user.settles()
        assert user.here == "console"


async def test_the_plan_step_marks_what_to_buy_for_the_volume(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.goes_on()
        await user.sees("billing-model")
        await user.writes("#volume", "200k")
        await user.writes("#quota-growth", "100")
        await user.until(lambda: "pays off above 795,000" in user.reads("#answer"), "why")
        await user.goes_on()
        await user.sees("plan")
        await user.until(lambda: "1 × 1m now" in user.reads("#advice"), "the advice")
        assert any("1m" in row and "★" in row for row in user.rows())
        assert user.chosen("#plans") == "1m", "it is marked, and chosen where nobody has chosen"
