"""Any column is a variable under its own name; the letter says which it needs."""

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_variables import letter_variables
from dm_tui.domain.mailing.recipients.csv_columns import CsvColumns, detect_columns
from dm_tui.domain.setup.subject_and_body import MailContent

ROW = ("ann@example.org", "Ann", "Köln", "9.95", "x")


def columns(header: tuple[str, ...], text: str) -> CsvColumns:
    rows = [header, ROW[: len(header)]]
    return detect_columns(rows, letter_variables(MailContent(subject="News", text=text)))


@pytest.mark.parametrize(
    ("content", "used", "required"),
    [
        (MailContent(subject="News", text="Hello"), set(), set()),
        (MailContent(subject="For {UserName}", text="{EAddr}"), {"UserName", "EAddr"}, {"UserName", "EAddr"}),
        (MailContent(subject="{Name|you}", text="{Name|all} {City|home}{City}"), {"Name", "City"}, {"City"}),
        (MailContent(subject="News", html="p {color: red} {a, b} <style>a{b}</style>"), set(), set()),
    ],
)
def test_a_letter_needs_the_variables_it_has(
    content: MailContent, used: set[str], required: set[str]
) -> None:
    needed = letter_variables(content)
    assert (set(needed.used), set(needed.required)) == (used, required)


@pytest.mark.parametrize(
    ("header", "text", "names"),
    [
        (("email", "First Name", "Город"), "{First Name} {Город}", {1: "First Name", 2: "Город"}),
        (("email", "FIRST NAME", "city "), "{First Name} {City|home}", {1: "First Name", 2: "City"}),
        (("email", "user name", "Stadt"), "{UserName}", {1: "UserName"}),
        (("email", "User_Name", "Stadt"), "{User_Name}", {1: "User_Name"}),
        (("email", "x", "Price (USD)"), "{Price (USD)}", {2: "Price (USD)"}),
        (("E-Mail", "x"), "{E-Mail} {x}", {0: "E-Mail", 1: "x"}),
        (("email", "x"), "{UserName|friend}", {}),
    ],
)
def test_a_column_is_a_variable_under_its_name(
    header: tuple[str, ...], text: str, names: dict[int, str]
) -> None:
    assert {n: name for name, n in columns(header, text).variables.items()} == names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hi {Frist Name}", "{Frist Name} in the text, line 1, column 4 (write {First Name})"),
        ("a\n{User_Name}", "{User_Name} in the text, line 2, column 1 (write {UserName})"),
        ("{UserName1}", "{UserName1} in the text, line 1, column 1 (write {UserName})"),
        ("{username}", "{username} in the text, line 1, column 1 (write {UserName})"),
        ("{Plz|x}", "{Plz|x} in the text, line 1, column 1"),
        ("{ First Name }", "{ First Name } in the text, line 1, column 1 (write {First Name})"),
        ("%First Name%", "%First Name% in the text, line 1, column 1 (write {First Name})"),
    ],
)
def test_a_variable_without_a_column_is_refused_with_the_nearest(text: str, words: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        columns(("email", "First Name", "City"), text)
    assert refused.value.code == "unknown-variable"
    assert words in refused.value.message
    assert "{First Name}, {City}" in refused.value.hint


def test_a_documented_variable_without_a_column_is_told_as_such() -> None:
    with pytest.raises(DirectMailError) as refused:
        columns(("email", "First Name"), "{UserName}")
    assert refused.value.code == "missing-column"
    assert "no column for {UserName} in the text, line 1, column 1" in refused.value.message


def test_two_columns_of_the_name_a_letter_uses_are_refused() -> None:
    with pytest.raises(DirectMailError, match="Two columns are called"):
        columns(("email", "City", "city"), "{City}")
    assert columns(("email", "City", "city", "x"), "{x}").variables == {"x": 3}
