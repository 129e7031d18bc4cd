"""The page of settings is what is declared, and whatever the program reads is declared."""

import re
import runpy
from pathlib import Path

import pytest

import dm_tui
from dm_tui.cli.parser.build import build_parser
from dm_tui.settings.declared import SETTINGS
from dm_tui.settings.theme_file import read_theme
from dm_tui.settings.values import settings_file
from tests.settings.conftest import WriteSettings

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\bDM_TUI_[A-Z_]+\b")


@pytest.fixture(scope="module")
def written() -> dict[str, object]:
    return runpy.run_path(str(ROOT / "docs" / "write_settings.py"))


def test_the_page_is_what_is_declared(written: dict[str, object]) -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == written["settings_page"](), "run python docs/write_settings.py"  # type: ignore[operator]


def test_the_example_of_the_page_can_be_used(
    written: dict[str, object], write_settings: WriteSettings
) -> None:
    write_settings(str(written["example"]()))  # type: ignore[operator]
    read = settings_file()
    assert set(read.profiles) == {"work"}
    assert read.sections["budget"] == {"monthly": "50"}


def test_the_example_of_a_theme_can_be_used(written: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(str(written["THEME_EXAMPLE"]), encoding="utf-8")
    assert read_theme(path).colours["accent"] == "#ffb454"


def variables_of_the_program() -> set[str]:
    sources = [*Path(dm_tui.__file__).parent.rglob("*.py"), *Path(dm_tui.__file__).parent.rglob("*.txt")]
    return {name for path in sources for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}


def test_every_variable_that_the_program_names_is_declared_and_every_declared_one_is_used() -> None:
    declared = {setting.variable for setting in SETTINGS if setting.variable}
    assert variables_of_the_program() == declared


def test_every_declared_option_is_one() -> None:
    options = build_parser([])._option_string_actions
    assert [setting.option for setting in SETTINGS if setting.option and setting.option not in options] == []
