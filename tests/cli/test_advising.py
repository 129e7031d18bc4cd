"""`advise`: the recommendation first and why; with `--json` the names of the contract."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Command = Callable[..., Any]


def test_the_document_has_the_names_of_the_contract(dm_tui: Command) -> None:
    dm_tui("activate", "--accept-agreement")
    document = dm_tui("advise", "--monthly", "20k", "--json").document()
    best = document["recommendation"]
    assert [set(plan) >= {"spec", "quantity", "buy_at"} for plan in best["plans"]] == [True, True]
    assert [(plan["spec"], plan["quantity"]) for plan in best["plans"]] == [("50k", 1), ("50k", 1)]
    assert best["pay_as_you_go"] is True
    assert best["expected_cost"] == {"amount": "31.32", "currency": "USD"}  # 2,000 are free
    names = [option["name"] for option in document["options"]]
    assert names == ["50k", "pay-as-you-go", "500k", "1m", "5m"]
    for option in document["options"]:
        assert isinstance(option["unused_emails"], int)
        assert Decimal(option["expected_cost"]["amount"]) >= Decimal("31.32")
    assert document["warnings"] == []
    assert document["question"]["volumes"] == [20_000] * 6
    assert document["question"]["from_history"] is False


def test_the_account_is_never_told_in_binary_fractions(dm_tui: Command) -> None:
    def floats(value: Any) -> bool:
        if isinstance(value, dict):
            return any(map(floats, value.values()))
        return any(map(floats, value)) if isinstance(value, list) else isinstance(value, float)

    document = dm_tui(
        "advise", "--monthly", "80k,90k", "--spread", "25%", "--growth=-2.5", "--json"
    ).document()
    assert not floats(document)
    assert (document["question"]["spread"], document["question"]["growth"]) == ("25", "-2.5")


def test_a_person_reads_the_recommendation_first_and_the_warnings_last(dm_tui: Command) -> None:
    lines = dm_tui("advise", "--monthly", "80k", "--spread", "20").out.splitlines()
    assert lines[0].startswith("Recommended: ")
    assert "less than pay-as-you-go alone" in lines[1]
    assert "in 98 of 100 cases" in lines[1]
    costs, by_spread = [line for line in lines if line.startswith("→")]
    assert "50k plans" in costs
    assert "50k plans" in by_spread
    assert any("accurate to about USD" in line for line in lines)
    assert lines[-1].startswith("! ")
    summary = next(line for line in lines if "emails a month for 6 months" in line)
    assert "80,000 emails a month" in summary
    assert "spread 20 %" in summary


def test_predictable_and_variable_are_the_ends_of_a_curve(dm_tui: Command) -> None:
    arguments = ("advise", "--monthly", "80k", "--daily-quota", "none")
    document = dm_tui(*arguments, "--json").document()
    curve = document["by_spread"]
    assert (curve["spreads"][0], curve["spreads"][-1], curve["asked"]) == (0, 100, "0")
    lines = {line["name"]: line for line in curve["lines"]}
    assert list(lines) == [option["name"] for option in document["options"]]
    until, costs, usage = (
        lines["500k"]["break_even"],
        lines["500k"]["costs"],
        lines["pay-as-you-go"]["costs"],
    )
    for spread, plan, alone in zip(curve["spreads"], costs, usage, strict=True):
        assert (Decimal(plan) < Decimal(alone)) is (spread < until)
    out = dm_tui(*arguments).out
    assert f"pay off while the spread stays under {until} %" in out
    wide = dm_tui(*arguments, "--spread", "150", "--json").document()["by_spread"]
    assert (wide["spreads"][-1], wide["asked"]) == (200, "150")


@pytest.mark.usefixtures("on_a_fixed_day")
def test_a_new_account_is_advised_for_what_its_quota_lets_out(dm_tui: Command) -> None:
    out = dm_tui("advise", "--monthly", "80k").out
    assert re.search(r"! Your daily quota \(2,000\) allows 362,000 of these 480,000", out)
    assert "→ 50k plans" in out
    assert "The daily quota is 2,000." in out
    assert "none as the quota to count all emails." in out


@pytest.mark.usefixtures("on_a_fixed_day")
def test_a_quota_that_is_lifted_only_warns_of_what_would_be_left(dm_tui: Command) -> None:
    out = dm_tui("advise", "--monthly", "80k", "--daily-quota", "none").out
    assert "→ 500k plans" in out
    assert re.search(r"! Your daily quota \(2,000\) allows 362,000 of these 480,000", out)
    assert "140,000 of the 500,000 emails in the plans would be left over" in out
    assert "No daily quota is counted in." in out
    shape = dm_tui("advise", "--monthly", "80k", "--daily-quota", "NONE", "--json").document()["question"]
    assert shape["daily_quota"] is None


def test_a_quota_that_grows(dm_tui: Command) -> None:
    arguments = ("advise", "--monthly", "80k", "--daily-quota", "2k", "--json")
    still = dm_tui(*arguments).document()
    growing = dm_tui(*arguments, "--quota-growth", "20").document()
    assert still["warnings"][0]["message"] != growing["warnings"][0]["message"]
    assert (growing["question"]["daily_quota"], growing["question"]["quota_growth"]) == (2_000, "20")
    unasked = dm_tui("advise", "--monthly", "80k", "--json").document()
    assert (unasked["question"], unasked["warnings"]) == (still["question"], still["warnings"])


def test_without_a_volume_past_usage_speaks_or_there_is_a_hint(dm_tui: Command) -> None:
    assert dm_tui("advise", "--json").error()["code"] == "no-volume"
    dm_tui("sandbox", "load", "busy")
    document = dm_tui("advise", "--json").document()
    assert document["question"]["from_history"] is True
    assert document["question"]["owned_left"] > 0
    assert "This is from your usage so far." in dm_tui("advise").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--monthly", "many"), "not-a-volume"),
        (("--monthly=-5",), "not-a-volume"),
        (("--monthly", ""), "not-a-volume"),
        (("--monthly", "NaN"), "not-a-volume"),
        (("--monthly", "1000000000000"), "not-a-volume"),
        (("--monthly", "999999999999"), "bad-volume"),
        (("--monthly", "500,600,70"), "not-a-volume"),
        (("--monthly", "1k", "--spread", "NaN"), "bad-percentage"),
        (("--monthly", "1k", "--spread=-1"), "bad-percentage"),
        (("--monthly", "1k", "--spread", "999"), "bad-percentage"),
        (("--monthly", "1k", "--growth", "1e9"), "bad-percentage"),
        (("--monthly", "9m", "--growth", "100", "--months", "24"), "bad-volume"),
        (("--monthly", "1k", "--months", "0"), "bad-horizon"),
        (("--monthly", "1k", "--months", "25"), "bad-horizon"),
        (("--monthly", "1k", "--months", "½"), "bad-horizon"),
        (("--monthly", "1k", "--months", "9" * 4000), "bad-horizon"),
        (("--monthly", "1k,2k,3k", "--months", "2"), "bad-horizon"),
        (("--monthly", "1k", "--daily-quota", "0"), "bad-quota"),
        (("--monthly", "1k", "--daily-quota", ""), "bad-quota"),
        (("--monthly", "1k", "--daily-quota=-3"), "not-a-volume"),
        (("--monthly", "1k", "--quota-growth", "x"), "bad-percentage"),
    ],
)
def test_figures_that_make_no_sense_are_usage_errors(
    dm_tui: Command, arguments: tuple[str, ...], code: str
) -> None:
    ran = dm_tui("advise", *arguments, "--json")
    assert ran.code == 2
    assert ran.error()["code"] == code
    assert len(ran.error()["message"]) < 200


def test_the_help_explains_the_model(dm_tui: Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        dm_tui("advise", "--help")
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert "Spread is how far the volume may differ" in out
    assert "--daily-quota" in out
    assert max(map(len, out.splitlines())) < 80
