"""Moving pictures are small, whole and the same each time: a line is drawn once, however often it is seen."""

import runpy
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.docs.pages import ROOT

NAMES = ("purchase", "mailing")
MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def moving() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "assets" / "moving_picture.py"))


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_small_and_can_be_read(name: str) -> None:
    path = ROOT / "assets" / f"{name}.svg"
    assert path.stat().st_size <= MOST_BYTES
    assert ElementTree.parse(path).getroot().tag.endswith("svg")
    text = path.read_text(encoding="utf-8")
    assert "prefers-reduced-motion" in text
    assert "/tmp" not in text


def test_a_line_that_stays_is_drawn_once(moving: dict[str, Any]) -> None:
    span, frame = moving["Span"], moving["Frame"]
    stays = (span(0, 5, "stays", "#ffffff", ""),)
    frames = [
        frame((stays, (span(0, 6, f" <go {number}", "#ffffff", "#000000", True),)), 1.0)
        for number in range(3)
    ]
    drawn = moving["draw"](frames, 10, "title", "words", "#101010")
    assert drawn.count(">stays<") == 1
    assert drawn.count("&lt;go\u00a0") == 3
    assert drawn.count("<use ") == 6
    assert "33.333%" in drawn
    assert drawn == moving["draw"](frames, 10, "title", "words", "#101010")
    ElementTree.fromstring(drawn)


def test_equal_frames_become_one_that_stays_longer(moving: dict[str, Any]) -> None:
    one, other = moving["Frame"](((),), 1.0), moving["Frame"](((), ()), 0.5)
    assert moving["join_equal"]([one, one, other]) == [one._replace(seconds=2.0), other]
