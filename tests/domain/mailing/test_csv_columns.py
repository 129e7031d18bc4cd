"""What a letter needs of a spreadsheet; how the columns are told apart is tried on files."""

import pytest

from dm_tui.domain.mailing.csv_columns import variables_in
from dm_tui.domain.setup.content import Content


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (Content(subject="News", text="Hello"), set()),
        (Content(subject="For {UserName}", text="{EAddr}"), {"UserName", "EAddr"}),
        (Content(subject="News", html="<p>{Mobile} {mobile} {{Gender}}"), {"Mobile", "Gender"}),
        (Content(subject="News", text="{Nobody} { UserName }", html="p {color}"), set()),
    ],
)
def test_a_letter_needs_the_variables_it_has(content: Content, expected: set[str]) -> None:
    assert variables_in(content) == expected
