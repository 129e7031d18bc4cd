"""Only ASCII on the screen, frames, scroll bars and the vendor's letters too: for `--ascii`."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_TWINS = str.maketrans(
    {
        **dict.fromkeys("─╌┄┈‐‑–—", "-"),
        **dict.fromkeys("━═╸╺", "="),
        **dict.fromkeys("│┃║┆┊▏▕▎▍▌▐", "|"),
        **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋", "+"),
        **dict.fromkeys("█▓▉▊▋▇▆▅", "#"),
        **dict.fromkeys("▄▃▀▔", "="),
        **dict.fromkeys("▂▁░", "."),
        **dict.fromkeys("▒", ":"),
        **dict.fromkeys("╱⟋", "/"),
        **dict.fromkeys("→▸▶›❯", ">"),
        **dict.fromkeys("←◂◀‹", "<"),
        **dict.fromkeys("↑▲△", "^"),
        **dict.fromkeys("↓▼▽", "v"),
        **dict.fromkeys("●•★", "*"),
        **dict.fromkeys("○◌", "o"),
        **dict.fromkeys("◆◇", "O"),
        **dict.fromkeys("·…", "."),
        **dict.fromkeys("✓", "+"),
        **dict.fromkeys("×✕✗", "x"),
        **dict.fromkeys("−", "-"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("’‘", "'"),
        "\u00a0": " ",
    }
)


class AsciiOnly(LineFilter):
    """Replaces every other character by one that looks alike, of the same width; what has none is “?”."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with their texts in ASCII."""
        return _in_ascii(segments)


def _in_ascii(segments: Sequence[Segment]) -> list[Segment]:
    return [
        segment if segment.text.isascii() else segment._replace(text=ascii_twin(segment.text))
        for segment in segments
    ]


@lru_cache(2048)
def ascii_twin(text: str) -> str:
    """Return `text` in ASCII, as wide on the screen as it was."""
    return "".join(
        character if character.isascii() else _letter(character) for character in text.translate(_TWINS)
    )


def _letter(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    width = cell_len(character)
    return bare if len(bare) == width else "?" * width
