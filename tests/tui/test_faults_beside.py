"""A fault of ours in work beside the screen is reported and told; the program goes on."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import dm_tui.tui
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.lists.list_spec import ListSpec
from tests.tui.conftest import LeftAt
from tests.tui.console.looking import many_orders, opens_orders
from tests.tui.console.send.mailings import composes
from tests.tui.journey import User, sit_down

BreakOff = Callable[[object, str], None]


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> BreakOff:
    """Make a function raise what nobody foresaw."""

    def fail(*arguments: object, **options: object) -> None:
        raise LookupError("an answer nobody foresaw")

    return lambda owner, name: monkeypatch.setattr(owner, name, fail)


async def _is_told(user: User) -> None:
    await user.hears("fault (lookuperror) and continues", "a report is in")
    await user.settles()
    assert user.app.is_running


async def test_what_falls_due(activated: DirectMail, breaks: BreakOff) -> None:
    breaks(activated, "process_due")
    async with sit_down(activated, survives=True) as user:
        await user.sees("console")
        await _is_told(user)


async def test_a_preview(direct_mail: DirectMail, breaks: BreakOff) -> None:
    direct_mail.sandbox.load("busy")
    breaks(direct_mail.sending, "preview")
    async with sit_down(direct_mail, survives=True) as user:
        await composes(user, to="ada@example.com", subject="News", text="Hello")
        await user.until(lambda: "could not be read" in user.reads("#consequence-text"), "the words")
        await _is_told(user)


async def test_a_search(activated: DirectMail, breaks: BreakOff) -> None:
    many_orders(activated, 200)
    breaks(ListSpec, "find")
    async with sit_down(activated, survives=True) as user:
        await opens_orders(user)
        await _is_told(user)


async def test_the_advice_of_a_step(
    direct_mail: DirectMail, left_at: LeftAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise LookupError

    monkeypatch.setattr("dm_tui.tui.wizard.plan.advise_for_draft", fail)
    left_at(Step.PLAN, volume="80k")
    async with sit_down(direct_mail, survives=True) as user:
        await user.sees("plan")
        await _is_told(user)


async def test_leaving_is_not_kept_by_a_fault(direct_mail: DirectMail, breaks: BreakOff) -> None:
    breaks(direct_mail.background_mailings, "stop")

    async def leaves() -> None:
        async with sit_down(direct_mail) as user:
            user.app.run_worker(user.app._pause_and_exit(0, None))
            await user.until(lambda: user.app._exit, "the end")

    with pytest.raises(LookupError):
        await leaves()


def test_no_worker_fails_in_silence() -> None:
    sources = Path(dm_tui.tui.__file__).parent.rglob("*.py")
    assert not [path for path in sources if re.search(r"exit_on_error", path.read_text(encoding="utf-8"))]
