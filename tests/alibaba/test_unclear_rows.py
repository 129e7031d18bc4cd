"""A plan that cannot be understood hides no other and is not nothing: what rests on it is not known."""

import json
from typing import Any

import pytest

from tests.alibaba.conftest import Command
from tests.alibaba.server import Vendor
from tests.alibaba.server import direct_mail as direct_mail_service


def _unknown(status: dict[str, Any]) -> dict[str, str]:
    return {item["what"]: item["why"] for item in status["unknown"]}


@pytest.mark.parametrize("trouble", ["undated", "unit"])
def test_a_plan_that_cannot_be_understood_hides_no_other(
    vendor: Vendor, live_command: Command, trouble: str
) -> None:
    vendor.account.order(50_000)
    vendor.account.order(50_000)
    whole, unclear = vendor.account.plans
    unclear.undated, unclear.unit = trouble == "undated", "quux" if trouble == "unit" else ""
    status = json.loads(live_command("status", "--json").out)
    assert [plan["id"] for plan in status["plans"]] == [whole.id]
    assert unclear.id in _unknown(status)["some_plans"]
    assert "plans" not in _unknown(status)
    assert status["forecast"]["lasts_until"] is None
    shown = live_command("status").out
    assert whole.id in shown
    assert "Not known: some of your plans." in shown
    advice = live_command("advise", "--monthly", "60k")
    assert unclear.id in advice.out + advice.err


@pytest.mark.parametrize("trouble", ["undated", "unit"])
def test_the_only_plan_that_cannot_be_understood_is_not_no_plan(
    vendor: Vendor, live_command: Command, trouble: str
) -> None:
    vendor.account.order(50_000)
    (unclear,) = vendor.account.plans
    unclear.undated, unclear.unit = trouble == "undated", "quux" if trouble == "unit" else ""
    status = json.loads(live_command("status", "--json").out)
    assert status["plans"] is None
    assert unclear.id in _unknown(status)["plans"]
    assert "No plans yet" not in live_command("status").out


def test_a_domain_of_an_unknown_status_hides_no_other_and_sends(
    vendor: Vendor, live_command: Command
) -> None:
    account = vendor.account
    for name in ("good.example.com", "odd.example.com"):
        direct_mail_service.answer(account, "CreateDomain", {"DomainName": name})
        sender = {"AccountName": f"news@{name}", "Sendtype": "batch"}
        direct_mail_service.answer(account, "CreateMailAddress", sender)
    good, odd = account.mail.domains
    good["DomainStatus"], odd["DomainStatus"] = "0", "7"
    answer = json.loads(live_command("domains", "--json").out)
    assert {domain["name"]: domain["verified"] for domain in answer["domains"]} == {
        "good.example.com": True,
        "odd.example.com": None,
    }
    assert "odd.example.com" in _unknown(answer)["domain_status"]
    shown = live_command("domains").out
    assert "not known" in shown
    assert "not verified" not in shown
    for name in ("good.example.com", "odd.example.com"):
        letter = ("--to", "ana@example.org", "--subject", "Hello", "--text", "Hello")
        ran = live_command("send", "--from", f"news@{name}", *letter)
        assert ran.code == 0, ran.err
