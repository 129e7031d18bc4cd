"""`bills` and `usage`, as a script sees them."""

from collections.abc import Callable

import pytest

from tests.cli.conftest import Ran

Command = Callable[..., Ran]


@pytest.fixture
def overdue(dm_tui: Command) -> str:
    """The id of a bill that could not be charged."""
    dm_tui("sandbox", "load", "overdue")
    (bill,) = dm_tui("bills", "--json").document()["bills"]
    assert set(bill) == {"id", "from", "to", "emails", "total", "status", "charged_at"}
    assert bill["status"] == "overdue"
    return str(bill["id"])


@pytest.mark.parametrize(
    ("method", "code"),
    [("balance", 0), ("card-0002", 4), ("card-9995", 4), ("card-timeout", 5), ("card-lost", 5)],
)
def test_paying_ends_with_the_exit_code_of_its_outcome(
    dm_tui: Command, overdue: str, method: str, code: int
) -> None:
    assert dm_tui("bills", "pay", overdue, "--pay-with", method).code == code


def test_a_second_payment_is_refused(dm_tui: Command, overdue: str) -> None:
    assert dm_tui("bills", "pay", overdue, "--json").document()["bill"]["status"] == "charged"
    assert dm_tui("bills", "pay", overdue).code == 7
    assert dm_tui("bills", "pay", "B0").code == 2
    assert dm_tui("bills", "pay", overdue, "--pay-with", "shells").code == 2


def test_usage_is_the_same_however_it_is_summed(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "busy")

    def total(by: str) -> list[int]:
        usage = dm_tui("usage", "--by", by, "--json").document()["usage"]
        assert [one["from"] for one in usage] == sorted(
            (one["from"] for one in usage), reverse=True
        )
        return [sum(one[name] for one in usage) for name in ("free", "plans", "pay_as_you_go")]

    assert total("hour") == total("day") == total("month")
    assert total("day")[0] == 2_000


def test_empty_lists_say_what_would_fill_them(dm_tui: Command) -> None:
    assert "Nothing was sent" in dm_tui("usage").out
    assert "No bills" in dm_tui("bills").out
