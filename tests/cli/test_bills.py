"""`bills`, `usage` and what `status` says of them."""

import time
from collections.abc import Callable
from datetime import datetime

import pytest

from dm_tui.domain.account.wording import USER_GUIDE
from dm_tui.domain.billing_zone import BILLING_ZONE
from tests.cli.conftest import Ran

Command = Callable[..., Ran]


@pytest.fixture
def overdue(dm_tui: Command) -> str:
    """The id of a bill that could not be charged."""
    dm_tui("sandbox", "load", "overdue")
    (bill,) = dm_tui("bills", "--json").document()["bills"]
    assert set(bill) == {"id", "from", "to", "emails", "total", "open_amount", "status", "charged_at"}
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
        assert [row["from"] for row in usage] == sorted((row["from"] for row in usage), reverse=True)
        return [sum(row[name] for row in usage) for name in ("free", "plans", "pay_as_you_go")]

    assert total("hour") == total("day") == total("month")
    assert total("day")[0] == 2_000


def test_empty_lists_say_what_would_fill_them(dm_tui: Command) -> None:
    assert "Nothing has been sent" in dm_tui("usage").out
    assert "No bills" in dm_tui("bills").out


def test_status_and_bills_say_how_to_end_a_suspension(dm_tui: Command, overdue: str) -> None:
    pay = f"dm-tui bills pay {overdue}"
    assert pay in dm_tui("status").out
    assert pay in dm_tui("bills").out
    assert dm_tui(*pay.split()[1:]).code == 0
    assert pay not in dm_tui("status").out
    assert pay not in dm_tui("bills").out


@pytest.mark.parametrize(
    ("scenario", "says"),
    [
        ("fresh", "Buy one: dm-tui buy"),
        ("fresh", "! Activation: not complete."),
        (
            "ram-user",
            "! Permissions: RAM user ops lacks AliyunDirectMailFullAccess and AliyunBSSOrderAccess.",
        ),
        (
            "unverified",
            "! Identity verification: not complete. Only a verified account may buy or activate: dm-tui verify",
        ),
        ("activated", "Next: add the domain you send from. See how: dm-tui domains add --help"),
        ("busy", "your plans last until about"),
        ("expiring", "not used up"),
    ],
)
def test_status_says_what_comes_next(dm_tui: Command, scenario: str, says: str) -> None:
    dm_tui("sandbox", "load", scenario)
    assert says in dm_tui("status").out


@pytest.mark.parametrize("scenario", ["unverified", "ram-user"])
@pytest.mark.parametrize("command", ["status", "orders"])
def test_nobody_who_cannot_buy_is_told_to(dm_tui: Command, scenario: str, command: str) -> None:
    assert "dm-tui buy 50k" in dm_tui(command).out
    dm_tui("sandbox", "load", scenario)
    assert "dm-tui buy" not in dm_tui(command).out


def test_a_bill_from_the_first_to_the_first_is_dated_in_the_zone_that_bills(
    dm_tui: Command, overdue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    (bill,) = dm_tui("bills", "--json").document()["bills"]
    end = datetime.fromisoformat(bill["to"]).astimezone(BILLING_ZONE)
    assert f"to {end:%Y-%m-%d}" in dm_tui("bills").out


def test_activating_says_what_it_means_in_whole_sentences(dm_tui: Command) -> None:
    *sentences, guide = dm_tui("activate", "--accept-agreement").out.splitlines()
    assert len(sentences) > 2
    assert all(sentence.endswith(".") for sentence in sentences)
    assert guide.endswith(USER_GUIDE)
