"""A live account that is not activated: what is refused, before anything is sent to the service, and what
works.
"""

import json
from datetime import timedelta

import pytest

from dm_tui.cli import requirements
from dm_tui.domain.purchase.quote_warnings import QuoteWarningCode
from dm_tui.domain.purchase.wizard import WizardDraft
from dm_tui.lines.pictures import time_sentence
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.wizard_steps import quote_draft, time_of_plan
from tests.alibaba.conftest import Command
from tests.alibaba.server import Vendor

SENDING = (
    "send",
    "--from",
    "news@mail.example.com",
    "--to",
    "a@example.com",
    "--subject",
    "s",
    "--text",
    "t",
)


@pytest.fixture(autouse=True)
def not_activated(vendor: Vendor) -> None:
    """No call of Direct Mail answers such an account (vendor's SDK)."""
    vendor.account.mail.active = False


@pytest.mark.parametrize(
    "words",
    [
        ("domains",),
        ("senders", "list"),
        ("templates",),
        ("domains", "add", "mail.example.com"),
        ("senders", "add", "news@mail.example.com"),
        SENDING,
        (*SENDING, "--dry-run"),
    ],
    ids=" ".join,
)
def test_nothing_of_the_service_is_allowed(live_command: Command, words: tuple[str, ...]) -> None:
    live_command("verify", "ap-southeast-1")
    ran = live_command(*words, "--json")
    assert (ran.code, json.loads(ran.err.splitlines()[-1])["error"]["code"]) == (3, "missing-activation")
    assert "dm-tui activate" in ran.err


def test_plans_are_bought_and_status_and_access_say_what_is_missing(live_command: Command) -> None:
    live_command("verify", "ap-southeast-1")
    assert live_command("buy", "50k", "--accept-terms", "--yes-spend", "13.05").code == 0
    status = json.loads(live_command("status", "--json").out)
    assert status["pay_as_you_go"]["active"] is False
    for document in (status, json.loads(live_command("access", "--json").out)):
        states = {check["kind"]: check["met"] for check in document["prerequisites"]}
        assert states["activation"] is False
        assert states["identity-verification"] is True
    assert "! Activation: not complete." in live_command("status").out


def test_an_account_that_was_activated_meanwhile_is_read_again_before_it_is_refused(
    live_command: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert live_command("domains", "add", "mail.example.com").code == 3
    vendor.account.mail.active = True
    monkeypatch.setattr(requirements, "JUST_READ", timedelta(0))
    ran = live_command("domains", "add", "mail.example.com")
    assert ran.code == 0, ran.err


def test_after_activation_nothing_says_that_it_is_not_activated(
    live_command: Command, vendor: Vendor
) -> None:
    live_command("verify", "ap-southeast-1")
    assert "Direct Mail is not activated" in live_command("status").out
    vendor.account.mail.active = True
    assert live_command("activate", "--accept-agreement").code == 0
    status = live_command("status")
    assert "not activated" not in status.out
    assert "0 of 2,000 used today" in status.out


@pytest.mark.parametrize(("volume", "left"), [("5k", "20,000"), ("60k", "0")])
def test_what_a_volume_leaves_of_a_plan_is_the_same_figure_in_every_place(
    live: DirectMail, volume: str, left: str
) -> None:
    """Neither the daily quota nor the free quota is known, so it is told as a least figure or not at all."""
    draft = WizardDraft(volume=volume)
    quote = quote_draft(live, draft)
    assert quote.usable_emails is None
    said = {warning.code: warning.message for warning in quote.warnings}[QuoteWarningCode.NON_REFUNDABLE]
    assert (f"at least {left} emails are lost" in said) is (left != "0")
    sentence = time_sentence(time_of_plan(live, draft, quote), quote)
    assert "50,000" not in sentence
    assert ("not known" in sentence) is (left != "0")
