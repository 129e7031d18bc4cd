"""Whatever any field of any answer is, the screens stand: no fault, and nothing on them that only a program
reads. `DM_TUI_FIELDS` is how many changed fields are tried; a long run sets more.
"""

import asyncio
import os
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dm_tui.services.direct_mail import DirectMail
from dm_tui.tui import app
from tests.alibaba.server import CHANGES, Vendor
from tests.alibaba.test_as_documented_fields import hurried_vendor  # noqa: F401
from tests.alibaba.test_odd_answers import SENDER, WHOSE, Reading, settle
from tests.tui.journey import User, sit_down

EXAMPLES = int(os.environ.get("DM_TUI_FIELDS", "4"))

SHOWN = (("status",), ("bills",), ("statistics", "--by", "tag"), ("templates", "show", "welcome"))
"""Commands that together read every field that a screen shows."""

FOR_PROGRAMS = re.compile(r"\bNone\b|Decimal\(|datetime\.|UnknownFigure|<[A-Za-z_]+\.[A-Z]|\bNaN\b|Infinity")
"""What stands on a screen only where something went through that should not have."""

WALK = ("1", "2", "v", "v", "3", "v", "v", "d", "4", "5", "v", "v", "6", "7", "8", "escape", "9", "1")
"""Keys that show every tab of the console, and the views of those that have several."""


@pytest.fixture(scope="module")
def shown_fields(
    hurried_vendor: Vendor,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> list[tuple[str, tuple[str, ...]]]:
    fields: dict[tuple[str, tuple[str, ...]], None] = {}
    for number, words in enumerate(SHOWN):
        reading = Reading(hurried_vendor, tmp_path_factory.mktemp(f"shown{number}"), words)
        fields |= dict.fromkeys(field for field in reading.fields if field[0] != WHOSE)
    return list(fields)


async def walk(user: User, keys: tuple[str, ...]) -> None:
    require_words(user)
    for key in keys:
        await user.presses(key)
        await user.settles()
        require_words(user)


def require_words(user: User) -> None:
    shown = "\n".join(user.rows())
    assert FOR_PROGRAMS.search(shown) is None, shown
    assert "\x1b" not in shown


async def look_around(direct_mail: DirectMail, size: tuple[int, int], *, known: bool) -> None:
    async with sit_down(direct_mail, size) as user:
        await user.until(lambda: direct_mail.read_at is not None, "a reading")
        await user.settles()
        if known:
            await user.sees("console")
            await walk(user, WALK)
            return
        for _ in range(3):  # steps of the wizard, as far as they go
            require_words(user)
            if not user.can_go_on:
                return
            await user.goes_on()
            await user.settles()


@settings(max_examples=EXAMPLES)
@given(data=st.data(), known=st.booleans(), size=st.sampled_from([(80, 24), (60, 20), (120, 36)]))
def test_every_screen_stands_whatever_a_field_is(
    hurried_vendor: Vendor,  # noqa: F811
    shown_fields: list[tuple[str, tuple[str, ...]]],
    data: st.DataObject,
    size: tuple[int, int],
    *,
    known: bool,
) -> None:
    """Of an account that was read before, which opens the console, and of a new one."""
    vendor = hurried_vendor
    action, path = data.draw(st.sampled_from(shown_fields))
    change = data.draw(st.sampled_from(sorted(CHANGES)))
    with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DM_TUI_ALIBABA_ENDPOINT", vendor.endpoint)
        patch.setattr(app, "WARM_UP_AFTER", 3600.0)
        settle(vendor)
        state = Path(directory) / "screens.json"
        if known:
            before = DirectMail(state, "alibaba")
            before.connect()
            before.set_preferences(prompt_activation=False)
            before.close()
        vendor.changes.change(action, path, CHANGES[change])
        asyncio.run(look_around(DirectMail(state, "alibaba"), size, known=known))


def test_the_walk_finds_what_only_a_program_reads() -> None:
    for text in ("worth None", "Decimal('1')", "NaN emails", "<Figure.TAX: 'tax'>"):
        assert FOR_PROGRAMS.search(text), text
    assert not FOR_PROGRAMS.search(f"Nothing of it is known: {SENDER} <ann@example.org>")
