"""What is wrapped by us keeps commands and ids whole, so that they can be copied."""

import pytest

from dm_tui.tui.screen_text import hanging, hanging_fact


@pytest.mark.parametrize("width", range(30, 70))
def test_a_command_is_not_divided_at_its_hyphen(width: int) -> None:
    message = (
        "If an action is still refused, attach a policy that allows it: dm-tui access policy prints one."
    )
    assert "dm-tui" in hanging(message, width)
    assert "dm-tui" in hanging_fact("Hint", message, width).plain
