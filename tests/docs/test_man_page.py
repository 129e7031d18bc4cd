"""The manual page is what is declared, and manual readers show it without a complaint."""

import re
import runpy
import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dm_tui.cli.declarations import all_commands
from dm_tui.cli.declarations.pages import page_of
from dm_tui.services.upkeep.docs_folder import INSTALLED, find_docs
from tests.docs.pages import PAGES, ROOT, name

PAGE = ROOT / "docs" / "dm-tui.1"


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "write_man_page.py"))


def test_the_page_is_what_is_declared(written: dict[str, Any]) -> None:
    assert PAGE.read_text(encoding="ascii") == written["man_page"](), "run python docs/write_man_page.py"


def test_what_troff_would_read_as_an_order_is_text(written: dict[str, Any]) -> None:
    assert written["text"](".dot\\ and - '“x”…") == "\\&.dot\\e and \\- \\(aq\\(lqx\\(rq..."


@pytest.mark.skipif(not shutil.which("groff"), reason="there is no groff here")
def test_it_is_shown_without_a_warning() -> None:
    ran = subprocess.run(
        ["groff", "-man", "-Tascii", "-ww", str(PAGE)], capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    shown = re.sub(".\x08", "", ran.stdout)  # bold letters are struck twice
    for command in all_commands():
        if command.run:
            assert command.words.split()[0] in shown


def test_a_wheel_installs_it_with_the_pages_that_help_names() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    pages = [name(page) for page in (*PAGES, ROOT / "SECURITY.md")]
    assert wheel["shared-data"] == {
        "docs/dm-tui.1": "share/man/man1/dm-tui.1",
        **{page: str(INSTALLED.parent / page) for page in pages},
    }


def test_the_pages_are_found_in_a_checkout_and_where_an_installation_puts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_docs() == ROOT / "docs"
    package = tmp_path / "lib" / "python3" / "site-packages" / "dm_tui"
    monkeypatch.setattr(sysconfig, "get_path", lambda kind, scheme: str(tmp_path))
    assert find_docs(package) is None
    (tmp_path / INSTALLED).mkdir(parents=True)
    for page in ("settings.md", "troubleshooting.md"):
        (tmp_path / INSTALLED / page).touch()
    assert find_docs(package) == tmp_path / INSTALLED


def test_the_help_of_every_command_names_a_page_that_exists() -> None:
    for command in all_commands():
        assert page_of(command.words), command.words
        assert (ROOT / page_of(command.words)).exists()
