"""What a letter needs of a spreadsheet; how the columns are told apart is tried on files."""

import pytest

from dm_tui.domain.mailing.csv_columns import find_used_variables
from dm_tui.domain.setup.content import MailContent


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (MailContent(subject="News", text="Hello"), set()),
        (MailContent(subject="For {UserName}", text="{EAddr}"), {"UserName", "EAddr"}),
        (MailContent(subject="News", html="<p>{Mobile} {mobile} {{Gender}}"), {"Mobile", "Gender"}),
        (MailContent(subject="News", text="{Nobody} { UserName }", html="p {color}"), set()),
    ],
)
def test_a_letter_needs_the_variables_it_has(content: MailContent, expected: set[str]) -> None:
    assert find_used_variables(content) == expected
