"""The tab Advice: every key asks again, and only the latest question is answered."""

from functools import partial
from threading import Event
from typing import Any

import pytest

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.advice import advice_tab
from dm_tui.tui.console.advice.advice_question import answer
from dm_tui.tui.console.advice.advice_view import AdviceViewModel
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.held import HELD
from tests.tui.conftest import SitDown
from tests.tui.journey import User

KEY = tab_key("advice")


PARTS = ("answer", "dates", "wrong", "table", "notes")


def _said(user: User) -> str:
    return "\n".join(user.reads(f"#advice-{part}") for part in PARTS)


def _is_laid_out(user: User) -> bool:
    """Say whether what scrolled is at its place."""
    scrolls = [user.find(id) for id in ("#advice-all", "#advice-more")]
    firsts = ((scroll, next(child for child in scroll.children if child.display)) for scroll in scrolls)
    return all(first.region.y == scroll.region.y - scroll.scroll_offset.y for scroll, first in firsts)


def _all_shown(user: User, *words: str) -> bool:
    shown = "".join(user.rows())
    return all(word in shown for word in words)


async def _opens(user: User, words: str = "") -> None:
    """Open the tab, and wait until the volume has the focus and the tab says these words."""
    await user.sees("console")
    await user.presses(KEY)
    await user.until(lambda: user.focused == "advice-monthly", "the volume")
    await user.until(lambda: words in _said(user), words)


async def _types_a_volume(user: User) -> None:
    await user.types("80k")
    await user.until(lambda: "→ Buy 2 × 50k now, " in _said(user), "the answer")


