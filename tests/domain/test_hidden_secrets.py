"""No piece of a secret is left in a text, and nothing else is taken out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.hidden_secrets import HiddenSecrets

SECRET = "AG1lAHNlY3JldC13b3Jk"
HIDDEN = HiddenSecrets([SECRET, "ab1"])


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (SECRET, "…"),
        (f"no {SECRET}!", "no …!"),
        (f"no {SECRET[:8]}", "no …"),
        (f"no {SECRET[:7]}", f"no {SECRET[:7]}"),
        (f"{SECRET[3:14]}, {SECRET[9:]}", "…, …"),
        (f"no {SECRET[:5]}\n{SECRET[5:9]} \t{SECRET[9:]} x", "no … x"),
        ("ab1 and ab", "… and ab"),
        ("5.7.1 try  later", "5.7.1 try  later"),
        ("", ""),
    ],
)
def test_pieces_of_eight_characters_are_hidden_across_white_space(words: str, shown: str) -> None:
    assert HIDDEN.hide(words) == shown


@given(
    st.text("xyz \n", max_size=9),
    st.text("xyz \n", max_size=9),
    st.integers(0, 12),
    st.lists(st.integers(0, 20), max_size=6),
)
def test_a_piece_is_hidden_wherever_it_is_and_however_it_is_broken(
    before: str, after: str, start: int, breaks: list[int]
) -> None:
    piece = SECRET[start : start + 8]
    for place in breaks:
        piece = f"{piece[:place]}\n{piece[place:]}" if 0 < place < len(piece) else piece
    assert HIDDEN.hide(f"{before}{piece}{after}") == f"{before}…{after}"


def test_without_a_secret_nothing_is_hidden() -> None:
    assert HiddenSecrets([]).hide("all of it") == HiddenSecrets(["", " "]).hide("all of it") == "all of it"
