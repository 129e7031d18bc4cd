"""Nothing hostile survives cleaning, whatever it is wrapped in; what remains can be seen."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from dm_tui.domain.text import Line, TypedText, clean, clean_line, escape_json, show_control_characters

HOSTILE = (
    {chr(code) for code in range(0x20)} - {"\n", "\t"}
    | {chr(code) for code in range(0x7F, 0xA0)}
    | set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    | {chr(code) for code in (0xD800, 0xDBFF, 0xDC00, 0xDFFF)}
)
hostile_text = st.text(
    st.one_of(st.characters(), st.sampled_from(sorted(HOSTILE)), st.sampled_from("\r\n\te\u0301"))
)


class Form(BaseModel):
    """One field of each kind."""

    line: Line = ""
    typed: TypedText = ""


ENDS_A_LINE = set("\r\x0b\x0c\x1c\x1d\x1e\x85")


@pytest.mark.parametrize("character", sorted(HOSTILE), ids=ascii)
def test_each_hostile_character_is_dropped_and_an_end_of_a_line_parts_words(character: str) -> None:
    assert clean(f"a{character}b") == ("a\nb" if character in ENDS_A_LINE else "ab")
    assert clean_line(f"a{character}b") == ("a b" if character in ENDS_A_LINE else "ab")
    assert character not in show_control_characters(f"a{character}b")
    assert len(show_control_characters(f"a{character}b")) == 3
    assert character not in escape_json(f'"a{character}b"')
    assert json.loads(escape_json(f'"a{character}b"')) == f"a{character}b"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]52;c;aGk=\x07", "]52;c;aGk="),
        ("\x9b31m", "31m"),
        ("\u202egnp.exe", "gnp.exe"),
        ("one\r\ntwo\tthree\n", "one\ntwo\tthree\n"),
        ("one\rtwo\r\rthree\r", "one\ntwo\n\nthree\n"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("e\u0301", "é"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("[red]x[/]", "[red]x[/]"),
    ],
)
def test_what_is_dropped_and_what_is_kept(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(hostile_text, st.integers(1, 40))
def test_nothing_hostile_survives(text: str, limit: int) -> None:
    for cleaned in (clean(text, limit), clean_line(text, limit)):
        assert not HOSTILE & set(cleaned)
        assert not any(0xD800 <= ord(character) <= 0xDFFF for character in cleaned)
        assert len(cleaned) <= limit
        assert unicodedata.is_normalized("NFC", cleaned)
    assert not set("\n\t\r") & set(clean_line(text, limit))


@given(hostile_text)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(hostile_text)
def test_what_is_clean_is_shown_as_it_is(text: str) -> None:
    assert show_control_characters(clean(text)) == clean(text)


@given(hostile_text)
def test_what_was_not_cleaned_is_shown_as_pictures(text: str) -> None:
    shown = show_control_characters(text)
    assert len(shown) == len(text)
    assert not HOSTILE & set(shown)


@pytest.mark.parametrize(
    ("character", "picture"), [("\x00", "␀"), ("\x1b", "␛"), ("\x7f", "␡"), ("\x9b", "\ufffd")]
)
def test_each_control_character_has_its_picture(character: str, picture: str) -> None:
    assert show_control_characters(character) == picture


def test_a_line_has_single_spaces() -> None:
    assert clean_line("  one \t two\n\nthree\u2028four ") == "one two three four"


@pytest.mark.parametrize(("length", "kept"), [(9, 9), (10, 10), (11, 10), (100_000, 10)])
def test_a_long_text_is_cut_and_shows_it(length: int, kept: int) -> None:
    cut = clean("W" * length, 10)
    assert len(cut) == kept
    assert cut.endswith("…") is (length > 10)


def test_a_field_from_outside_is_one_clean_line() -> None:
    assert Form(line=" a\x1b[31m\nb ").line == "a[31m b"
    assert len(Form(line="W" * 10_000).line) == 200


def test_a_typed_field_is_kept_to_the_letter() -> None:
    assert Form(typed="  3 x\t").typed == "  3 x\t"
    assert Form(typed="3\x00").typed == "3"
    assert len(Form(typed="W" * 10_000).typed) == 256


@pytest.mark.parametrize("value", [3, None, b"a", ["a"]])
def test_what_is_no_text_is_refused_not_converted(value: object) -> None:
    for field in ("line", "typed"):
        if isinstance(value, bytes):
            continue
        with pytest.raises(ValueError, match=field):
            Form.model_validate({field: value})
