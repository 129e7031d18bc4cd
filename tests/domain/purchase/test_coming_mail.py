"""When new plans are used: after what you own, in the order of sending."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.billing_zone import add_months
from dm_tui.domain.purchase.coming_mail import MailAhead

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def ahead(by_month: list[int], paid_before: int) -> MailAhead:
    starts = tuple(add_months(NOW, month) for month in range(len(by_month) + 1))
    return MailAhead(starts=starts, sent=tuple(accumulate(by_month, initial=0)), paid_before=paid_before)


def test_new_plans_are_used_when_what_you_own_is_used_up() -> None:
    mail = ahead([31_000, 30_000, 31_000], paid_before=41_000)
    assert mail.left_to_pay == 51_000
    assert mail.paid_at(0) == NOW + timedelta(days=41)
    assert mail.paid_at(25_000) == NOW + timedelta(days=66)
    assert mail.paid_at(51_000) == NOW + timedelta(days=92)
    assert mail.paid_at(51_001) is None


def test_plans_that_never_get_their_turn_are_never_used() -> None:
    mail = ahead([10_000, 10_000], paid_before=20_000)
    assert (mail.paid_at(0), mail.paid_at(1)) == (None, None)


def test_months_without_mail_pass() -> None:
    mail = ahead([0, 30_000, 0, 31_000], paid_before=0)
    assert mail.paid_at(0) == add_months(NOW, 1)
    late = mail.paid_at(30_001)
    assert late is not None
    assert late > add_months(NOW, 3)


def test_new_plans_begin_when_the_last_that_you_own_ends() -> None:
    ended = NOW + timedelta(days=3)
    mail = ahead([31_000, 30_000], paid_before=9_000).model_copy(update={"begins_by": ended})
    assert mail.paid_at(0) == ended
    assert ahead([31_000, 30_000], paid_before=2_000).paid_at(0) == NOW + timedelta(days=2)


@given(
    by_month=st.lists(st.integers(0, 100_000), min_size=1, max_size=8),
    share=st.floats(0, 1),
    counts=st.tuples(st.integers(0, 900_000), st.integers(0, 900_000)),
)
def test_more_emails_are_never_paid_earlier(
    by_month: list[int], share: float, counts: tuple[int, int]
) -> None:
    mail = ahead(by_month, int(sum(by_month) * share))
    fewer, more = (mail.paid_at(count) for count in sorted(counts))
    assert more is None or (fewer is not None and NOW <= fewer <= more <= mail.starts[-1])
