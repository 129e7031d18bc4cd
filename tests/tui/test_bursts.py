"""Keys that arrive together never end the program, pile up screens, pay or send on a screen not yet seen.

A run has 105 bursts: the same with `CI` set, where a change is tried and not the day; others each day at your
desk. `DM_TUI_BURSTS=20000` is the long run, which draws others each time, and `DM_TUI_SEED` repeats one.
"""

import asyncio
import os
import random
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from textual.command import CommandList

from dm_tui.domain.mailing.mailing_draft import MailingDraft
from dm_tui.domain.purchase.wizard import Step
from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui.console.lists.row_table import RowTable
from dm_tui.tui.console.shared.tab_names import TABS, tab_key
from tests.tui import journey
from tests.tui.conftest import LeftAt, SitDown
from tests.tui.journey import User, charged
from tests.tui.monkey import CTRL_P, ENTER, PAGE_UP, Monkey, packet

A_RUN = 105
BURSTS = int(os.environ.get("DM_TUI_BURSTS", A_RUN))
OF_THE_DAY = 1 if "CI" in os.environ else datetime.now(UTC).toordinal()
SEED = int(os.environ.get("DM_TUI_SEED", "0")) or (
    random.randrange(1, 2**32) if BURSTS > A_RUN else OF_THE_DAY
)

DEEPEST = 6
"""Screens over one another at most: a console, an item, its editor, a question, help and palette."""

PAYS = {Step.PAYMENT, Step.ACTIVATION, "bill", "review"}
"""The screens on which an Enter, or a command of the palette over them, may cost money or send mail."""


class Place(NamedTuple):
    """Where the monkey sits down: at a step of the wizard, or at a tab of a scenario's console."""

    scenario: str
    step: Step | None = None
    tab: str = ""

    def __str__(self) -> str:
        return f"{self.scenario}-{self.step or self.tab}"


PLACES = (
    *(Place("fresh", step) for step in Step),
    *(Place("busy", tab=tab) for tab in TABS),
    Place("activated", tab="senders"),
    Place("unverified", Step.PREREQUISITES),
    Place("ram-user", tab="account"),
    Place("expiring", tab="plans"),
    Place("overdue", tab="bills"),
)


def spent(direct_mail: DirectMail) -> tuple[int, int, bool | None]:
    """Count what cannot be taken back: charges, mailings, and the agreement to be charged."""
    mailings = len(direct_mail.sending.mailings())
    return len(charged(direct_mail)), mailings, direct_mail.activation.current().active


