"""Every size a terminal can have: 80 x 24 needs no scrolling, none crashes, none loses what was typed."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.containers import VerticalScroll

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import TABS, tab_key
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User

LARGE_ENOUGH = ((120, 36), (60, 20), (40, 12))
TOO_SMALL = ((39, 11), (40, 11), (10, 3), (1, 1))

TYPED: dict[Step, dict[str, str]] = {
    Step.BILLING_MODEL: {"volume": "12 apples "},
    Step.PLAN: {"spec": "1m", "quantity": "4x"},
}


def _notice_shows(user: User) -> bool:
    hidden = not any(child.display for child in user.app.screen.children if child.id != "masthead")
    return hidden and bool(user.find("#masthead").display)


async def _goes_through_all_sizes(user: User, too_small: Sequence[tuple[int, int]] = TOO_SMALL) -> None:
    screen = user.here
    for size in (*LARGE_ENOUGH, *too_small):
        await user.resizes(*size)
        assert user.here == screen
        assert _notice_shows(user) == (size in TOO_SMALL), size
        rows = user.rows()
        assert len(rows) == size[1]
        assert all(len(row) <= size[0] for row in rows)
    await user.resizes(80, 24)
    assert not _notice_shows(user)


def _one_too_small(turn: int) -> Sequence[tuple[int, int]]:
    """Return one of the sizes in which all that is shown is a notice: they take turns."""
    return (TOO_SMALL[turn % len(TOO_SMALL)],)


MOST_TO_SAY: dict[Step, dict[str, str]] = {
    Step.BILLING_MODEL: {"volume": "20k"},
    Step.PLAN: {"spec": "500k", "quantity": "100", "volume": "1000"},
}
"""Answers after which a step has the most to show: the comparison in money, every warning."""


@pytest.mark.parametrize("answers", [{}, MOST_TO_SAY], ids=["defaults", "most to say"])
@pytest.mark.parametrize("step", list(Step))
async def test_a_step_fits_80_by_24_and_survives_every_size(
    user_at: SitDown, left_at: LeftAt, step: Step, answers: dict[Step, dict[str, str]]
) -> None:
    left_at(step, **answers.get(step, {}))
    async with user_at() as user:
        await user.sees(step)
        assert user.find("#body").max_scroll_y == 0
        for control in ("#next", "#total"):
            assert user.screen.region.contains_region(user.find(control).region)
        before = user.draft
        await _goes_through_all_sizes(user, _one_too_small(list(Step).index(step)) if answers else TOO_SMALL)
        assert user.draft == before


@pytest.mark.parametrize(
    ("step", "reason"), [(Step.CONFIRM, "! Accept the terms "), (Step.ACTIVATION, "! Accept the agreement ")]
)
async def test_what_is_missing_is_said_whole_at_60_by_20(
    user_at: SitDown, left_at: LeftAt, step: Step, reason: str
) -> None:
    left_at(step)
    async with user_at(size=(60, 20)) as user:
        await user.sees(step)
        assert any(reason in row for row in user.rows())
        assert user.app.current_step is not None
        assert user.app.current_step.blocked_reason() == reason.strip("! ")


@pytest.mark.parametrize("step", list(TYPED))
async def test_resizing_loses_nothing_that_was_typed(user_at: SitDown, left_at: LeftAt, step: Step) -> None:
    left_at(step)
    async with user_at() as user:
        await user.sees(step)
        for name, text in TYPED[step].items():
            if name == "spec":
                await user.chooses(text)
            else:
                await user.writes(f"#{name}", text)
        await _goes_through_all_sizes(user, _one_too_small(list(Step).index(step)))
        assert {name: getattr(user.draft, name) for name in TYPED[step]} == TYPED[step]


@pytest.mark.parametrize("step", [Step.PLAN, Step.PAYMENT])
async def test_the_focus_is_found_again_after_the_window_was_too_small(
    user_at: SitDown, left_at: LeftAt, step: Step
) -> None:
    left_at(step)
    async with user_at() as user:
        await user.sees(step)
        focused = user.focused
        assert focused is not None
        for size in ((39, 11), (80, 24)):
            await user.resizes(*size)
            await user.settles()
        assert user.focused == focused


async def test_resizing_keeps_what_was_accepted(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.CONFIRM)
    async with user_at() as user:
        await user.sees("confirm")
        await user.accepts()
        await _goes_through_all_sizes(user, _one_too_small(0))
        assert user.ticked()
        await user.goes_on()
        await user.sees("payment")
        await user.chooses("card-0002")
        await _goes_through_all_sizes(user, _one_too_small(3))
        assert user.chosen("#payment-methods") == "card-0002"


async def test_a_missing_prerequisite_fits_80_by_24(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("unverified")
    direct_mail.prerequisites.sign_in("ops")
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.chooses("cn-hangzhou")
        await user.settles()
        assert user.screen.region.contains_region(user.find("#verify").region)
        await _goes_through_all_sizes(user)


async def test_the_console_fits_80_by_24_and_survives_every_size(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        assert user.screen.query_one("#overview VerticalScroll", VerticalScroll).max_scroll_y == 0
        for turn, pane in enumerate(TABS):
            if user.focused == "advice-monthly":  # there digits are typed
                await user.presses("escape")
            await user.presses(tab_key(pane))
            await _goes_through_all_sizes(user, _one_too_small(turn))


async def test_a_letter_shows_more_as_soon_as_the_window_is_larger(
    user_at: SitDown, direct_mail: DirectMail, tmp_path: Path
) -> None:
    direct_mail.sandbox.load("busy")
    people = tmp_path / "people.csv"
    people.write_text("E-Mail\nada@example.com\nnobody\n")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("send"), "n")
        await user.sees("compose")
        await user.reaches("#recipients")
        await user.pastes(str(people))
        await user.until(lambda: "1 recipient" in user.reads("#consequence-text"), "the recipients")
        for size, whole in (((120, 36), False), ((160, 48), True), ((120, 36), False)):
            await user.resizes(*size)
            await user.until(lambda: "█" in user.reads("#consequence-text"), "the gauges")
            await user.settles()
            said = next(row for row in user.rows() if "left out" in row)
            assert ("It has no @." in said) is whole, size


@pytest.mark.parametrize("size", [(1, 1), (10, 3), (39, 11), (40, 12), (60, 20)])
async def test_the_program_starts_in_any_size_and_goes_on_in_a_larger_one(
    user_at: SitDown, size: tuple[int, int]
) -> None:
    async with user_at(size) as user:
        await user.until(lambda: user.here == "prerequisites", "the first step")
        await user.until(lambda: _notice_shows(user) == (size in TOO_SMALL), "the notice")
        await user.resizes(80, 24)
        await user.sees("prerequisites")
        await user.goes_on()
        await user.sees("billing-model")


async def test_a_plan_is_bought_by_keyboard_at_40_by_12(user_at: SitDown) -> None:
    async with user_at((40, 12)) as user:
        for step in ("prerequisites", "billing-model", "plan", "confirm", "payment"):
            await user.sees(step)
            if step == "confirm":
                await user.accepts()
            await user.goes_on()
        await user.sees("receipt")
        await user.goes_on()
        await user.sees("activation-prompt")
        for answer in ("#later", "#activate"):
            await user.reaches(answer)
            await user.until(
                lambda answer=answer: user.screen.region.contains_region(user.find(answer).region),  # type: ignore[misc]
                answer,
            )
            await user.settles()


@pytest.mark.parametrize("size", [(10, 3), (1, 1)])
async def test_questions_and_help_survive_any_size(user_at: SitDown, size: tuple[int, int]) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        for key, screen in (("f1", "notice-screen"), ("ctrl+q", "leave")):
            await user.presses(key)
            await user.sees(screen)
            await user.resizes(*size)
            assert len(user.rows()) == size[1]
            await user.resizes(80, 24)
            await user.presses("escape")
            await user.sees("prerequisites")
