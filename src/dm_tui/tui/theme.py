"""Three themes: dark, light and high contrast, and what each of their colours is for.

`accent` means the focus and the one primary action, nothing else. `tint` is the background of what is chosen,
`line` the colour of frames, `good` and `attention` are the two colours of pictures, which do not rely on the
difference between red and green. `PAIRS` names every colour that stands on another one; a test computes the
contrast of all of them.
"""

from typing import NamedTuple

from textual.theme import Theme

TEXT, SHAPE = 4.5, 3.0
"""The least contrast of text, and of frames, focus and pictures (WCAG 2.1, 1.4.3 and 1.4.11)."""


class Pair(NamedTuple):
    """A colour of a theme, those it stands on, and the contrast it needs there."""

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


_OWN = ("tint", "muted", "line", "good", "attention", "badge-text", "badge-sandbox", "badge-live")
"""The colours that Textual has no name for."""


def _theme(name: str, *, dark: bool, colours: dict[str, str]) -> Theme:
    foreground = colours["foreground"]
    return Theme(
        name=name,
        dark=dark,
        primary=colours["primary"],
        accent=colours["accent"],
        warning=colours["warning"],
        error=colours["error"],
        success=colours["success"],
        foreground=foreground,
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        variables={
            **{name: colours[name] for name in _OWN},
            "block-cursor-foreground": colours["background"],
            "block-cursor-background": colours["accent"],
            "block-cursor-blurred-foreground": foreground,
            "block-cursor-blurred-background": colours["tint"],
            "scrollbar": colours["line"],
            "scrollbar-hover": foreground,
            "scrollbar-active": foreground,
        },
    )


THEMES: tuple[Theme, ...] = (
    _theme(
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
    _theme(
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
    _theme(
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

THEME_TITLES = {"dm-dark": "Dark", "dm-light": "Light", "dm-contrast": "High contrast"}
"""Their names in the palette."""
