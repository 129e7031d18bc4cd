"""A name from an account is one word of the command that a sentence tells you to copy."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.command_words import fill_sentence, shell_word
from dm_tui.domain.errors import ErrorKind


@given(st.text(alphabet=st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), min_size=1))
def test_a_shell_reads_any_name_as_the_one_word_it_is(name: str) -> None:
    assert shlex.split(shell_word(name)) == [name]


@pytest.mark.parametrize("name", ["welcome", "DM261130-0001", "news@mail.example.com", "ä/b.json", ""])
def test_a_harmless_name_stands_as_it_is(name: str) -> None:
    assert shell_word(name) == name


def test_only_the_names_inside_a_command_are_in_quotes() -> None:
    sentence = "“{name}” is a draft of {name}. Submit it: dm-tui templates submit {name}. See {name}."
    assert fill_sentence(sentence, {"name": "q$(id)"}) == (
        "“q$(id)” is a draft of q$(id). Submit it: dm-tui templates submit 'q$(id)'. See q$(id)."
    )


def test_the_hint_of_an_error_holds_no_command_that_a_name_made() -> None:
    text = ErrorKind.REFUSED.text("x", "{a} failed.", "Run dm-tui senders show {a} on a terminal.")
    error = text(a="a`touch x`@example.com")
    assert error.message == "a`touch x`@example.com failed."
    assert error.hint == "Run dm-tui senders show 'a`touch x`@example.com' on a terminal."
