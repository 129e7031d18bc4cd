"""Whatever a terminal sends, however it is cut: in a paste there is no escape, elsewhere no change."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dm_tui.tui.paste_filter import MAX_PASTE_CHARS, PASTE_END, PASTE_START, PasteFilter

ESC = "\x1b"
HOSTILE = st.lists(
    st.sampled_from([ESC, "[", "2", "0", "1", "~", "\r", "a", ESC + "[20", PASTE_END[:-1], PASTE_START]),
    max_size=30,
).map("".join)
OUTSIDE = st.text(alphabet="ab\r\x1b[OA~", max_size=30).filter(lambda text: PASTE_START not in text)


def fed(*pieces: str) -> str:
    feed = PasteFilter().feed
    return "".join(map(feed, pieces))


@given(st.lists(st.tuples(OUTSIDE, HOSTILE.filter(lambda text: PASTE_END not in text)), max_size=3))
def test_pastes_lose_their_escapes_and_keys_nothing(parts: list[tuple[str, str]]) -> None:
    sent = "".join(f"{keys}x{PASTE_START}{pasted}{PASTE_END}" for keys, pasted in parts)
    harmless = "".join(f"{keys}x{PASTE_START}{pasted.replace(ESC, '')}{PASTE_END}" for keys, pasted in parts)
    assert fed(sent) == harmless


@given(HOSTILE, st.lists(st.integers(0, 120), max_size=6))
def test_how_a_stream_is_cut_makes_no_difference(text: str, cuts: list[int]) -> None:
    sent = f"a{PASTE_START}{text}{PASTE_END}b"
    at = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    pieces = [sent[start:end] for start, end in pairwise(at)]
    assert fed(*pieces) == fed(sent)


@given(OUTSIDE)
def test_a_key_is_passed_on_at_once(keys: str) -> None:
    feed = PasteFilter().feed
    for key in keys:
        assert feed(key) == key


def test_a_paste_without_measure_is_cut() -> None:
    assert (
        fed(PASTE_START, "x" * MAX_PASTE_CHARS, "y" * MAX_PASTE_CHARS, PASTE_END, "z")
        == f"{PASTE_START}{'x' * MAX_PASTE_CHARS}{PASTE_END}z"
    )


def test_the_next_paste_has_room_again() -> None:
    fed_twice = fed(PASTE_START, "x" * (MAX_PASTE_CHARS + 1), PASTE_END, PASTE_START, "y", PASTE_END)
    assert fed_twice.endswith(f"{PASTE_START}y{PASTE_END}")
