"""Leaving: asked first, safe by default, and nothing that was typed is lost."""

import asyncio

import pytest
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.app import DirectMailApp
from dm_tui.tui.console.shared.tab_names import tab_key
from dm_tui.tui.dialogs import question
from dm_tui.tui.workers import start_worker
from tests.at_rest import DEADLINE
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User


async def _has_left(user: User) -> None:
    await user.until(lambda: user.app._exit, "the end of the program")
    assert user.app.return_value == 0


async def test_leaving_saves_what_was_typed(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        await user.chooses("1m")
        await user.writes("#quantity", "777777")
        await user.presses("ctrl+q")
        await user.sees("leave")
        await user.clicks("#leave-now")
        await _has_left(user)
    async with user_at() as user:
        await user.sees("plan")
        assert (user.chosen("#plans"), user.value("#quantity")) == ("1m", "777777")


async def test_staying_is_the_safe_answer(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        await user.writes("#quantity", "500")
        for answer in ("enter", "escape", "mouse"):
            await user.presses("ctrl+q")
            await user.sees("leave")
            assert user.focused == "stay"
            if answer == "mouse":
                await user.clicks("#stay")
            else:
                await user.presses(answer)
            await user.sees("plan")
            assert user.value("#quantity") == "500"
            assert not user.app._exit


async def test_a_screen_that_opens_while_the_program_ends_is_no_fault(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    class TooLate(Screen[None]):
        def compose(self) -> ComposeResult:
            self.app.exit(0)
            yield Static(id="never-there")
            self._pruning = True  # what ending does to every screen: widgets are taken no more

        def on_mount(self) -> None:
            self.query_one("#never-there")

    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        user.app.push_screen(TooLate())
        await _has_left(user)
    assert user.app.return_code == 0
    assert not list(direct_mail.state_path.parent.glob("crash-*"))


async def test_a_timer_that_looks_at_the_screen_while_the_program_ends_is_no_fault(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, close_all = asyncio.Event(), DirectMailApp._close_all

    async def slowly(app: DirectMailApp) -> None:
        await close_all(app)
        await asyncio.wait_for(looked.wait(), DEADLINE)

    monkeypatch.setattr(DirectMailApp, "_close_all", slowly)
    async with user_at() as user:
        await user.sees("prerequisites")

        def look() -> None:
            if not user.app.screen_stack:
                looked.set()
            user.app.screen.query_one("#masthead")

        user.app.set_interval(0.01, look)
    assert looked.is_set()
    assert not list(direct_mail.state_path.parent.glob("crash-*"))


async def test_the_key_that_asks_does_not_answer(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        await user.hammers("ctrl+q", "ctrl+q", "ctrl+q")
        assert not user.app._exit
        while user.here == "leave":
            await user.presses("escape")
            await user.settles()
        await user.sees("plan")


async def test_escape_on_the_first_step_asks_before_it_leaves(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.chooses("us-east-1" if _has_region(direct_mail, "us-east-1") else "cn-hangzhou")
        chosen = user.chosen("#region")
        await user.presses("escape")
        await user.sees("leave")
        assert user.focused == "stay"
        await user.reaches("#leave-now")
        await user.presses("enter")
        await _has_left(user)
    async with user_at() as user:
        await user.sees("prerequisites")
        assert user.chosen("#region") == chosen


@pytest.mark.parametrize("step", list(Step))
async def test_every_step_asks_before_it_is_left(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, step: Step
) -> None:
    left_at(step)
    async with user_at() as user:
        await user.sees(step)
        await user.presses("ctrl+q")
        await user.sees("leave")
        assert not user.app._exit
        await user.presses("tab", "enter")
        await _has_left(user)
    kept = direct_mail.wizard_drafts.resume().draft
    assert kept is not None
    assert kept.step is step


@pytest.mark.parametrize("after", [0.001, 0.01, 0.02, 0.04, 0.08])
async def test_leaving_while_the_other_steps_are_made_ready_is_no_accident(
    user_at: SitDown, monkeypatch: pytest.MonkeyPatch, after: float
) -> None:
    monkeypatch.setattr("dm_tui.tui.app.WARM_UP_AFTER", after)
    async with user_at() as user:
        await user.until(lambda: user.here == "prerequisites", "the first step")
        user.app.exit(0)
    assert user.app.return_value == 0


async def test_the_console_is_left_at_once(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("ctrl+q")
        await _has_left(user)


async def test_escape_on_the_first_step_leads_back_to_the_console_it_came_from(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses("b")
        await user.sees("prerequisites")
        await user.presses("escape")
        await user.sees("console")
        await user.presses("b")
        await user.sees("prerequisites")


def _has_region(direct_mail: DirectMail, id: str) -> bool:
    return any(region.id == id for region in direct_mail.prerequisites.regions())


async def test_leaving_asks_over_a_notice_of_the_wizard_too(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        await user.presses("f1")
        for key in ("ctrl+q", "ctrl+c"):
            await user.sees("notice-screen")
            await user.presses(key)
            await user.sees("leave")
            await user.presses("escape")
        await user.sees("notice-screen")


async def test_leaving_a_mailing_that_is_written_asks_first(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("send"), "n")
        await user.sees("compose")
        await user.presses("ctrl+q")
        await _has_left(user)
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("send"), "n")
        await user.sees("compose")
        await user.types("ada@example.com")
        for key in ("ctrl+q", "ctrl+c"):
            await user.presses(key)
            await user.sees("leave-draft")
            await user.presses("escape")
            await user.sees("compose")
        await user.presses("ctrl+q", "ctrl+q", "tab", "enter")
        await _has_left(user)
    assert direct_mail.mailing_drafts.load().to == "ada@example.com"


async def test_leaving_while_a_dialog_awaits_an_answer_asks_first(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.sees("console")
        answered = asyncio.Event()

        async def ask() -> None:
            await answered.wait()

        start_worker(user.app, ask, group="dialog")
        await user.presses("q")
        await user.sees("leave-waiting")
        await user.presses("escape")
        await user.sees("console")
        answered.set()
        await user.settles()
        await user.presses("q")
        await _has_left(user)


async def test_the_question_before_you_quit_names_no_key_that_does_nothing_there(
    user_at: SitDown, left_at: LeftAt
) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        await user.presses("ctrl+q")
        await user.sees("leave")
        assert "^p Commands" in user.rows()[-1]
        assert "^q" not in user.rows()[-1]
        await user.presses("escape")
        await user.sees("plan")


async def test_the_question_says_that_a_payment_runs_until_it_has_ended(
    user_at: SitDown, left_at: LeftAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question, "ASK_AGAIN_SECONDS", 0.05)
    left_at(Step.PAYMENT)
    async with user_at() as user:
        await user.sees("payment")
        work: list[str] = ["A payment is running."]
        step = user.app.current_step
        assert step is not None
        monkeypatch.setattr(step, "unfinished_work", lambda: "".join(work))
        await user.presses("ctrl+q")
        await user.sees("leave")
        assert "A payment is running." in user.reads("#question-words")
        work.clear()
        await user.until(lambda: "running" not in user.reads("#question-words"), "the end of it")
        assert "Everything you typed is saved" in user.reads("#question-words")
