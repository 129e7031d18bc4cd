"""Limits for which the vendor's pages give two figures: between the two there is a warning."""

import pytest

from dm_tui.domain.setup.doubtful_limits import alias_doubts, content_doubts, tag_doubts
from dm_tui.domain.setup.subject_and_body import MailContent


def content(**parts: str) -> MailContent:
    return MailContent(**{"subject": "S", "text": "x", **parts})


@pytest.mark.parametrize(
    ("parts", "doubts"),
    [
        ({"subject": "é" * 100, "text": "x" * 81_920}, 0),
        ({"subject": "é" * 101}, 1),
        ({"text": "é" * 40_960, "html": "x"}, 1),
        ({"subject": "S" * 256, "html": "x" * 81_920}, 2),
    ],
)
def test_a_subject_of_100_characters_and_80_kb_are_allowed_everywhere(
    parts: dict[str, str], doubts: int
) -> None:
    assert len(list(content_doubts(content(**parts)))) == doubts


def test_an_alias_of_14_characters_is_allowed_everywhere() -> None:
    assert not list(alias_doubts("A" * 14))
    (doubt,) = alias_doubts("A" * 15)
    assert "15 characters" in doubt


@pytest.mark.parametrize(
    ("tag", "doubtful"),
    [("", False), ("spring2026", False), ("a" * 50, False), ("a" * 51, True), ("a_b", True), ("a-b", True)],
)
def test_a_tag_of_50_letters_and_digits_is_allowed_everywhere(tag: str, doubtful: bool) -> None:
    assert bool(list(tag_doubts(tag))) is doubtful
