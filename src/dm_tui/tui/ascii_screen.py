"""Only ASCII on the screen, frames, scroll bars and the vendor's letters too: for `--ascii`."""

import re
import unicodedata
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
        **dict.fromkeys("◆◇", "@"),
        "·": ".",
        "…": "~",
        **dict.fromkeys("✓", "+"),
        **dict.fromkeys("×✕✗", "x"),
        **dict.fromkeys("−", "-"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("’‘", "'"),
        "\u00a0": " ",
    }
)

_ELLIPSIS_WITH_ROOM = re.compile(r"…  | … (?! )")
"""An ellipsis beside blanks that its dots can take: one dot alone would end a sentence."""


class AsciiOnly(LineFilter):
    """Replaces every other character by one that looks alike, of the same width; what has none is “?”.

    Three dots stand for an ellipsis where blanks beside it give them room, else `~` does.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with their texts in ASCII."""
        if all(segment.text.isascii() for segment in segments):
            return segments
        twin, at, shown = ascii_twin("".join(segment.text for segment in segments)), 0, []
        for segment in segments:
            width = cell_len(segment.text)
            shown.append(segment._replace(text=twin[at : at + width]))
            at += width
        return shown


@lru_cache(2048)
def ascii_twin(text: str) -> str:
    """Return `text` in ASCII, as wide on the screen as it was."""
    text = _ELLIPSIS_WITH_ROOM.sub("...", text).translate(_TWINS)
    return "".join(character if character.isascii() else _letter(character) for character in text)


def _letter(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    width = cell_len(character)
    return bare if len(bare) == width else "?" * width
