"""A new SMTP password: set at the service and in the keyring, and nowhere else at all."""

import random
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.domain.mailing.smtp_password import make_service_password, password_problem
from dm_tui.services.direct_mail import DirectMail
from tests.alibaba.server import Fault, Vendor
from tests.keyring_stand_in import FakeKeyring

ADDRESS = "news@mail.example.com"
KEY = ("dm-tui", ADDRESS)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    keyring = FakeKeyring()
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    return keyring


@pytest.fixture
def sender(live: DirectMail, vendor: Vendor) -> dict[str, object]:
    row: dict[str, object] = {
        "MailAddressId": "2000",
        "AccountName": ADDRESS,
        "Sendtype": "batch",
        "ReplyAddress": "help@example.com",
        "AccountStatus": "0",
    }
    vendor.account.mail.senders.append(row)
    live.connect()
    return row


@given(st.integers())
def test_every_password_that_is_made_follows_the_rule(seed: int) -> None:
    choose: Callable[[str], str] = random.Random(seed).choice
    password = make_service_password(choose).get_secret_value()
    assert (password_problem(password), len(password), password.isascii()) == ("", 20, True)


def test_the_service_and_the_keyring_have_it_and_nobody_else(
    live: DirectMail, sender: dict[str, object], keyring: FakeKeyring, capsys: pytest.CaptureFixture[str]
) -> None:
    renewed = live.smtp_passwords.renew(ADDRESS)
    secret = str(sender["Password"])
    assert keyring.passwords == {KEY: secret}
    assert sender["ReplyAddress"] == "help@example.com", "what was not named stays"
    live.close()
    folder = live.state_path.parent
    assert secret.encode() not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    shown = capsys.readouterr()
    assert secret not in f"{shown.out}{shown.err}{renewed!r}"


def test_another_one_replaces_it(live: DirectMail, sender: dict[str, object], keyring: FakeKeyring) -> None:
    live.smtp_passwords.renew(ADDRESS)
    first = sender["Password"]
    live.smtp_passwords.renew(ADDRESS)
    assert sender["Password"] != first
    assert keyring.passwords == {KEY: sender["Password"]}


@pytest.mark.parametrize("missing", [True, False])
def test_without_a_keyring_nothing_is_changed(
    live: DirectMail, sender: dict[str, object], monkeypatch: pytest.MonkeyPatch, missing: bool
) -> None:
    keyring = None if missing else FakeKeyring(RuntimeError("locked"))
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    with pytest.raises(DirectMailError) as refused:
        live.smtp_passwords.renew(ADDRESS)
    assert refused.value.kind is ErrorKind.NOT_ALLOWED
    assert "Nothing was changed" in refused.value.message
    assert "Password" not in sender


@pytest.mark.parametrize("fault", [Fault.ERROR_AFTER, Fault.RESET_AFTER, Fault.TRUNCATED, Fault.ERROR_BEFORE])
def test_an_unknown_outcome_is_said_and_healed_by_another_one(
    live: DirectMail, vendor: Vendor, sender: dict[str, object], keyring: FakeKeyring, fault: Fault
) -> None:
    vendor.faults.at("ModifyMailAddress", 1, fault)
    with pytest.raises(DirectMailError) as unknown:
        live.smtp_passwords.renew(ADDRESS)
    assert (unknown.value.kind, unknown.value.code) == (ErrorKind.OUTCOME_UNKNOWN, "password-unknown")
    assert vendor.faults.calls["ModifyMailAddress"] == 1, "it is made once"
    assert KEY not in keyring.passwords
    live.smtp_passwords.renew(ADDRESS)
    assert keyring.passwords == {KEY: sender["Password"]}


def test_a_refusal_that_repeats_the_password_does_not_show_it(
    live: DirectMail,
    vendor: Vendor,
    sender: dict[str, object],
    keyring: FakeKeyring,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.alibaba.server.sender_passwords._follows_rule", lambda password: False)
    with pytest.raises(DirectMailError) as refused:
        live.smtp_passwords.renew(ADDRESS)
    assert "The password … is wrongly formed" in refused.value.message
    assert keyring.passwords == {}


def test_a_missing_permission_is_named(
    live: DirectMail, vendor: Vendor, sender: dict[str, object], keyring: FakeKeyring
) -> None:
    vendor.account.ram_user("ops", "dm:ModifyMailAddress")
    with pytest.raises(DirectMailError) as refused:
        live.smtp_passwords.renew(ADDRESS)
    assert "dm:ModifyMailAddress" in refused.value.message
    assert keyring.passwords == {}


def test_an_address_that_is_gone_at_the_service_is_refused(
    live: DirectMail, vendor: Vendor, sender: dict[str, object], keyring: FakeKeyring
) -> None:
    vendor.account.mail.senders.clear()
    with pytest.raises(DirectMailError):
        live.smtp_passwords.renew(ADDRESS)
    assert keyring.passwords == {}


def test_an_address_whose_id_is_no_number_keeps_its_password(
    live: DirectMail, vendor: Vendor, sender: dict[str, object], keyring: FakeKeyring
) -> None:
    vendor.changes.change("QueryMailAddressByParam", ("data", "mailAddress", "MailAddressId"), "")
    with pytest.raises(DirectMailError) as unreadable:
        live.smtp_passwords.renew(ADDRESS)
    assert "an id that is no number" in unreadable.value.message
    assert (vendor.faults.calls["ModifyMailAddress"], keyring.passwords) == (0, {})
