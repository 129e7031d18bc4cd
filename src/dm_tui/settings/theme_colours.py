"""The colours of the three themes, what each is for, and their contrast.

`accent` means the focus and the one primary action, nothing else. `tint` is the background of what is chosen,
`line` the colour of frames, `good` and `attention` are the two colours of pictures, which do not rely on the
difference between red and green. `PAIRS` names every colour and the one behind it; a test computes the
contrast of all of them, and a theme of the user's own is measured when it is read.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

TEXT, SHAPE = 4.5, 3.0
"""The least contrast of text, and of frames, focus and pictures (WCAG 2.1, 1.4.3 and 1.4.11)."""


class Pair(NamedTuple):
    """A colour of a theme, those behind it, and the contrast it needs there."""

    colour: str
    backgrounds: tuple[str, ...]
    least: float


_GROUNDS = ("background", "surface")
_FIELDS = (*_GROUNDS, "panel", "tint")

PAIRS = (
    Pair("foreground", _FIELDS, TEXT),
    Pair("muted", _FIELDS, TEXT),
    Pair("primary", _FIELDS, TEXT),
    Pair("accent", _FIELDS, TEXT),
    Pair("warning", _FIELDS, TEXT),
    Pair("error", _FIELDS, TEXT),
    Pair("success", _FIELDS, TEXT),
    Pair("background", ("accent", "foreground"), TEXT),
    Pair("block-cursor-foreground", ("block-cursor-background",), TEXT),
    Pair("badge-text", ("badge-sandbox", "badge-live"), TEXT),
    Pair("line", _GROUNDS, SHAPE),
    Pair("good", _FIELDS, SHAPE),
    Pair("attention", _FIELDS, SHAPE),
    Pair("scrollbar", ("background",), SHAPE),
    Pair("scrollbar-hover", ("background",), SHAPE),
)
"""Every colour in use on every background it is used on."""


OWN = ("tint", "muted", "line", "good", "attention", "badge-text", "badge-sandbox", "badge-live")
"""The colours that Textual has no name for."""


class ThemeColours(NamedTuple):
    """The colours of a theme, as #rrggbb."""

    name: str
    dark: bool
    colours: Mapping[str, str]


PALETTES = (
    ThemeColours(
        "dm-dark",
        dark=True,
        colours={
            "primary": "#7fb4ca",
            "accent": "#ff9e64",
            "warning": "#e6c384",
            "error": "#f58c8f",
            "success": "#98bb6c",
            "foreground": "#dcd7ba",
            "background": "#16181d",
            "surface": "#20232b",
            "panel": "#2a2e38",
            "tint": "#22374a",
            "muted": "#9aa0b0",
            "line": "#6c7488",
            "good": "#4f9fb8",
            "attention": "#d9704f",
            "badge-text": "#ffffff",
            "badge-sandbox": "#2b6e6a",
            "badge-live": "#a32f3c",
        },
    ),
    ThemeColours(
        "dm-light",
        dark=False,
        colours={
            "primary": "#27607d",
            "accent": "#a84000",
            "warning": "#7a4f00",
            "error": "#b3202c",
            "success": "#2f6b2f",
            "foreground": "#24262b",
            "background": "#faf8f3",
            "surface": "#efece4",
            "panel": "#e2ded3",
            "tint": "#d3e4ec",
            "muted": "#575a62",
            "line": "#85806f",
            "good": "#2f7f99",
            "attention": "#bf5a2c",
            "badge-text": "#ffffff",
            "badge-sandbox": "#1f6a63",
            "badge-live": "#a01f2e",
        },
    ),
    ThemeColours(
        "dm-contrast",
        dark=True,
        colours={
            "primary": "#ffffff",
            "accent": "#00e5ff",
            "warning": "#ffff00",
            "error": "#ff8080",
            "success": "#80ff80",
            "foreground": "#ffffff",
            "background": "#000000",
            "surface": "#000000",
            "panel": "#202020",
            "tint": "#003060",
            "muted": "#d0d0d0",
            "line": "#a0a0a0",
            "good": "#4fc3ff",
            "attention": "#ffa040",
            "badge-text": "#000000",
            "badge-sandbox": "#00ff90",
            "badge-live": "#ff6060",
        },
    ),
)
"""The themes that come with the program, the usual one first."""


class Weak(NamedTuple):
    """A colour that is hard to see on another one: its contrast, and what it should be."""

    colour: str
    ground: str
    contrast: float
    least: float

    def __str__(self) -> str:
        return f"{self.colour} on {self.ground} has {self.contrast:.1f} : 1, and should have {self.least} : 1"


def weak_pairs(colours: Mapping[str, str]) -> Iterator[Weak]:
    """Yield the pairs in use whose contrast is too low, as a theme has these colours."""
    derived = {
        "block-cursor-foreground": "background",
        "block-cursor-background": "accent",
        "scrollbar": "line",
        "scrollbar-hover": "foreground",
    }
    for pair in PAIRS:
        for ground in pair.backgrounds:
            names = (derived.get(name, name) for name in (pair.colour, ground))
            ratio = contrast(*(colours[name] for name in names))
            if ratio < pair.least:
                yield Weak(pair.colour, ground, ratio, pair.least)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.1, relative luminance)."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
