"""The theme that counts: the settings file's, else the one that was chosen; what of it is hard to read."""

from typing import TYPE_CHECKING

from dm_tui.settings import wording
from dm_tui.settings.places import expand_user_path
from dm_tui.settings.values import beside_settings, file_value

if TYPE_CHECKING:
    from dm_tui.settings.theme_colours import ThemeColours

THEME = "look.theme"

MOST_PAIRS = 3
"""How many pairs of colours one sentence names (our own choice)."""


def chosen_palette(kept: str) -> "ThemeColours":
    """Return the theme of the settings file, else the one that was chosen and `kept`, else the usual one.

    Refuses a theme of the settings file that there is not, or that cannot be read.
    """
    from dm_tui.settings.theme_colours import PALETTES
    from dm_tui.settings.theme_file import is_theme_file, read_theme

    named = file_value(THEME)
    if not named:
        return kept_palette(kept)
    names = {palette.name: palette for palette in PALETTES}
    if is_theme_file(named):
        return read_theme(beside_settings(expand_user_path(named)))
    if named not in names:
        from dm_tui.domain.text import clean_line, nearest

        suggestion = nearest(named, list(names))
        meant = wording.DID_YOU_MEAN.format(word=suggestion) if suggestion else ""
        raise wording.UNKNOWN_THEME(name=clean_line(named, 40), nearest=meant, known=", ".join(names))
    return names[named]


def kept_palette(kept: str) -> "ThemeColours":
    """Return the theme that was chosen and `kept`, else the usual one."""
    from dm_tui.settings.theme_colours import PALETTES

    return next((palette for palette in PALETTES if palette.name == kept), PALETTES[0])


def weakness(palette: "ThemeColours", most: int = MOST_PAIRS) -> str:
    """Return what is hard to read in a theme, naming `most` pairs, in one sentence; empty if nothing is."""
    from dm_tui.settings.theme_colours import weak_pairs

    weak = list(weak_pairs(palette.colours))
    if not weak:
        return ""
    left = len(weak) - most
    more = f", and {left} more {'pair' if left == 1 else 'pairs'}" if left > 0 else ""
    pairs = "; ".join(map(str, weak[:most]))
    return wording.WEAK_CONTRAST.format(name=palette.name, pairs=pairs + more)
