"""`--ascii`: not one other character on the screen, frames and scroll bars included."""

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from dm_tui.domain.purchase.wizard import Step
from dm_tui.tui.ascii_screen import AsciiOnly, ascii_twin
from dm_tui.tui.marks import Marks
from tests.tui.conftest import LeftAt, SitDown


@pytest.mark.parametrize("step", list(Step))
async def test_only_ascii_is_on_the_screen(
    user_at: SitDown, left_at: LeftAt, monkeypatch: pytest.MonkeyPatch, step: Step
) -> None:
    monkeypatch.setenv("DM_TUI_ASCII", "1")
    left_at(step, volume="20k")
    async with user_at() as user:
        await user.sees(step)
        for size in ((80, 24), (120, 36)):
            await user.resizes(*size)
            shown = "".join(user.rows())
            assert {character for character in shown if not character.isascii()} == set()


@pytest.mark.parametrize("words", ["╭─ Münster ─╮", "━━ 日本 ┃", "✓ × → … −", "a\u0301", "🙂", ""])
def test_a_twin_is_as_wide_as_what_it_replaces(words: str) -> None:
    twin = ascii_twin(words)
    assert twin.isascii()
    assert len(twin) == cell_len(words)


def test_what_has_focus_is_told_from_what_has_not() -> None:
    assert ascii_twin("┏━━") != ascii_twin("╭──")
    assert ascii_twin("(•) ( )") == "(*) ( )"


def test_pay_as_you_go_has_a_sign_that_is_no_other_part_of_a_bar() -> None:
    sign = Marks(ascii_only=True).by_pay_as_you_go
    assert sign == ascii_twin(Marks(ascii_only=False).by_pay_as_you_go)
    assert sign not in ascii_twin("▁▂▃▄▅▆▇█▏▎▍▌▋▊▉▀▔░━┄")


@pytest.mark.parametrize(
    ("words", "twin"),
    [
        ("Checking …  ", "Checking ..."),
        ("Asking the bank … 3 s", "Asking the bank...3 s"),
        ("AliyunDirectMailFullAc… │", "AliyunDirectMailFullAc~ |"),
        ("AliyunDirectMailFullAc…  ", "AliyunDirectMailFullAc..."),
    ],
)
def test_an_ellipsis_does_not_end_a_sentence(words: str, twin: str) -> None:
    assert ascii_twin(words) == twin


def test_an_ellipsis_takes_the_blanks_of_the_next_segment() -> None:
    shown = AsciiOnly().apply([Segment("Pay …"), Segment("    "), Segment("│")], Color(0, 0, 0))
    assert [segment.text for segment in shown] == ["Pay .", "..  ", "|"]
