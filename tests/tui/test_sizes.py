"""Every size a terminal can have: 80 x 24 needs no scrolling, none crashes, none loses what was typed."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.containers import VerticalScroll

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.shared.tab_names import TABS, tab_key
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User

EVERY = "DM_TUI_EVERY" in os.environ

LARGE_ENOUGH = ((120, 36), (60, 20), (40, 12))
TOO_SMALL = ((39, 11), (40, 11), (10, 3), (1, 1))


def _notice_shows(user: User) -> bool:
    hidden = not any(child.display for child in user.app.screen.children if child.id != "masthead")
    return hidden and bool(user.find("#masthead").display)


def _sizes(turn: int, large: Sequence[tuple[int, int]] = LARGE_ENOUGH) -> Sequence[tuple[int, int]]:
    """Return the large sizes and one in which all that is shown is a notice: those take turns.

    `DM_TUI_EVERY` goes through all.
    """
    return (*LARGE_ENOUGH, *TOO_SMALL) if EVERY else (*large, TOO_SMALL[turn % len(TOO_SMALL)])


async def _goes_through(user: User, sizes: Sequence[tuple[int, int]]) -> None:
    screen = user.here
    for size in sizes:
        await user.resizes(*size)
        assert user.here == screen
        assert _notice_shows(user) == (size in TOO_SMALL), size
        rows = user.rows()
        assert len(rows) == size[1]
        assert all(len(row) <= size[0] for row in rows)
    await user.resizes(80, 24)
    assert not _notice_shows(user)


def _fits(user: User) -> None:
    assert user.find("#body").max_scroll_y == 0
    for control in ("#next", "#total"):
        assert user.screen.region.contains_region(user.find(control).region)


MOST_TO_SAY: dict[Step, dict[str, str]] = {
    Step.BILLING_MODEL: {"volume": "20k"},
    Step.PLAN: {"spec": "500k", "quantity": "100", "volume": "1000"},
}
"""Answers after which a step has the most to show: the comparison in money, every warning."""


@pytest.mark.parametrize("step", list(MOST_TO_SAY))
async def test_a_step_with_most_to_say_fits_80_by_24_and_survives_every_size(
    user_at: SitDown, left_at: LeftAt, step: Step
) -> None:
    left_at(step, **MOST_TO_SAY[step])
    async with user_at() as user:
        await user.sees(step)
        _fits(user)
        if step is Step.PLAN:
            await user.resizes(60, 20)
            assert user.find("#body").max_scroll_y == 0, "every warning is seen"
        before = user.draft
        await _goes_through(user, _sizes(list(Step).index(step)))
        assert user.draft == before


async def _answers(user: User, step: Step) -> None:
    """Type and choose what a step asks for, not all of it right."""
    if step is Step.BILLING_MODEL:
        await user.writes("#volume", "12 apples ")
    elif step is Step.PLAN:
        await user.chooses("1m")
        await user.writes("#quantity", "400")
    elif step is Step.PAYMENT:
        await user.chooses("card-0002")
    elif step in (Step.CONFIRM, Step.ACTIVATION):
        await user.accepts()


@pytest.mark.parametrize("step", list(Step))
async def test_a_step_fits_80_by_24_and_survives_every_size_with_all_that_was_answered(
    user_at: SitDown, left_at: LeftAt, step: Step
) -> None:
    left_at(step)
    turn = list(Step).index(step)
    async with user_at() as user:
        await user.sees(step)
        _fits(user)
        at_first, focused = user.draft, user.focused
        await _goes_through(user, _sizes(turn, large=()))
        await user.settles()
        assert user.focused == focused
        await _answers(user, step)
        before = user.draft
        assert (before != at_first) == (step not in (Step.PREREQUISITES, Step.RECEIPT))
        await _goes_through(user, _sizes(turn + 1))
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


async def test_a_missing_prerequisite_fits_80_by_24(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("unverified")
    direct_mail.prerequisites.sign_in("ops")
    async with user_at() as user:
        await user.sees("prerequisites")
        await user.chooses("cn-hangzhou")
        await user.settles()
        assert user.screen.region.contains_region(user.find("#verify").region)
        await _goes_through(user, _sizes(3))


async def test_the_console_fits_80_by_24_and_survives_every_size(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        others = ((120, 36), (60, 20), *TOO_SMALL)
        assert user.screen.query_one("#overview VerticalScroll", VerticalScroll).max_scroll_y == 0
        for turn, pane in enumerate(TABS):
            if user.focused == "advice-monthly":  # there digits are typed
                await user.presses("escape")
            await user.presses(tab_key(pane))
            await _goes_through(user, ((40, 12), others[turn % len(others)]) if not EVERY else _sizes(turn))


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


async def test_questions_and_help_survive_any_size(user_at: SitDown) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        for key, screen in (("f1", "notice-screen"), ("ctrl+q", "leave")):
            await user.presses(key)
            await user.sees(screen)
            for size in ((10, 3), (1, 1)):
                await user.resizes(*size)
                assert len(user.rows()) == size[1]
            await user.resizes(80, 24)
            await user.presses("escape")
            await user.sees("prerequisites")
