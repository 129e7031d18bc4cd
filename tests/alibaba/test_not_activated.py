"""A live account that is not activated: what is refused, before anything is sent to the service, and what
works.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from dm_tui.cli import requirements
from dm_tui.cli.main import run
from tests.alibaba.conftest import Command
from tests.alibaba.server import Vendor
from tests.alibaba.server.account import now
from tests.cli.conftest import Ran

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
    vendor.account.clock = now  # as the command line has it
    vendor.account.mail.active = False


@pytest.fixture
def dm_tui(capsys: pytest.CaptureFixture[str], state_path: Path) -> Command:
    """Run one command on the real account."""

    def command(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(["--state", str(state_path), "--provider", "alibaba", *arguments])
        return Ran(code, *capsys.readouterr())

    return command


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
def test_nothing_of_the_service_is_allowed(dm_tui: Command, words: tuple[str, ...]) -> None:
    dm_tui("verify", "ap-southeast-1")
    ran = dm_tui(*words, "--json")
    assert (ran.code, json.loads(ran.err.splitlines()[-1])["error"]["code"]) == (3, "missing-activation")
    assert "dm-tui activate" in ran.err


def test_plans_are_bought_and_status_and_access_say_what_is_missing(dm_tui: Command) -> None:
    dm_tui("verify", "ap-southeast-1")
    assert dm_tui("buy", "50k", "--accept-terms", "--yes-spend", "13.05").code == 0
    status = json.loads(dm_tui("status", "--json").out)
    assert status["pay_as_you_go"]["active"] is False
    for document in (status, json.loads(dm_tui("access", "--json").out)):
        states = {check["kind"]: check["met"] for check in document["prerequisites"]}
        assert states["activation"] is False
        assert states["identity-verification"] is True
    assert "! Activation: not complete." in dm_tui("status").out


def test_an_account_that_was_activated_meanwhile_is_read_again_before_it_is_refused(
    dm_tui: Command, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dm_tui("domains", "add", "mail.example.com").code == 3
    vendor.account.mail.active = True
    monkeypatch.setattr(requirements, "_JUST_NOW", timedelta(0))
    ran = dm_tui("domains", "add", "mail.example.com")
    assert ran.code == 0, ran.err
