"""`senders password` and `password set`: what is said, and that the password is in no answer and no file."""

import sys
from collections.abc import Callable

import pytest

from tests.cli.conftest import TYPED_PASSWORD, Ran
from tests.keyring_stand_in import FakeKeyring

Command = Callable[..., Ran]


def test_the_sandbox_makes_one_that_nobody_needs(dm_tui: Command, keyring: FakeKeyring) -> None:
    dm_tui("sandbox", "load", "busy")
    sender = dm_tui("senders", "--json").document()["senders"][0]["address"]
    answer = dm_tui("senders", "password", sender, "--json").document()
    assert answer == {"address": sender, "in_keyring": False, "keyring_service": "dm-tui"}
    assert keyring.passwords == {}, (
        "a real password of the same address is not replaced by one of the sandbox"
    )
    assert "nothing needs" in dm_tui("senders", "password", sender).out


def test_an_unknown_address_is_refused(dm_tui: Command) -> None:
    dm_tui("sandbox", "load", "activated")
    assert dm_tui("senders", "password", "news@nowhere.example").code == 2


def test_a_typed_password_goes_into_the_keyring_and_is_not_shown(
    dm_tui: Command, keyring: FakeKeyring, typed_prompts: list[str]
) -> None:
    ran = dm_tui("password", "set", "me@example.com")
    assert ran.code == 0
    assert keyring.passwords == {("dm-tui", "me@example.com"): TYPED_PASSWORD}
    assert TYPED_PASSWORD not in f"{ran.out}{ran.err}"
    assert typed_prompts == ["SMTP password of me@example.com: "]


def test_the_user_is_that_of_the_mail_server_and_the_services_rule_is_told(
    dm_tui: Command, keyring: FakeKeyring, typed_prompts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_SMTP", "ap-southeast-1:news@mail.example.com")
    monkeypatch.setattr("dm_tui.cli.commands.password.getpass", lambda prompt, stream: "short")
    ran = dm_tui("password", "set")
    assert keyring.passwords == {("dm-tui", "news@mail.example.com"): "short"}
    assert "10 to 20 characters" in ran.out


def test_without_a_terminal_nothing_is_typed(dm_tui: Command, keyring: FakeKeyring) -> None:
    ran = dm_tui("password", "set", "me@example.com")
    assert ran.code == 2
    assert "never an argument" in ran.err


def test_without_a_server_the_user_has_to_be_named(dm_tui: Command) -> None:
    assert "Name the user" in dm_tui("password", "set").err


def test_a_shut_keyring_is_refused_before_anything_is_typed(
    dm_tui: Command, typed_prompts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", FakeKeyring(RuntimeError("locked")))
    ran = dm_tui("password", "set", "me@example.com")
    assert (ran.code, typed_prompts) == (3, [])
    assert "saves and removes no password (RuntimeError)" in ran.err


def test_whether_there_is_one_is_said_and_it_can_be_removed(dm_tui: Command, keyring: FakeKeyring) -> None:
    keyring.passwords["dm-tui", "me@example.com"] = TYPED_PASSWORD
    shown = dm_tui("password", "show", "me@example.com", "--json")
    assert shown.document() == {"address": "me@example.com", "in_keyring": True, "keyring_service": "dm-tui"}
    removed = dm_tui("password", "remove", "me@example.com")
    assert (removed.code, removed.out) == (
        0,
        "The SMTP password of me@example.com is no longer in the system's keyring.\n",
    )
    assert keyring.passwords == {}
    for action in ("show", "remove"):
        ran = dm_tui("password", action, "me@example.com")
        assert (ran.code, ran.out) == (0, "The system's keyring has no SMTP password of me@example.com.\n")
    assert not dm_tui("password", "show", "me@example.com", "--json").document()["in_keyring"]
    assert TYPED_PASSWORD not in shown.out + shown.err + removed.out + removed.err


def test_a_shut_keyring_says_neither_yes_nor_no(dm_tui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", FakeKeyring(RuntimeError("locked")))
    for action in ("show", "remove"):
        error = dm_tui("password", action, "me@example.com", "--json").error()
        assert (error["code"], "not known" in error["message"]) == ("keyring-closed", True)
