"""A theme of the user's own: read, checked and measured."""

from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.settings.chosen_theme import chosen_palette, weakness
from dm_tui.settings.theme_colours import PALETTES, contrast, weak_pairs
from dm_tui.settings.theme_file import read_theme
from tests.settings.conftest import WriteSettings


def theme(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_it_has_the_colours_of_the_theme_it_is_based_on(tmp_path: Path) -> None:
    read = read_theme(
        theme(tmp_path / "my own.toml", 'based_on = "dm-light"\n[colours]\naccent = "#803000"\n')
    )
    light = next(palette for palette in PALETTES if palette.name == "dm-light")
    assert (read.name, read.dark) == ("own-my-own", False)
    assert read.colours == {**light.colours, "accent": "#803000"}
    assert weakness(read) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('based_on = "dm-drak"', "Did you mean dm-dark?"),
        ('base = "dm-dark"', "a theme has no “base”. Did you mean based_on?"),
        ('[colours]\nacent = "#ffffff"', "there is no colour “acent”. Did you mean accent?"),
        ('[colours]\naccent = "red"', "accent is no colour. A colour is written as #rrggbb"),
        ("[colours]\naccent = 3", "accent is no colour"),
        ("colours = 3", "it must be a section: [colours]"),
        ("[colours", "Expected"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DirectMailError) as error:
        read_theme(theme(tmp_path / "mine.toml", text))
    assert words in str(error.value)


def test_a_file_that_is_not_there_is_named(write_settings: WriteSettings) -> None:
    path = write_settings("[look]\ntheme = 'mine.toml'\n")
    with pytest.raises(DirectMailError, match="no such file"):
        chosen_palette("dm-dark")
    theme(path.parent / "mine.toml", "")
    assert chosen_palette("dm-light").colours == PALETTES[0].colours


def test_the_file_counts_before_what_was_chosen(write_settings: WriteSettings) -> None:
    assert chosen_palette("dm-light").name == "dm-light"
    assert chosen_palette("gone").name == "dm-dark"
    write_settings("[look]\ntheme = 'dm-contrast'\n")
    assert chosen_palette("dm-light").name == "dm-contrast"
    write_settings("[look]\ntheme = 'dm-contrst'\n")
    with pytest.raises(DirectMailError) as error:
        chosen_palette("dm-light")
    assert "Did you mean dm-contrast?" in error.value.hint


def test_what_is_hard_to_read_is_told(tmp_path: Path) -> None:
    grey = "".join(f'{name} = "#777777"\n' for name in ("muted", "primary", "warning"))
    read = read_theme(theme(tmp_path / "grey.toml", f"[colours]\n{grey}"))
    assert weakness(read).startswith("The theme own-grey is hard to read: muted on background has 4.0 : 1")
    assert "more pairs" in weakness(read)


def test_one_more_pair_is_one_pair(tmp_path: Path) -> None:
    read = read_theme(theme(tmp_path / "grey.toml", '[colours]\nmuted = "#303030"\n'))
    assert weakness(read).endswith(", and 1 more pair.")


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_ours_can_be_read(palette: object) -> None:
    assert list(weak_pairs(palette.colours)) == []  # type: ignore[attr-defined]


def test_the_measure_is_that_of_the_guidelines() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert 4.5 <= contrast("#767676", "#ffffff") < 4.6
