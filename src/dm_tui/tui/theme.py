"""Three themes: dark, light and high contrast. One accent marks the next action, another colour warnings."""

from textual.theme import Theme

THEMES: tuple[Theme, ...] = (
    Theme(
        name="dm-dark",
        primary="#7fb4ca",
        accent="#ff9e64",
        warning="#e6c384",
        error="#f2777a",
        success="#98bb6c",
        foreground="#dcd7ba",
        background="#16181d",
        surface="#20232b",
        panel="#2a2e38",
        dark=True,
        variables={
            "muted": "#8f94a3",
            "scrollbar": "#3a3f4b",
            "scrollbar-hover": "#5a6172",
            "scrollbar-active": "#5a6172",
        },
    ),
    Theme(
        name="dm-light",
        primary="#2f6f8f",
        accent="#b4470a",
        warning="#8a5a00",
        error="#b3202c",
        success="#2f6b2f",
        foreground="#24262b",
        background="#faf8f3",
        surface="#efece4",
        panel="#e2ded3",
        dark=False,
        variables={
            "muted": "#63666e",
            "scrollbar": "#c9c4b6",
            "scrollbar-hover": "#a39d8c",
            "scrollbar-active": "#a39d8c",
        },
    ),
    Theme(
        name="dm-contrast",
        primary="#ffffff",
        accent="#ffff00",
        warning="#ffff00",
        error="#ff8080",
        success="#80ff80",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#202020",
        dark=True,
        variables={
            "muted": "#d0d0d0",
            "scrollbar": "#808080",
            "scrollbar-hover": "#ffffff",
            "scrollbar-active": "#ffffff",
        },
    ),
)

THEME_TITLES = {"dm-dark": "Dark", "dm-light": "Light", "dm-contrast": "High contrast"}
"""Their names in the palette."""
