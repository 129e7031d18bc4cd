"""A toast lies over nothing that it speaks of, in a usual window and in a small one."""

import pytest
from textual.geometry import Offset, Region
from textual.widgets._toast import Toast

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app import DirectMailApp
from dm_tui.tui.console.lists.row_table import RowTable
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.toasts import toast
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User

SIZES = [(80, 24), (60, 20)]


def _line_of_the_cursor(user: User) -> Region:
    """Return the row under the cursor of the list in front."""
    table = next(table for table in user.screen.query(RowTable) if table.is_on_screen)
    at = user.app.cursor_position
    assert table.region.contains_point(Offset(table.region.x, at.y))
    return Region(table.region.x, at.y, table.region.width, 1)


async def _shown_beside(user: User, words: str, *selectors: str, row: bool = False) -> None:
    """Wait for a toast with these words, see that it covers nothing of what these select, and remove it."""
    await user.until(lambda: any(words in toast for toast in user.toasts), words)
    await user.until(lambda: any(toast.region for toast in user.screen.query(Toast)), "the toast")
    await user.settles()
    toasts = [toast.region for toast in user.screen.query(Toast)]
    places = {selector: user.find(selector).region for selector in selectors}
    if row:
        places["the row under the cursor"] = _line_of_the_cursor(user)
    for name, place in places.items():
        assert place, name
        assert not any(place.overlaps(toast) for toast in toasts), (words, name, place, toasts)
    for said in user.toasts:
        assert said.split()[-1] in " ".join(user.rows()), "its last row is seen"
    user.app.clear_notifications()
    await user.settles()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_toasts_of_the_console_cover_nothing_they_speak_of(
    user_at: SitDown, direct_mail: DirectMail, size: tuple[int, int]
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at(size) as user:
        await user.sees("console")
        await user.presses(tab_key("bills"), "c")
        await _shown_beside(user, "B251231-0001", row=True)
        await user.presses(tab_key("usage"), "v")
        await user.until(lambda: user.screen.query_one("#usage-table", RowTable).row_count > 20, "the days")
        for _ in range(40):
            await user.presses("down")
        await user.presses("c")
        await _shown_beside(user, "2025-12", row=True)
        await user.presses(tab_key("messages"), "m")
        await _shown_beside(user, "marked as read", row=True)
        await user.presses(tab_key("send"), "d")
        await _shown_beside(user, "No mailing is begun", "#new")
        await user.presses(tab_key("senders"), "v", "v", "n")
        await user.sees("template-editor")
        await user.writes("#template-name", "hello")
        await user.writes("#subject", "Hello")
        await user.reaches("#text")
        await user.types("Hello")
        await user.presses("ctrl+s")
        await _shown_beside(user, "“hello” is saved", "#template-name", "#submit", "#save")


async def test_no_toast_lies_over_a_dialog_that_opens_after_it(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DirectMailApp, "NOTIFICATION_TIMEOUT", 3600.0)
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        toast(user.app, "A mailing has ended.", lasts=True)
        await user.presses(tab_key("bills"), "c")
        await user.hears("b251231-0001 is")
        for key, here, waits in (("x", "export", True), ("f1", "export", True), ("escape", "console", False)):
            await user.presses(key)
            await user.sees(here)
            await user.settles()
            seen = " ".join(user.rows())
            assert "B251231-0001 is" not in seen, f"{here}: it spoke of the row on the screen that was left"
            assert seen.count("A mailing has ended.") == (not waits), f"{here}: it waits for the dialog"


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("step", [Step.CONFIRM, Step.ACTIVATION])
async def test_a_toast_about_the_box_does_not_cover_it(
    user_at: SitDown, left_at: LeftAt, step: Step, size: tuple[int, int]
) -> None:
    left_at(step)
    async with user_at(size) as user:
        await user.sees(step)
        await user.presses("enter")
        await _shown_beside(user, "Tab goes to the box", "#accept-terms", "#next", "#total")


async def test_a_toast_goes_with_its_step_and_one_of_the_key_that_leads_away_is_seen(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.CONFIRM)
    async with user_at() as user:
        await user.sees("confirm")
        await user.presses("enter")
        await user.hears("tab goes to the box")
        await user.presses("escape")
        await user.sees("plan")
        assert user.toasts == []
        await user.reaches("#quantity")
        await user.pastes("1234567")
        await user.hears("pasted characters fit")
        await user.writes("#quantity", "2")
        await user.goes_on()
        await user.sees("confirm")
        assert user.toasts == []
        await user.accepts()
        await user.goes_on()
        await user.sees("payment")
        await user.presses("l")
        await user.sees("activation-prompt")
        assert any("is saved" in toast for toast in user.toasts)
        await user.presses("escape")
        await user.sees("console")
        assert user.toasts == []


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_toasts_after_paying_cover_neither_the_buttons_nor_what_is_next(
    user_at: SitDown, left_at: LeftAt, size: tuple[int, int]
) -> None:
    left_at(Step.RECEIPT)
    async with user_at(size) as user:
        await user.sees("receipt")
        await user.presses("c")
        await _shown_beside(user, "eceipt", "#next", "#total")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_what_was_refused_on_the_console_does_not_stand_over_the_agreement(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(DirectMailApp, "NOTIFICATION_TIMEOUT", 3600.0)
    direct_mail.wizard_drafts.finish()
    direct_mail.set_preferences(prompt_activation=False)
    region = direct_mail.prerequisites.account().region
    order = direct_mail.purchases.confirm("50k", 1, region, direct_mail.purchases.catalogue().terms_version)
    direct_mail.purchases.pay(order.id, "card-4242")  # an account with a plan begins on the console
    async with user_at(size) as user:
        await user.sees("console")
        await user.presses(tab_key("senders"), "n")
        await user.hears("activate")
        await user.presses(tab_key("plans"), "c")
        await user.hears("clipboard")
        toast(user.app, "A mailing has ended.", lasts=True)
        await user.presses("a")
        await user.sees("activation")
        assert [toast for toast in user.toasts if "mailing" not in toast] == []
        await _shown_beside(user, "A mailing", "#accept-terms", "#next")