@pytest.fixture(autouse=True)
def nothing_is_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay the screens out but draw none of them: it takes half of the time, and other tests draw them all."""
    monkeypatch.setattr(journey, "draw", lambda app: app.screen._compositor._dirty_regions.clear())


async def press_on(monkey: Monkey, user: User, bursts: int) -> None:
    """Send bursts until there were as many, or the program ends."""
    direct_mail = user.app.direct_mail
    before, seen = spent(direct_mail), direct_mail.signature()
    while monkey.sent < bursts and not user.app._exit:
        here = {screen.id for screen in user.app.screen_stack}
        await monkey.send(user, monkey.burst())
        await user.settles()
        if not user.app._exit:
            stack = [screen.id for screen in user.app.screen_stack]
            assert len(stack) <= DEEPEST, f"{stack}"
            assert len(set(stack)) == len(stack), f"{stack}"
        if direct_mail.signature() != seen:
            now, seen = spent(direct_mail), direct_mail.signature()
            assert here & PAYS or now == before, f"spent on {here}"
            before = now


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_bursts_of_keys(
    user_at: SitDown, left_at: LeftAt, direct_mail: DirectMail, place: Place
) -> None:
    monkey = Monkey(SEED + PLACES.index(place))
    direct_mail.sandbox.load(place.scenario)
    if place.step is not None:
        left_at(place.step)
    elif senders := direct_mail.senders.list():
        draft = MailingDraft(sender=senders[0].address, to="ada@example.com", subject="News", text="Hello")
        direct_mail.mailing_drafts.save(draft)
    bursts, faults = -(-BURSTS // len(PLACES)), list[str]()
    while monkey.sent < bursts:
        sent = monkey.sent
        try:
            async with user_at() as user:
                if place.tab:
                    await user.presses(tab_key(place.tab))
                await press_on(monkey, user, bursts)
        except Exception as error:  # counted, and the monkey sits down again
            if sent == monkey.sent:
                raise
            faults.append(f"{type(error).__name__}: {error} after {monkey.last}")
    print(f"DM_TUI_SEED={SEED}", dict(monkey.seen))
    assert not faults, "\n".join([f"{len(faults)} of {monkey.sent} bursts:", *faults])
    assert not list(direct_mail.state_path.parent.glob("crash-*.txt"))


async def test_two_enters_in_one_packet_open_a_row_once(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        for tab in ("plans", "bills", "senders", "messages"):
            await user.presses(tab_key(tab))
            assert isinstance(user.screen.focused, RowTable)
            packet(user, ENTER, ENTER)
            await user.settles()
            assert len(user.app.screen_stack) == 2, tab
            await user.presses("escape")


async def test_two_enters_in_one_packet_run_one_command_of_the_palette(
    user_at: SitDown, direct_mail: DirectMail
) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        await user.presses("ctrl+p", "down")
        packet(user, ENTER, ENTER)
        await user.settles()
        assert user.here == "console"
        packet(user, CTRL_P, PAGE_UP)  # for a palette that is not there yet
        await user.settles()
        assert user.here == "--command-palette"
        packet(user, PAGE_UP)
        await user.settles()
        assert user.here == "--command-palette"


async def test_a_page_is_turned_in_the_packet_that_fills_the_list(user_at: SitDown, left_at: LeftAt) -> None:
    left_at(Step.PLAN)
    async with user_at() as user:
        await user.sees("plan")
        packet(user, "\x1b[B", "\x1b[6~", PAGE_UP, "\x1b[6~")
        await user.settles()
        assert user.here == "plan"


async def test_a_page_is_turned_while_the_commands_come_in(user_at: SitDown, direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    async with user_at() as user:
        packet(user, CTRL_P)
        while not user.app.screen.query(CommandList):
            await asyncio.sleep(0)
        commands = user.app.screen.query_one(CommandList)
        while user.here != "--command-palette" or not commands.option_count:
            packet(user, PAGE_UP)
            await asyncio.sleep(0)
        packet(user, PAGE_UP)
        await user.settles()
        assert user.here == "--command-palette"


async def test_what_the_palette_still_does_while_it_closes_is_no_fault(
    user_at: SitDown, direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its list is taken away before it ends: a search or a timer that ends in between finds none.
    direct_mail.sandbox.load("busy")
    leave, done = CommandList._message_loop_exit, list[str]()

    async def leave_first(commands: CommandList) -> None:
        palette = commands.screen
        await leave(commands)

        async def look() -> None:
            done.append("")
            palette.query_one(CommandList)

        await palette.run_worker(look(), exit_on_error=True)._task  # type: ignore[misc]
        palette.call_next(look)
        await palette._flush_next_callbacks()

    monkeypatch.setattr(CommandList, "_message_loop_exit", leave_first)
    async with user_at() as user:
        await user.presses("ctrl+p", "escape")
        await user.settles()
        assert len(done) == 2
        assert user.app.is_running
    assert not list(direct_mail.state_path.parent.glob("crash-*.txt"))


async def test_a_press_of_the_mouse_on_what_was_just_removed_does_nothing(user_at: SitDown) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        gone = user.find("#meaning")
        (x, y), parent = gone.region.offset, gone.parent
        assert parent is not None
        gone._detach()  # removed, and not yet laid out again
        packet(user, f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m")
        await user.settles()
        gone._attach(parent)
        assert user.here == "prerequisites"
