"""What changed is written from where it begins; a wide sign is never cut in two."""

from io import StringIO

from rich.console import Console
from rich.segment import Segment
from textual import _compositor
from textual.strip import Strip

from dm_tui.tui.exact_update import ExactUpdate
from tests.tui.conftest import SitDown


def _written(words: str, span: tuple[int, int, int]) -> str:
    update = ExactUpdate(
        [{10: Strip([Segment(words)])}], [span], [[10 + Strip([Segment(words)]).cell_length]]
    )
    return update.render_segments(Console(file=StringIO(), color_system=None))


def test_a_part_of_a_row_is_written_from_its_place() -> None:
    assert _written("abcdefgh", (0, 13, 15)) == "\x1b[1;14Hde"
    assert _written("abcdefgh", (0, 0, 99)) == "\x1b[1;11Habcdefgh"
    assert _written("abcdefgh", (0, 18, 20)) == ""
    assert _written("abcdefgh", (0, 5, 10)) == ""


def test_a_row_with_wide_signs_is_written_from_its_left_edge() -> None:
    assert _written("日本語ab", (0, 13, 16)) == "\x1b[1;11H日本語"


async def test_every_screen_writes_its_changes_this_way(user_at: SitDown) -> None:
    async with user_at() as user:
        await user.sees("prerequisites")
        assert _compositor.ChopsUpdate is ExactUpdate
