"""What is wrapped by us keeps commands and ids whole, so that they can be copied."""

import pytest

from dm_tui.tui.screen_text import hanging, hanging_fact, wrap_words


@pytest.mark.parametrize("width", range(18, 70))
def test_a_mark_stays_with_its_word(width: int) -> None:
    states = "mail.example.com ✓ verified, news.example.com ! not verified, spring-sale ● pending"
    for mark in ("✓ verified", "! not", "● pending"):
        assert any(mark in row for row in wrap_words(states, width))
    assert " ".join(wrap_words(states, width)) == states


@pytest.mark.parametrize("width", range(30, 70))
def test_a_command_is_not_divided_at_its_hyphen(width: int) -> None:
    message = (
        "If an action is still refused, attach a policy that allows it: dm-tui access policy prints one."
    )
    assert "dm-tui" in hanging(message, width)
    assert "dm-tui" in hanging_fact("Hint", message, width).plain
