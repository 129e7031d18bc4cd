"""Each family of errors has its exit code; with `--json` the error has its shape and stdout is empty."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.held_lock import held_by_another

Command = Callable[..., Any]

FAILURES = {
    "no command": ("fresh", ("--nonsense",), 2, "usage"),
    "unknown command": ("fresh", ("sing",), 2, "usage"),
    "missing argument": ("fresh", ("quote",), 2, "usage"),
    "sandbox without action": ("fresh", ("sandbox",), 2, "usage"),
    "unknown specification": ("fresh", ("quote", "2m"), 2, "unknown-specification"),
    "no quantity": ("fresh", ("quote", "50k", "-q", "x"), 2, "bad-quantity"),
    "quantity zero": ("fresh", ("quote", "50k", "-q", "0"), 2, "bad-quantity"),
    "quantity 101": ("fresh", ("buy", "50k", "-q", "101", "--accept-terms"), 2, "bad-quantity"),
    "terms": ("fresh", ("buy", "50k"), 2, "terms-not-accepted"),
    "agreement": ("fresh", ("activate",), 2, "agreement-not-accepted"),
    "method": ("fresh", ("buy", "50k", "--accept-terms", "--pay-with", "x"), 2,
               "unknown-payment-method"),
    "key": ("fresh", ("buy", "50k", "--accept-terms", "--key", ""), 2, "bad-key"),
    "region": ("fresh", ("verify", "ap-southeast-2"), 2, "unknown-region"),
    "order": ("fresh", ("orders", "show", "DM1"), 2, "unknown-order"),
    "user": ("fresh", ("access", "as", "mallory"), 2, "unknown-user"),
    "scenario": ("fresh", ("sandbox", "load", "idle"), 2, "unknown-scenario"),
    "duration": ("fresh", ("sandbox", "advance", "1y"), 2, "bad-duration"),
    "provider": ("fresh", ("--provider", "postmark", "plans"), 2, "unknown-provider"),
    "unverified": ("unverified", ("buy", "50k", "--accept-terms"), 3,
                   "missing-identity-verification"),
    "unverified activation": ("unverified", ("activate", "--accept-agreement"), 3,
                              "missing-identity-verification"),
    "ram user": ("ram-user", ("buy", "50k", "--accept-terms"), 3, "missing-permissions"),
    "declined": ("fresh", ("buy", "50k", "--accept-terms", "--pay-with", "card-0002"), 4,
                 "payment-declined"),
    "insufficient": ("fresh", ("buy", "50k", "--accept-terms", "--pay-with", "card-9995"), 4,
                     "payment-insufficient-funds"),
    "balance": ("fresh", ("buy", "5m", "--accept-terms"), 4, "payment-insufficient-funds"),
    "timeout": ("fresh", ("buy", "50k", "--accept-terms", "--pay-with", "card-timeout"), 5,
                "payment-unknown"),
    "lost": ("fresh", ("buy", "50k", "--accept-terms", "--pay-with", "card-lost"), 5,
             "payment-unknown"),
    "no domain": ("activated", ("domains", "add", "localhost"), 2, "bad-domain"),
    "domain": ("activated", ("domains", "show", "example.com"), 2, "unknown-domain"),
    "no spf": ("activated", ("domains", "add", "example.com", "--spf", "x"), 2, "not-spf"),
    "domain twice": ("busy", ("domains", "add", "mail.example.com"), 7, "domain-exists"),
    "domain in use": ("busy", ("domains", "remove", "mail.example.com"), 7, "domain-in-use"),
    "unverified domain": ("unverified", ("domains", "add", "example.com"), 3,
                          "missing-identity-verification"),
    "dry run unverified": ("unverified", ("buy", "50k", "--dry-run"), 3, "missing-identity-verification"),
    "dry run of a RAM user": ("ram-user", ("buy", "50k", "--dry-run"), 3, "missing-permissions"),
    "no activation": ("fresh", ("domains", "add", "example.com"), 3, "missing-activation"),
    "no activation to list": ("fresh", ("senders",), 3, "missing-activation"),
    "no activation to send": ("fresh", ("send", "--from", "a@example.com", "--to", "b@example.com",
                                        "--subject", "s", "--text", "t", "--dry-run"), 3, "missing-activation"),
    "no activation to resume": ("fresh", ("mailings", "resume", "M1"), 3, "missing-activation"),
    "no address": ("busy", ("senders", "add", "news"), 2, "bad-address"),
    "capitals": ("busy", ("senders", "add", "News@mail.example.com"), 2, "bad-sender"),
    "foreign domain": ("busy", ("senders", "add", "news@example.com"), 3, "domain-not-added"),
    "sender type": ("busy", ("senders", "add", "a@mail.example.com", "--type", "x"), 2, "usage"),
    "alias": ("busy", ("senders", "add", "a@mail.example.com", "--alias", "W" * 16), 7,
              "alias-too-long"),
    "sender": ("busy", ("senders", "remove", "a@mail.example.com"), 2, "unknown-sender"),
    "no subject": ("fresh", ("templates", "add", "a", "--text", "x"), 2, "usage"),
    "no body": ("activated", ("templates", "add", "a", "--subject", "s"), 2, "no-body"),
    "no file": ("activated", ("templates", "add", "a", "--subject", "s", "--text", "/nowhere"), 2,
                "file-unreadable"),
    "a directory": ("activated", ("templates", "add", "a", "--subject", "s", "--text", "/"), 2,
                    "file-unreadable"),
    "long subject": ("activated", ("templates", "add", "a", "--subject", "W" * 257), 7,
                     "subject-too-long"),
    "template": ("activated", ("templates", "submit", "a"), 2, "unknown-template"),
    "template pending": ("busy", ("templates", "submit", "spring-sale"), 7, "template-pending"),
    "send to nobody": ("busy", ("send", "--from", "news@mail.example.com"), 2, "usage"),
    "mailing": ("busy", ("mailings", "show", "M1"), 2, "unknown-mailing"),
    "settle what": ("busy", ("mailings", "settle", "M1", "a@example.com"), 2, "usage"),
    "owner's policy": ("fresh", ("access", "grant", "AliyunBSSOrderAccess"), 7,
                       "owner-needs-no-policy"),
}  # fmt: skip

failures = pytest.mark.parametrize(
    ("scenario", "arguments", "exit_code", "code"), FAILURES.values(), ids=FAILURES.keys()
)


@failures
def test_an_error_has_its_exit_code_and_shape(
    dm_tui: Command, scenario: str, arguments: tuple[str, ...], exit_code: int, code: str
) -> None:
    dm_tui("sandbox", "load", scenario)
    ran = dm_tui(*arguments, "--json")
    assert ran.code == exit_code
    assert ran.error()["code"] == code
    assert ran.error()["message"]


@failures
def test_an_error_is_told_to_a_person_on_stderr_alone(
    dm_tui: Command, scenario: str, arguments: tuple[str, ...], exit_code: int, code: str
) -> None:
    dm_tui("sandbox", "load", scenario)
    ran = dm_tui(*arguments)
    assert (ran.code, ran.out) == (exit_code, "")
    assert ran.err.startswith("dm-tui: ")
    assert "Traceback" not in ran.err


def test_a_paid_order_is_not_paid_again(dm_tui: Command) -> None:
    order = dm_tui("buy", "50k", "--accept-terms", "--json").document()["order"]["id"]
    for action, code in (("pay", "order-paid"), ("cancel", "not-cancellable")):
        ran = dm_tui("orders", action, order, "--json")
        assert (ran.code, ran.error()["code"]) == (7, code)
    assert dm_tui("status", "--json").document()["balance"]["amount"] == "486.95"


def test_a_declined_order_waits_and_is_paid_by_another_method(dm_tui: Command) -> None:
    dm_tui("buy", "50k", "--accept-terms", "--pay-with", "card-0002")
    (order,) = dm_tui("orders", "--json").document()["orders"]
    assert order["status"] == "unpaid"
    ran = dm_tui("orders", "pay", order["id"], "--pay-with", "card-4242", "--json")
    assert ran.document()["order"]["status"] == "paid"


@pytest.mark.parametrize(("method", "status"), [("card-timeout", "paid"), ("card-lost", "unpaid")])
def test_an_unknown_outcome_is_settled(dm_tui: Command, method: str, status: str) -> None:
    buy = ("buy", "50k", "--accept-terms", "--json")
    assert dm_tui(*buy, "--pay-with", method).code == 5
    (order,) = dm_tui("orders", "--json").document()["orders"]
    assert order["status"] == "unknown"
    again = dm_tui(*buy)
    assert (again.code, again.error()["code"]) == (5, "same-purchase-unsettled")
    settled = dm_tui("orders", "settle", order["id"], "--json").document()
    assert settled["order"]["status"] == status
    assert len(settled["plans"]) == (status == "paid")


def test_an_unpaid_order_lapses_and_cannot_be_paid(dm_tui: Command) -> None:
    dm_tui("buy", "50k", "--accept-terms", "--pay-with", "card-0002")
    (order,) = dm_tui("orders", "--json").document()["orders"]
    dm_tui("sandbox", "advance", "1h")
    ran = dm_tui("orders", "pay", order["id"], "--json")
    assert (ran.code, ran.error()["code"]) == (7, "order-lapsed")


def test_an_unpaid_order_is_cancelled(dm_tui: Command) -> None:
    dm_tui("buy", "50k", "--accept-terms", "--pay-with", "card-0002")
    (order,) = dm_tui("orders", "--json").document()["orders"]
    ran = dm_tui("orders", "cancel", order["id"], "--json")
    assert ran.document()["order"]["status"] == "cancelled"


@pytest.mark.parametrize(
    ("content", "arguments"),
    [
        ("{", ("status",)),
        ("{", ("orders",)),
        ("{", ("buy", "50k", "--accept-terms")),
        ('{"meta": {"1": {"schema": 2}}}', ("status",)),
        ('{"meta": {"1": {"schema": 2}}}', ("buy", "50k", "--accept-terms")),
        ('{"orders": {"1": {}}}', ("orders",)),
        ('{"orders": {"1": {}}}', ("buy", "50k", "--accept-terms")),
    ],
)
def test_a_state_file_that_cannot_be_used_is_exit_code_six(
    dm_tui: Command, state_path: Path, content: str, arguments: tuple[str, ...]
) -> None:
    state_path.parent.mkdir()
    state_path.write_text(content)
    ran = dm_tui(*arguments, "--json")
    assert ran.code == 6
    assert ran.error()["code"].startswith("state-")
    assert state_path.read_text() == content


def test_a_directory_as_state_file_is_exit_code_six(dm_tui: Command, state_path: Path) -> None:
    state_path.mkdir(parents=True)
    ran = dm_tui("status", "--json")
    assert (ran.code, ran.error()["code"]) == (6, "state-unusable")


def test_a_busy_state_file_is_exit_code_six(
    dm_tui: Command, state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dm_tui.store.state import StateFile

    init = StateFile.__init__
    monkeypatch.setattr(
        StateFile, "__init__", lambda state, path, clock, _, check: init(state, path, clock, 0.05, check)
    )
    state_path.parent.mkdir()
    with held_by_another(state_path):
        ran = dm_tui("activate", "--accept-agreement", "--json")
    assert (ran.code, ran.error()["code"]) == (6, "state-busy")


def test_a_restored_state_is_told_on_stderr(dm_tui: Command, state_path: Path) -> None:
    dm_tui("sandbox", "load", "activated")
    dm_tui("buy", "50k", "--accept-terms")
    state_path.write_text("{torn")
    ran = dm_tui("status", "--json")
    assert ran.document()["pay_as_you_go"]["active"] is True
    assert ran.err.startswith("dm-tui: ")
    ran = dm_tui("access", "as", "ops", "--json")
    assert ran.document()
    assert "unreadable" in ran.err
    assert dm_tui("status").err == ran.err
    assert ran.err.removeprefix("dm-tui: ").strip() in dm_tui("doctor").out
    failed = json.loads(dm_tui("buy", "50k", "--json").err)
    assert failed["error"]["code"]
    assert [f"dm-tui: {notice}\n" for notice in failed["notices"]] == [ran.err]
    (aside,) = dm_tui("restore", "--json").document()["set_aside"]
    assert Path(aside["file"]).read_text() == "{torn"
    assert dm_tui("restore", "--seen").err == ""
    assert dm_tui("status").err == ""
    assert dm_tui("restore", "--json").document()["set_aside"] == [{**aside, "seen": True}]


def test_several_notices_say_once_what_to_do(dm_tui: Command, state_path: Path) -> None:
    for _ in range(2):
        dm_tui("sandbox", "load", "activated")
        dm_tui("access", "as", "ops")
        state_path.write_text("{torn")
        dm_tui("access", "as", "root")
        state_path.unlink()
        dm_tui("access", "as", "ops")
    asides = dm_tui("restore", "--json").document()["set_aside"]
    said = dm_tui("status").err.splitlines()
    assert len(said) == len(asides) + 1 > 2
    assert " ".join(said).count("Look at your orders") == said[-1].count("dm-tui doctor") == 1
    assert all(Path(aside["file"]).name in " ".join(said) for aside in asides)


def test_the_doctor_tells_once_what_fails_several_checks(dm_tui: Command, state_path: Path) -> None:
    dm_tui("sandbox", "load", "activated")
    for file in state_path.parent.glob("state.json*"):
        if file.is_file():
            file.write_text("{torn")
    ran = dm_tui("doctor")
    assert ran.code == 1
    assert ran.out.count("there is no good copy beside it") == 1
    assert ran.out.count("see “state file” above") == 4


@pytest.mark.parametrize("lost", ["torn", "missing"])
def test_a_command_is_named_only_for_what_it_can_take(dm_tui: Command, state_path: Path, lost: str) -> None:
    dm_tui("sandbox", "load", "activated")
    dm_tui("buy", "50k", "--accept-terms")
    state_path.write_text("{torn") if lost == "torn" else state_path.unlink()
    dm_tui("access", "as", "ops")
    said = dm_tui("restore").out
    (aside,) = dm_tui("restore", "--json").document()["set_aside"]
    taken = dm_tui("restore", aside["file"])
    assert (f"dm-tui restore {aside['file']}" in said) == (taken.code == 0) == (lost == "missing")
    assert ("It still cannot be read." in said) == (lost == "torn")


def test_interrupting_is_exit_code_130(dm_tui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from dm_tui.cli.commands import purchase

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(purchase, "plans", interrupted)
    ran = dm_tui("plans", "--json")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_without_a_terminal_the_interface_does_not_open(dm_tui: Command) -> None:
    ran = dm_tui()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
