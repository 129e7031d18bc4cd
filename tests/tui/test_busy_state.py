"""The state file is held by another program, or spoilt by it: told, and nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.screen import ConsoleScreen
from dm_tui.tui.console.shared.tab_names import tab_key
from tests.held_lock import held_by_another
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User, charged


@contextmanager
def _held(state_path: Path, user: User) -> Iterator[None]:
    """Hold the lock as another program does; the user's patience is shortened."""
    user.app.direct_mail.state.lock.patience = 0.05
    with held_by_another(state_path):
        yield


def _spoil(state_path: Path) -> None:
    """Leave what a newer dm-tui would leave."""
    state_path.write_text('{"meta": {"1": {"schema": 999}}}')


async def _is_refused_and_stays(user: User, state_path: Path) -> None:
    """Go on and back while another program holds the state file: neither is possible, nothing is lost."""
    step, before = user.here, user.draft
    with _held(state_path, user):
        await user.goes_on()
        await user.hears("another program")
        assert user.here == step
        assert user.draft == before
        await user.presses("escape")
        await user.settles()
        assert user.here == step
    user.app.clear_notifications()


async def test_each_step_of_a_purchase_is_refused_with_the_reason_and_works_afterwards(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, state_path: Path
) -> None:
    left_at(Step.BILLING_MODEL, volume="30k", quantity="3")
    async with user_at() as user:
        for step in ("billing-model", "plan", "confirm"):
            await user.sees(step)
            if step == "confirm":
                await user.accepts()
            await _is_refused_and_stays(user, state_path)
            assert direct_mail.purchases.orders() == ()
            await user.goes_on()
        await user.sees("payment")
        [order] = direct_mail.purchases.orders()
        with _held(state_path, user):  # a payment that cannot be written down does not begin
            await user.goes_on()
            await user.hears("another program")
            await user.until(lambda: user.can_go_on, "the way on open again")
            assert charged(direct_mail) == []
        await user.goes_on()
        await user.sees("receipt")
        await user.goes_on()
        await user.sees("activation-prompt")
        with _held(state_path, user):
            await user.presses("escape")
            await user.sees("console")
            await user.settles()
        assert user.here == "console"
    assert charged(direct_mail) == [order.id]


async def test_activating_is_refused_with_the_reason_and_works_afterwards(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, state_path: Path
) -> None:
    left_at(Step.ACTIVATION)
    async with user_at() as user:
        await user.sees("activation")
        await user.accepts()
        await _is_refused_and_stays(user, state_path)
        assert not direct_mail.activation.current().active
        await user.goes_on()
        await user.sees("console")


async def test_completing_a_verification_is_refused_with_the_reason(
    user_at: SitDown, direct_mail: DirectMail, state_path: Path
) -> None:
    direct_mail.sandbox.load("unverified")
    async with user_at() as user:
        await user.sees("prerequisites")
        with _held(state_path, user):
            await user.reaches("#verify")
            await user.presses("enter")
            await user.hears("another program")
            assert not user.can_go_on


async def test_a_message_can_be_read(user_at: SitDown, direct_mail: DirectMail, state_path: Path) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        await user.presses(tab_key("messages"))
        with _held(state_path, user):
            await user.presses("enter")
            await user.settles()
        assert user.here in ("console", "notice-screen")


async def test_a_theme_can_be_chosen(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, state_path: Path
) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        commands = {command.title: command.callback for command in user.app.get_system_commands(user.screen)}
        with _held(state_path, user):
            commands["Theme: Light"]()
            await user.hears("another program")
        assert user.app.theme == "dm-light"


@pytest.mark.parametrize("step", [Step.PLAN, Step.CONFIRM, Step.PAYMENT])
async def test_a_state_file_spoilt_while_the_program_runs_does_not_end_it(
    user_at: SitDown, left_at: LeftAt, state_path: Path, step: Step
) -> None:
    left_at(step)
    async with user_at() as user:
        await user.sees(step)
        _spoil(state_path)
        await user.presses("down", "up", "tab", "enter")
        await user.resizes(100, 30)
        await user.settles()
        assert user.here is not None
        assert not user.app._exit


async def test_a_state_file_spoilt_under_the_console_does_not_end_it(
    user_at: SitDown, direct_mail: DirectMail, state_path: Path
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        _spoil(state_path)
        await user.hears("newer")
        await user.presses("2", "3", "4", "5", "6", "7", "1", "a")
        await user.resizes(100, 30)
        assert user.here == "console"


async def test_an_account_whose_files_vanish_stays_and_is_told_until_it_is_seen(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, state_path: Path
) -> None:
    direct_mail.sandbox.load("activated")
    async with user_at() as user:
        await user.sees("console")
        for path in state_path.parent.iterdir():
            if path.is_file() and path.suffix != ".lock":
                path.unlink()
        cast(ConsoleScreen, user.app.screen).refresh_all()
        await user.hears("state file is missing")
        user.app.direct_mail.set_preferences(prompt_activation=False)
        cast(ConsoleScreen, user.app.screen).refresh_all()
        await user.hears("state file was missing")
        (end,) = (
            command for command in user.app.get_system_commands(user.app.screen) if "saw" in command.title
        )
        end.callback()
        assert not [
            command for command in user.app.get_system_commands(user.app.screen) if "saw" in command.title
        ]
    assert direct_mail.prerequisites.account().activated
    assert direct_mail.notices == []
