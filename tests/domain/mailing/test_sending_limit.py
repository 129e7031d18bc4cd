"""A server's own limit is kept to."""

from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.mailing.sending_limit import LimitedTurns, SendingLimit


@given(messages=st.integers(1, 6), seconds=st.floats(0.5, 20), pauses=st.lists(st.floats(0, 10), max_size=40))
def test_in_no_span_of_the_limit_are_there_more_than_it_allows(
    messages: int, seconds: float, pauses: list[float]
) -> None:
    turns = LimitedTurns(SendingLimit(messages, seconds))
    now, taken = 0.0, []
    for pause in pauses:
        now += pause
        taken.append(turns.take(now))
        assert taken[-1] >= now
        now = max(now, taken[-1])
    for place, turn in enumerate(taken[messages:]):
        assert turn - taken[place] >= seconds - 1e-6
