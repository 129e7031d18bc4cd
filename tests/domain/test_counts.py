"""One of a thing is not spoken of as many, wherever a count is said."""

from dm_tui.domain.counts import join_words, show_count
from dm_tui.domain.purchase.quote_warning_wording import daily_quota_warning


def test_a_count_is_singular_for_one_and_has_separators() -> None:
    assert [show_count(count, "email") for count in (0, 1, 2, 1_000)] == [
        "0 emails",
        "1 email",
        "2 emails",
        "1,000 emails",
    ]


def test_the_last_two_of_a_list_are_joined_by_and() -> None:
    assert [join_words("abc"[:length]) for length in (1, 2, 3)] == ["a", "a and b", "a, b and c"]


def test_a_quota_that_takes_the_plan_in_a_day_says_one_day() -> None:
    assert daily_quota_warning(100_000, 50_000, 900_000).endswith("takes at least 1 day.")
    assert daily_quota_warning(2_000, 50_000, 360_000).endswith("takes at least 25 days.")
