"""One line in the table of providers is all that a third one needs: every face and every service then knows
it.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dm_tui.cli.main import run
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.order import OrderStatus
from dm_tui.providers.registry import PROVIDERS
from dm_tui.services.account.provider_choice import choose_account, provider_help
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders.systemd_timer import ReminderTimer
from tests.conftest import START
from tests.providers.postal_provider import ENTRY, FACTS
from tests.tui.journey import sit_down

Postal = Callable[..., Any]


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the one line."""
    monkeypatch.setitem(PROVIDERS, ENTRY.name, ENTRY)


@pytest.fixture
def postal(state_path: Path, capsys: pytest.CaptureFixture[str]) -> Postal:
    """Run a command on an account of the third provider and return its document."""

    def command(*arguments: str) -> Any:
        capsys.readouterr()
        code = run(["--state", str(state_path), "--provider", "postal", *arguments, "--json"])
        streams = capsys.readouterr()
        assert code == 0, streams.err
        return json.loads(streams.out)

    return command


def test_its_status_is_that_of_its_account(postal: Postal) -> None:
    status = postal("status")
    assert (status["provider"], status["account"]["id"]) == ("postal", "postal-7")
    assert status["account"]["verified"] == {"harbour": True}
    assert status["balance"] == {"amount": "7.00", "currency": "USD"}
    assert status["pay_as_you_go"]["open_amount"] is None  # the vendor meters


def test_its_plans_are_bought_for_real_money(
    postal: Postal, state_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    buy = ["--state", str(state_path), "--provider", "postal", "buy", "50k", "--accept-terms"]
    assert run([*buy, "--json"]) == 3
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "dry-run"
    order = postal("buy", "50k", "--accept-terms", "--yes-spend", "13.05")["order"]
    assert (order["status"], order["payment_method"]) == ("paid", "stamps")
    assert [plan["order_id"] for plan in postal("status")["plans"]] == [order["id"]]
    assert all(check["ok"] for check in postal("doctor")["checks"])


def test_a_purchase_of_the_service_is_recorded(state_path: Path) -> None:
    direct_mail = DirectMail(state_path, "postal", clock=lambda: START)
    terms = direct_mail.purchases.catalogue().terms_version
    order = direct_mail.purchases.confirm("50k", 1, "harbour", terms)
    with pytest.raises(DirectMailError):
        direct_mail.purchases.pay(order.id, "stamps")
    paid = direct_mail.purchases.pay(order.id, "stamps", "13.05")
    assert paid.status is OrderStatus.PAID
    assert [plan.order_id for plan in direct_mail.purchases.plans_of(order.id)] == [order.id]


def test_a_timer_names_its_credentials_that_it_will_lack(tmp_path: Path) -> None:
    environment = {"POSTAL_WORKS_STAMP": "a secret"}
    arrangement = ReminderTimer(["dm-tui"], environment, booted=tmp_path / "none").arrange_install()
    assert arrangement.secrets == ("POSTAL_WORKS_STAMP",)


async def test_the_wizard_begins_with_its_regions(state_path: Path) -> None:
    direct_mail = DirectMail(state_path, "postal", clock=lambda: START)
    async with sit_down(direct_mail, (80, 24)) as user:
        await user.sees("prerequisites")
        shown = "\n".join(user.rows())
        for words in (FACTS.badge, "postal-7", "The Harbour", "Everything leaves by sea."):
            assert words in shown, words
        await user.goes_on()
        await user.sees("billing-model")


def test_options_completion_and_its_state_file_follow(capsys: pytest.CaptureFixture[str]) -> None:
    assert "postal: real stamps" in provider_help()
    assert run(["complete", "--", "--provider", "p"]) == 0
    assert capsys.readouterr().out == "postal\treal stamps\n"
    path, name, _ = choose_account(None, "postal")
    assert (path.name, name) == ("postal.json", "postal")


@pytest.mark.parametrize("other", ["sandbox", "alibaba"])
def test_its_state_file_is_for_no_other_provider(state_path: Path, other: str) -> None:
    DirectMail(state_path, "postal")
    with pytest.raises(DirectMailError) as refused:
        DirectMail(state_path, other)
    assert refused.value.code == "state-of-another-provider"
    assert "--provider postal" in refused.value.hint
    assert FACTS.vendor_name in refused.value.message


def test_it_takes_no_state_file_of_the_sandbox(state_path: Path) -> None:
    DirectMail(state_path).sandbox.load("activated")
    with pytest.raises(DirectMailError) as refused:
        DirectMail(state_path, "postal")
    assert refused.value.code == "state-of-another-provider"
