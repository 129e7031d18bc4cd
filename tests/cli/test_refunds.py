"""`plans refund` in the sandbox, as the real command shows it, with a vendor who refunds unused plans."""

from collections.abc import Callable

from tests.cli.conftest import Ran

Command = Callable[..., Ran]


def test_a_never_used_plan_would_bring_its_price(dm_tui: Command) -> None:
    (plan,) = dm_tui("buy", "50k", "--accept-terms", "--json").document()["plans"]
    refund = dm_tui("plans", "refund", plan["id"], "--json").document()["refund"]
    assert refund["amount"] == {"amount": "13.05", "currency": "USD"}
    assert (refund["plan"], refund["refundable"]) == (plan["id"], True)


def test_a_used_plan_is_not_refundable(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "busy")
    plans = dm_tui("status", "--json").document()["plans"]
    used = next(plan for plan in plans if plan["left"] < plan["emails"])
    ran = dm_tui("plans", "refund", used["id"])
    assert "not refundable, says the sandbox" in ran.out


def test_an_unknown_plan_is_refused(dm_tui: Command) -> None:
    assert dm_tui("plans", "refund", "P-none").code == 2
