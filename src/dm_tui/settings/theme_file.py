"""A theme of the user's own: a TOML file with the colours that differ from those of one of ours."""

import re
from pathlib import Path
from typing import Any

from dm_tui.domain.text import clean_line, nearest
from dm_tui.settings import wording
from dm_tui.settings.theme_colours import PALETTES, ThemeColours
from dm_tui.user_files import MEGABYTE, read_file

ENDING = ".toml"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


def is_theme_file(name: str) -> bool:
    """Say whether the setting names a file, not one of our themes."""
    return name.endswith(ENDING)


def read_theme(path: Path) -> ThemeColours:
    """Return the theme of a file, named after it; refuses what is not known in it and what is no colour.

    `based_on` names the theme of ours that has the colours which the file leaves out.
    """
    document = _document(path)
    names = {palette.name: palette for palette in PALETTES}
    based_on = document.pop("based_on", PALETTES[0].name)
    if based_on not in names:
        raise _bad(
            path, wording.NOT_A_THEME.format(name=clean_line(str(based_on), 40)), list(names), based_on
        )
    base = names[based_on]
    colours = document.pop("colours", {})
    if document:
        word = next(iter(document))
        raise _bad(path, wording.NOT_IN_A_THEME.format(name=clean_line(word, 40)), _PARTS, word)
    if not isinstance(colours, dict):
        raise _bad(path, wording.NOT_A_SECTION.format(name="colours"), [], "")
    for name, value in colours.items():
        if name not in base.colours:
            raise _bad(
                path, wording.NOT_A_COLOUR_NAME.format(name=clean_line(name, 40)), list(base.colours), name
            )
        if not isinstance(value, str) or not _COLOUR.fullmatch(value):
            raise _bad(path, wording.NOT_A_COLOUR.format(name=name), [], "")
    return ThemeColours(_name(path), base.dark, {**base.colours, **colours})


_PARTS = ["based_on", "colours"]


def _name(path: Path) -> str:
    """Return a name that none of ours and none of Textual's has."""
    return f"own-{re.sub(r'[^A-Za-z0-9_-]+', '-', path.stem)}"


def _document(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(read_file(path, MEGABYTE).decode("utf-8-sig"))
    except OSError as error:
        raise _bad(path, (error.strerror or "it cannot be read").lower(), [], "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ArithmeticError, RecursionError) as error:
        raise _bad(path, clean_line(str(error)).rstrip("."), [], "") from None


def _bad(path: Path, reason: str, known: list[str], word: object) -> Exception:
    suggestion = nearest(str(word), known) if known else ""
    meant = wording.DID_YOU_MEAN.format(word=suggestion) if suggestion else ""
    choices = wording.KNOWN.format(known=", ".join(known)) if known else wording.COLOURS_WRITTEN
    return wording.BAD_THEME(path=path, reason=reason, nearest=meant, known=choices)
