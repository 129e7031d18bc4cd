"""A rate is kept whatever comes when, and nobody waits longer than it asks for."""

from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.mailing.pace import EvenPace, RecipientPace, SendingRate

RATES = st.builds(SendingRate, st.integers(1, 30), st.floats(1.0, 200.0))
GAPS = st.lists(st.floats(0.0, 30.0) | st.just(0.0), max_size=80)


def most_in(instants: list[float], seconds: float) -> int:
    """Return how many of these instants, in order, lie within any so many seconds, at most."""
    return max((sum(start <= at < start + seconds for at in instants) for start in instants), default=0)


@given(rate=RATES, at_once=st.integers(1, 40), gaps=GAPS)
def test_no_more_leave_than_the_rate_allows(rate: SendingRate, at_once: int, gaps: list[float]) -> None:
    pace, now = EvenPace(rate, at_once), 1_000.0
    left = []
    for gap in gaps:
        now += gap
        wait = pace.reserve(now)
        assert wait >= 0
        left.append(now + wait)
    seconds = rate.seconds * (1 - 1e-9)  # the last digit of a sum of floats
    assert most_in(left, seconds) <= rate.emails
    assert left == sorted(left)


@given(rate=RATES, at_once=st.integers(1, 40))
def test_the_rate_is_used_up(rate: SendingRate, at_once: int) -> None:
    pace = EvenPace(rate, at_once)
    left = [pace.reserve(0.0) for _ in range(rate.emails)]
    assert max(left) <= rate.seconds * (1 + 1e-9)
    assert max(left[: min(at_once, rate.emails)]) <= 1e-9 * rate.seconds


def test_waits_come_one_after_the_other_and_are_short() -> None:
    pace, now = EvenPace(SendingRate(5_000, 180.0), 1_000), 0.0
    waits = []
    for _ in range(6_000):
        waits.append(pace.reserve(now))
        now += waits[-1]
    assert max(waits) <= 0.05
    assert 180.0 <= now <= 230.0, "six thousand take a little more than the time for five"


@given(rate=st.builds(SendingRate, st.integers(1, 4), st.floats(1.0, 60.0)), data=st.data())
def test_a_recipient_gets_no_more_than_the_rate_and_no_other_one_waits_for_that(
    rate: SendingRate, data: st.DataObject
) -> None:
    pace, now = RecipientPace(rate), 0.0
    left: dict[str, list[float]] = {"a": [], "b": []}
    for gap, who in data.draw(st.lists(st.tuples(st.floats(0.0, 20.0), st.sampled_from("ab")), max_size=50)):
        now += gap
        wait = pace.reserve(who, now)
        if wait == 0:
            left[who].append(now)
        else:
            assert 0 < wait <= rate.seconds
            recent = [at for at in left[who] if at + rate.seconds > now]
            assert len(recent) == rate.emails, "only who had that many waits"
    for instants in left.values():
        assert most_in(instants, rate.seconds * (1 - 1e-9)) <= rate.emails


def test_the_last_digit_of_a_sum_makes_no_wait_too_long() -> None:
    pace = RecipientPace(SendingRate(1, 56.41))
    assert pace.reserve("a", 7.62) == 0
    assert pace.reserve("a", 7.62) == 56.41, "7.62 + 56.41 - 7.62 is more"


def test_the_last_digit_of_a_sum_lets_no_email_leave_uncounted() -> None:
    pace, now = RecipientPace(SendingRate(1, 30.23)), 8.99 + 30.23
    assert pace.reserve("a", 8.99) == 0
    assert now - 30.23 < 8.99, "by this sum the first still counts, by the one above no longer"
    assert (pace.reserve("a", now), pace.reserve("a", now)) == (0, 30.23), "who leaves is counted"


def test_what_is_long_ago_is_forgotten() -> None:
    pace = RecipientPace(SendingRate(2, 10.0))
    for number in range(1_000):
        assert pace.reserve(f"{number}@example.com", float(number)) == 0
    assert len(pace._counted) <= 11
    assert len(pace._counts) <= 11