async def test_past_usage_is_proposed_and_answered_and_digits_reach_the_field(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    proposed = direct_mail.advice.proposal()
    assert proposed is not None
    async with user_at() as user:
        await _opens(user, "half of it")
        assert user.focused == "advice-monthly"
        assert user.value("#advice-monthly") == str(proposed.monthly)
        best = direct_mail.advice.findings(direct_mail.advice.question()).recommendation
        assert best.why in " ".join(_said(user).split())
        assert str(best.expected_cost.figure()) in _said(user)
        await user.until(partial(_all_shown, user, "in the first month"), "the volume that was asked about")
        await user.presses("end", "ctrl+u")
        await user.types("3")
        await user.until(lambda: user.value("#advice-monthly") == "3", "the digit is in the field")
        assert user.find("#advice-answer").region, "the tab is the same"
        await user.until(lambda: "Without a number" not in _said(user), "the answer to what was typed")
        await user.presses("backspace")
        await user.until(
            lambda: f"{proposed.monthly:,} emails a month, from your usage" in _said(user), "the usage again"
        )
        assert best.why in " ".join(_said(user).split())
        assert str(proposed.monthly) in " ".join(user.rows()), "in the empty field"
        assert "Esc Tabs" in user.rows()[-1], "digits are no tabs here"
        await user.presses("escape", "3")
        await user.until(lambda: user.focused == "usage-days", "another tab")


async def test_every_key_asks_again_and_wrong_figures_are_named(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.sandbox.load("activated")
    asked, go_on = Event(), Event()

    def held(*given: Any) -> AdviceViewModel:
        asked.set()
        go_on.wait(HELD)
        return answer(*given)

    async with user_at() as user:
        await _opens(user, "Type it")
        await _types_a_volume(user)
        assert "362,000 of these 480,000" in _said(user), "the quota counts"
        for words in ("◆ now", "the best there is", "All options"):
            await user.presses("pagedown")
            await user.until(partial(_all_shown, user, words), f"{words} on one page")
            shown = user.rows()
            assert any("→ Buy 2 × 50k now, " in row for row in shown)
            assert any("Your daily quota (2,000)" in row for row in shown)
        await user.presses("backspace")
        await user.until(lambda: "→ Buy nothing" in _said(user), "the free quota is enough")
        await user.presses("tab")
        await user.types("x")
        await user.until(lambda: "is not a percentage for the spread" in _said(user), "the refusal")
        await user.presses("backspace")
        await user.types("40")
        await user.until(lambda: "→ Buy nothing" in _said(user), "the answer again")
        await user.writes("#advice-spread", "")
        await user.writes("#advice-monthly", "")
        with monkeypatch.context() as slow:
            slow.setattr(advice_tab, "answer", held)
            await user.types("8")
            await user.until(asked.is_set, "the first question of a burst")
            await user.hammers(*"000000", "backspace", "backspace")
            go_on.set()
            await user.until(lambda: "80,000 emails a month" in _said(user), "the last volume of it")
        await user.settles()
        assert "→ Buy 2 × 50k now, " in _said(user)
        await user.writes("#advice-quota", "none")
        await user.until(lambda: "→ Buy 1 × 500k now" in _said(user), "the quota only warns")
        assert "would be left over" in _said(user)
        await user.presses("escape")
        assert user.find("#tabs").has_focus


async def test_the_options_are_told_apart_without_colour(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at((120, 50)) as user:
        await _opens(user)
        await _types_a_volume(user)
        rows = user.reads("#advice-table").splitlines()
        assert next(row[0] for row in rows if " plans " in row or "pay-as-you-go " in row) == "●"
        assert "cheaper in" not in _said(user), "nothing is uncertain"
        shown = "\n".join(user.rows())
        assert "┊" in shown
        assert "you: 80k a month" in shown
        assert "(─" not in shown, "no band around a known volume"
        await user.presses("tab")
        await user.types("30")
        await user.until(lambda: "cheaper in" in _said(user), "the chances")
        for words in ("80 of 100 cases", "If the volume halves", "accurate to about"):
            assert words in _said(user)
        shown = "\n".join(user.rows())
        assert "(─" in shown, "the ends of the band are on the axis"
        assert "80 of 100 cases: " in shown


async def test_dates_and_wrong_guesses_are_seen(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    best = direct_mail.advice.findings(direct_mail.advice.question()).recommendation
    async with user_at((120, 36)) as user:
        await _opens(user, "half of it")
        dates = user.reads("#advice-dates")
        assert dates.count("◆") == len({purchase.month for purchase in best.plans})
        assert f"about {best.unused_emails:,}" in dates
        half, expected, double, *_ = user.reads("#advice-wrong").splitlines()
        assert str(best.regret_half) in half
        assert "the best there is" in expected
        assert str(best.regret_double) in double
        assert half.count("█") > double.count("█"), "the dearer mistake is the longer bar"
        assert f"If the volume halves, you overpay {best.regret_half}" in " ".join(_said(user).split())


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12), (100, 30), (120, 36), (160, 48)])
async def test_all_of_it_is_reached_in_any_window(
    user_at: SitDown, direct_mail: DirectMail, size: tuple[int, int]
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(size) as user:
        await _opens(user, "half of it")
        seen = set()
        for _ in range(24):
            page = user.rows()
            shown = "\n".join(page)
            titles = (
                "saves against pay-as-you-go",
                "When to buy",
                "If your volume is another",
                "All options",
            )
            seen |= {title for title in titles if title in shown}
            await user.presses("pagedown")
            await user.until(lambda: _is_laid_out(user), "the page")
            if size[1] >= 24:
                assert not user.find("#advice-more").max_scroll_y, "each page is whole"
            if user.rows() == page:
                break  # the last one
        assert len(seen) == (4 if size[0] > 50 else 3), f"{seen}; a narrow chart has no room for its title"
        last = user.find("#advice-notes")
        assert last.region.bottom <= user.screen.size.height
        assert user.focused == "advice-monthly", "the focus stays in its field"
        assert all(user.find(f"#advice-{part}").region.width <= size[0] for part in PARTS)


async def test_the_picture_is_whole_on_the_first_page(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await _opens(user, "half of it")
        for size in ((80, 24), (120, 36), (160, 48)):
            await user.resizes(*size)
            await user.settles()
            assert user.screen.region.contains_region(user.find("#advice-saving").region)
            assert user.find("#advice-saving").region.bottom < size[1]
            assert sum(not row.strip(" │") for row in user.rows()) <= size[1] * 2 // 5


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
        await _opens(user)
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
