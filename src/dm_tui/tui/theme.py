"""The themes as Textual has them: dark, light, high contrast, and one that the user brings."""

from textual.theme import Theme

from dm_tui.settings.theme_colours import OWN, PALETTES, ThemeColours

SCROLLBAR_TRACKS = tuple(f"scrollbar-background{state}" for state in ("", "-hover", "-active"))
"""Textual darkens the background for them: black stripes in a dark theme."""


def make_theme(palette: ThemeColours) -> Theme:
    """Return the theme of these colours."""
    colours = palette.colours
    foreground = colours["foreground"]
    return Theme(
        name=palette.name,
        dark=palette.dark,
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
            **{name: colours[name] for name in OWN},
            "block-cursor-foreground": colours["background"],
            "block-cursor-background": colours["accent"],
            "block-cursor-blurred-foreground": foreground,
            "block-cursor-blurred-background": colours["tint"],
            "scrollbar": colours["line"],
            "scrollbar-hover": foreground,
            "scrollbar-active": foreground,
            **dict.fromkeys(SCROLLBAR_TRACKS, colours["background"]),
        },
    )


THEMES: tuple[Theme, ...] = tuple(map(make_theme, PALETTES))

THEME_TITLES = {"dm-dark": "Dark", "dm-light": "Light", "dm-contrast": "High contrast"}
"""Their names in the palette."""
