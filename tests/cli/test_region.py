"""`region`, `--region` and `DM_TUI_REGION`: where an account buys and sends."""

from collections.abc import Callable
from typing import Any

import pytest

from dm_tui.domain.purchase.wizard import Step, WizardDraft
from dm_tui.services.direct_mail import DirectMail

Command = Callable[..., Any]
BUY = ("buy", "50k", "--accept-terms")


def test_the_document_has_the_names_of_the_contract(dm_tui: Command) -> None:
    document = dm_tui("region", "--json").document()
    assert document["region"] == {"id": "ap-southeast-1", "name": "Singapore"}
    verified = {region["id"]: region["verified"] for region in document["regions"]}
    assert verified == {
        "ap-southeast-1": True, "cn-hangzhou": False, "us-east-1": True, "eu-central-1": True
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["eu-central-1", "Germany (Frankfurt)", "frankfurt"])
def test_a_region_that_is_used_stays(dm_tui: Command, typed: str) -> None:
    assert dm_tui("region", "use", typed, "--json").document()["region"]["id"] == "eu-central-1"
    assert dm_tui("region").out.startswith("Region: Germany (Frankfurt), eu-central-1\n")
    assert dm_tui(*BUY, "--json").document()["order"]["region"] == "eu-central-1"
    assert "Germany (Frankfurt), eu-central-1" in dm_tui("orders", "show", _last_order(dm_tui)).out


@pytest.mark.parametrize("place", ["before", "after", "variable"])
def test_a_region_for_one_command_does_not_stay(
    dm_tui: Command, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place == "variable":
        monkeypatch.setenv("DM_TUI_REGION", "US (Virginia)")
    given = () if place == "variable" else ("--region", "virginia")
    command = (*given, *BUY) if place == "before" else (*BUY, *given)
    assert dm_tui(*command, "--json").document()["order"]["region"] == "us-east-1"
    monkeypatch.delenv("DM_TUI_REGION", raising=False)
    assert dm_tui("region", "--json").document()["region"]["id"] == "ap-southeast-1"
    assert dm_tui("status", "--json").document()["account"]["region"] == "ap-southeast-1"


def test_the_option_is_stronger_than_the_variable(dm_tui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DM_TUI_REGION", "us-east-1")
    assert dm_tui("status", "--json").document()["account"]["region"] == "us-east-1"
    named = dm_tui("--region", "eu-central-1", "status", "--json").document()
    assert named["account"]["region"] == "eu-central-1"
    monkeypatch.setenv("DM_TUI_REGION", "mars")
    assert (dm_tui("status", "--json").code, dm_tui("status", "--json").error()["code"]) == (
        2,
        "unknown-region",
    )


def test_buying_in_mainland_china_names_its_verification_and_the_way_out(dm_tui: Command) -> None:
    for ran in (dm_tui(*BUY, "--region", "cn-hangzhou", "--json"), _after_use(dm_tui)):
        assert ran.code == 3
        assert ran.error()["code"] == "missing-mainland-verification"
        assert "China (Hangzhou)" in ran.error()["message"]
    assert "! Extra verification for China (Hangzhou) only: not complete" in dm_tui("region").out
    assert dm_tui("verify", "China (Hangzhou)").code == 0
    assert dm_tui(*BUY, "--json").document()["order"]["region"] == "cn-hangzhou"


def test_a_draft_of_the_wizard_goes_on_in_the_region_that_was_chosen(
    dm_tui: Command, direct_mail: DirectMail
) -> None:
    direct_mail.wizard_drafts.save(WizardDraft(step=Step.PLAN, region="ap-southeast-1"))
    dm_tui("region", "use", "us-east-1")
    draft = direct_mail.wizard_drafts.resume().draft
    assert draft is not None
    assert draft.region == "us-east-1"
    here = DirectMail(direct_mail.state_path, region="frankfurt").wizard_drafts.resume().draft
    assert here is not None
    assert (here.step, here.region) == (Step.PLAN, "eu-central-1")


def _after_use(dm_tui: Command) -> Any:
    assert dm_tui("region", "use", "hangzhou").code == 0
    return dm_tui(*BUY, "--json")


def _last_order(dm_tui: Command) -> str:
    id: str = dm_tui("orders", "--json").document()["orders"][0]["id"]
    return id


def test_sending_from_mainland_china_needs_its_verification(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "activated")
    refused = dm_tui("domains", "add", "mail.example.com", "--region", "cn-hangzhou", "--json")
    assert (refused.code, refused.error()["code"]) == (3, "missing-mainland-verification")
    assert "dm-tui verify cn-hangzhou" in refused.error()["hint"]
    letter = ("--from", "news@example.com", "--to", "ann@example.org", "--subject", "Hi", "--text", "Hi")
    assert dm_tui("--region", "hangzhou", "send", *letter, "--json").code == 3
    dm_tui("verify", "hangzhou")
    assert dm_tui("domains", "add", "mail.example.com", "--region", "cn-hangzhou", "--json").code == 0


def test_what_a_verification_covers_is_said_by_name_and_id(dm_tui: Command) -> None:
    assert "China (Hangzhou), cn-hangzhou: verified" in dm_tui("verify", "cn-hangzhou").out
