"""Whom a mailing goes to is known, with everything that is wrong, before anything is sent."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.mailing.letters.letter_variables import NO_VARIABLES, LetterVariables, letter_variables
from dm_tui.domain.mailing.recipients.recipient import Recipient
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.services.mailing import audience
from dm_tui.services.mailing.audience import Audience, parse_recipients, read_recipients

NOTHING = NO_VARIABLES
NAME = letter_variables(MailContent(subject="{UserName}"))


def _read(path: Path, needed: LetterVariables = NOTHING) -> Audience:
    found = read_recipients(path, needed)
    assert found is not None
    return found


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(DirectMailError) as refused:
        act()
    return refused.value.code


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(
        "email;UserName;Company\n"
        "ada@example.com;Ada;Acme\n"
        "nobody;X;Y\n"
        "ADA@example.com;Again;Z\n"
        "grace@example.com;Grace;\n"
    )
    return path


@pytest.mark.parametrize("text", ["a@x.example, b@x.example", "a@x.example;b@x.example a@x.example"])
def test_typed_addresses_count_once(text: str) -> None:
    found = parse_recipients(text, NOTHING)
    assert found.addresses == ("a@x.example", "b@x.example")
    assert [recipient.address for recipient in found.recipients()] == ["a@x.example", "b@x.example"]
    assert found.problem_count == text.count("a@") - 1
    assert [problem.line for problem in found.problems] == [3][: found.problem_count]


def test_a_typed_address_that_is_none_is_refused() -> None:
    assert code_of(lambda: parse_recipients("a@x.example, b", NOTHING)) == "bad-address"


def test_typed_addresses_have_no_values() -> None:
    assert code_of(lambda: parse_recipients("a@x.example", NAME)) == "missing-column"
    assert parse_recipients("a@x.example", letter_variables(MailContent(subject="{EAddr}"))).addresses == (
        "a@x.example",
    )


def test_a_file_says_whom_it_has_and_what_is_wrong_by_line(people: Path) -> None:
    found = _read(people, NAME)
    assert list(found.addresses) == ["ada@example.com", "grace@example.com"]
    assert found.first == Recipient(address="ada@example.com", variables={"UserName": "Ada"})
    assert [(problem.line, problem.code) for problem in found.problems] == [
        (3, "bad-address"),
        (4, "duplicate"),
    ]
    assert found.source is not None
    assert (found.source.encoding, found.source.separator) == ("UTF-8", ";")
    assert found.source.columns.ignored == ("Company",)
    assert [recipient.variables["UserName"] for recipient in found.recipients()] == ["Ada", "Grace"]


def test_a_file_that_changed_since_is_refused(people: Path) -> None:
    found = _read(people)
    people.write_text(people.read_text().replace("Grace", "Gracie"))
    assert code_of(lambda: list(found.recipients())) == "recipients-changed"
    assert len(list(_read(people).recipients())) == 2


def test_what_was_wrong_from_the_beginning_is_told_at_once(people: Path) -> None:
    assert (
        code_of(lambda: _read(people, letter_variables(MailContent(subject="{Mobile}")))) == "missing-column"
    )
    assert code_of(lambda: _read(people.with_name("gone.csv"))) == "unusable-file"


def test_reading_tells_how_far_it_is_and_can_be_given_up(
    people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audience, "REPORT_EVERY", 1)
    monkeypatch.setattr(audience, "MAX_PROBLEMS", 1)
    rows: list[int] = []
    found = read_recipients(people, NOTHING, rows.append)
    assert found is not None
    assert rows == [1, 2, 3, 4]
    assert (found.problem_count, len(found.problems)) == (2, 1)
    assert read_recipients(people, NOTHING, given_up=lambda: len(rows) == 4) is None
