"""The pictures of ARCHITECTURE.md are those that its command draws, and every file that the page names
exists.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
PAGES = ("ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")
FILE = re.compile(r"`((?:[a-z_]+/)*[a-z_]+(?:\.py|\.json|\.md|/))`")


@pytest.fixture
def draw_house(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(ROOT / "assets"))
    import draw_house

    yield draw_house
    sys.modules.pop("draw_house", None)


def test_the_pictures_are_those_of_today(draw_house: ModuleType) -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert page == draw_house.redrawn(page), "run .venv/bin/python assets/draw_house.py"


def test_another_floor_changes_the_picture(draw_house: ModuleType) -> None:
    stack = draw_house.Stack("Floors", (("faces",), ("services", "lines")))
    assert draw_house.draw_stack(stack)[2].strip("│ ") == "faces"
    assert "services  │  lines" in draw_house.draw_stack(stack)[4]


def missing_files(page: str) -> list[str]:
    """Return the paths between backticks that are neither in the repository nor in the package."""
    roots = (ROOT / "src" / "dm_tui", ROOT / "tests", ROOT / "assets", ROOT / "docs")
    known = {f"/{path.relative_to(ROOT)}" for root in roots for path in root.rglob("*")}
    known |= {f"/{path.name}" for path in ROOT.iterdir()}
    return [
        path
        for path in FILE.findall(page)
        if not any(place.endswith(f"/{path.rstrip('/')}") for place in known)
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_file_that_a_page_names_exists(name: str) -> None:
    assert missing_files((ROOT / name).read_text(encoding="utf-8")) == []


def test_a_file_that_is_gone_is_found() -> None:
    page = "See `domain/purchase/order.py`, `domain/order.py` and `tests/crash`, `lines/`."
    assert missing_files(page) == ["domain/order.py"]


SCRIPT = re.compile(r"(?<![\w/])\.ci/[a-z]+")


def called_scripts(path: Path) -> set[str]:
    return set(SCRIPT.findall(re.sub("(?m)^ *#.*$", "", path.read_text(encoding="utf-8"))))


def test_the_public_checks_call_the_scripts_of_ours() -> None:
    public = set[str]().union(*map(called_scripts, (ROOT / ".github" / "workflows").glob("*.yml")))
    assert called_scripts(ROOT / ".ci" / "run") <= public
    assert [script for script in public if not os.access(ROOT / script, os.X_OK)] == []
