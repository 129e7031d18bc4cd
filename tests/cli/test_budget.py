"""The budget on the command line."""

from collections.abc import Callable

from tests.cli.conftest import Ran

Run = Callable[..., Ran]


def test_the_budget_is_set_shown_and_ended(dm_tui: Run) -> None:
    dm_tui("sandbox", "load", "activated")
    shown = dm_tui("budget", "--json").document()
    assert shown["budget"] == {"limit": None, "when_over": "refuse"}
    assert "No budget" in dm_tui("budget").out
    document = dm_tui("budget", "set", "50", "--when-over", "hold-back", "--json").document()
    assert document["budget"] == {"limit": {"amount": "50.00", "currency": "USD"}, "when_over": "hold-back"}
    assert document["month"]["spent"] == {"amount": "0.00", "currency": "USD"}
    assert document["month"]["left"] == {"amount": "50.00", "currency": "USD"}
    assert dm_tui("budget", "set", "20", "--json").document()["budget"]["when_over"] == "hold-back"
    assert "USD 0.00 of USD 20.00" in dm_tui("budget").out
    assert dm_tui("budget", "set", "much", "--json").error()["code"] == "bad-budget"
    assert dm_tui("budget", "none", "--json").document()["budget"]["limit"] is None


def test_a_dry_run_says_what_the_month_comes_to_and_ends_as_the_mailing_would(dm_tui: Run) -> None:
    dm_tui("sandbox", "load", "busy")
    month = dm_tui("budget", "--json").document()["month"]["spent"]["amount"]
    sender = dm_tui("senders", "--json").document()["senders"][0]["address"]
    letter = ("send", "--from", sender, "--to", "ada@example.com", "--subject", "S", "--text", "T")
    preview = dm_tui(*letter, "--dry-run", "--json").document()
    assert preview["month"]["spent"]["amount"] == month
    assert preview["month"]["budget"] is None
    assert "Month: USD " in dm_tui(*letter, "--dry-run").out


def test_who_buys_a_plan_is_told_what_limits_what_comes_after_it(dm_tui: Run) -> None:
    dm_tui("sandbox", "load", "activated")
    buy = ("buy", "50k", "--accept-terms")
    for command in ((*buy, "--dry-run"), buy):
        assert "Set a budget: dm-tui budget set AMOUNT." in dm_tui(*command).out
    dm_tui("budget", "set", "30")
    assert "within your budget of USD 30.00 a month." in dm_tui(*buy, "--again").out
