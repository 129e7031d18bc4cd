"""The way out is what was chosen, the outbox until then; a password comes from where passwords are kept."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from dm_tui.domain.errors import DirectMailError, ErrorKind
from dm_tui.providers.mail.outbox_transport import MaildirTransport
from dm_tui.providers.mail.smtp_transport import SmtpTransport
from dm_tui.providers.purchase_guide import documented_regions
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.mailing.transport_choice import parse_smtp_setting, smtp_settings, transport_for
from dm_tui.settings.places import settings_path
from dm_tui.settings.preferences import Preferences
from tests.conftest import START, OpenDirectMail

URL = "smtps://me%40example.com@smtp.example.com:465"
PASSWORD = "Secret-12-Words"


class Keyring(ModuleType):
    """The system's keyring, or one that cannot be opened."""

    def __init__(self, kept: str | None, error: Exception | None = None) -> None:
        super().__init__("keyring")
        self.kept, self.error = kept, error
        self.asked: list[tuple[str, str]] = []

    def get_password(self, service: str, user: str) -> str | None:
        self.asked.append((service, user))
        if self.error is not None:
            raise self.error
        return self.kept


def test_mail_goes_to_the_outbox_until_a_server_is_chosen(state_path: Path) -> None:
    way = transport_for(Preferences(), {}, state_path)
    assert isinstance(way, MaildirTransport)
    assert way.name == str(state_path.parent / "outbox")
    assert not state_path.parent.exists()


def test_the_chosen_server_is_kept_without_a_secret(direct_mail: DirectMail, state_path: Path) -> None:
    direct_mail.set_preferences(smtp=URL)
    way = transport_for(direct_mail.preferences(), {"DM_TUI_SMTP_PASSWORD": PASSWORD}, state_path)
    assert isinstance(way, SmtpTransport)
    assert way.name == "smtp.example.com"
    assert PASSWORD.encode() not in b"".join(
        file.read_bytes() for file in state_path.parent.rglob("*") if file.is_file()
    )


def test_the_environment_stands_for_the_preference() -> None:
    environment = {"DM_TUI_SMTP": "smtp://localhost:2525?connections=2"}
    settings = smtp_settings(Preferences(smtp=URL), environment)
    assert settings is not None
    assert (settings.host, settings.connections) == ("localhost", 2)
    assert smtp_settings(Preferences(smtp=URL), {"DM_TUI_SMTP": ""}) == parse_smtp_setting(URL)
    assert smtp_settings(Preferences(smtp="  "), {}) is None


def test_a_region_stands_for_the_services_own_host() -> None:
    settings = parse_smtp_setting("ap-southeast-1:news@example.com")
    assert (settings.host, settings.port) == ("smtpdm-ap-southeast-1.aliyuncs.com", 465)
    assert settings.service


def test_who_signs_in_nowhere_needs_no_password(state_path: Path) -> None:
    way = transport_for(Preferences(smtp="smtp://localhost:2525"), {}, state_path)
    assert (way.name, way.connections) == ("localhost", 4)


def test_the_keyring_is_asked_when_the_environment_has_no_password(
    state_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = Keyring(PASSWORD)
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    transport_for(Preferences(smtp=URL), {"DM_TUI_SMTP_PASSWORD": PASSWORD}, state_path)
    assert keyring.asked == []
    transport_for(Preferences(smtp=URL), {}, state_path)
    assert keyring.asked == [("dm-tui", "me@example.com")]


@pytest.mark.parametrize(
    ("keyring", "words"),
    [
        (None, "no keyring is installed"),
        (Keyring(None), "has none"),
        (Keyring(""), "has none"),
        (Keyring(None, RuntimeError("locked: Secret-12-Words")), "did not open (RuntimeError)"),
    ],
    ids=["not installed", "nothing", "empty", "locked"],
)
def test_without_a_password_it_is_said_where_to_put_one(
    state_path: Path, monkeypatch: pytest.MonkeyPatch, keyring: Keyring | None, words: str
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    with pytest.raises(DirectMailError) as refused:
        transport_for(Preferences(smtp=URL), {}, state_path)
    error = refused.value
    assert (error.kind, error.code) == (ErrorKind.NOT_ALLOWED, "smtp-no-password")
    assert words in error.message
    assert "DM_TUI_SMTP_PASSWORD" in error.hint
    assert "dm-tui password set me@example.com" in error.hint
    assert PASSWORD not in str(error)


def test_a_setting_that_is_none_is_refused_when_it_is_used(state_path: Path) -> None:
    with pytest.raises(DirectMailError) as refused:
        transport_for(Preferences(smtp="smtps://me:Secret-12-Words@h.example"), {}, state_path)
    assert refused.value.code == "password-in-setting"
    assert PASSWORD not in str(refused.value)


def test_mail_of_a_region_does_not_leave_by_the_service_in_another(state_path: Path) -> None:
    preferences = Preferences(smtp="ap-southeast-1:news@example.com")
    environment = {"DM_TUI_SMTP_PASSWORD": PASSWORD}
    with pytest.raises(DirectMailError) as raised:
        transport_for(preferences, environment, state_path, region="us-east-1")
    assert (raised.value.kind, raised.value.code) == (ErrorKind.USAGE, "server-of-another-region")
    assert "US (Virginia), us-east-1" in raised.value.message
    assert "smtpdm-us-east-1.aliyuncs.com" in raised.value.message, "the right host is named"
    assert "us-east-1:news@example.com" in raised.value.hint
    here = transport_for(preferences, environment, state_path, region="ap-southeast-1")
    assert here.name == "smtpdm-ap-southeast-1.aliyuncs.com"
    elsewhere = transport_for(Preferences(smtp=URL), environment, state_path, region="us-east-1")
    assert elsewhere.name == "smtp.example.com"


def test_the_services_host_follows_the_region_where_none_is_given(
    direct_mail: DirectMail, open_direct_mail: OpenDirectMail, state_path: Path
) -> None:
    direct_mail.set_smtp_server("region:news@example.com")
    environment = {"DM_TUI_SMTP_PASSWORD": PASSWORD}
    for region in documented_regions():
        way = transport_for(direct_mail.preferences(), environment, state_path, region=region.id)
        assert way.name == region.smtp_host
    there = DirectMail(state_path, region="cn-hangzhou", clock=lambda: START)
    assert "smtpdm.aliyun.com" in there.describe_transport()
    assert "smtpdm-ap-southeast-1" in open_direct_mail().describe_transport()


def test_the_settings_file_counts_between_the_variable_and_the_preference(
    direct_mail: DirectMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct_mail.set_smtp_server("smtp://localhost:2525")
    path = settings_path()
    path.parent.mkdir(parents=True)
    path.write_text("[mail]\nserver = 'smtp://localhost:2526'\n", encoding="utf-8")
    assert "2526" in direct_mail.describe_transport()
    with pytest.raises(DirectMailError, match="is set in"):
        direct_mail.set_smtp_server("")
    monkeypatch.setenv("DM_TUI_SMTP", "smtp://localhost:2527")
    assert "2527" in direct_mail.describe_transport()
    monkeypatch.delenv("DM_TUI_SMTP")
    path.write_text("[mail]\nserver = 'smtps://me:secret@mail.example.com'\n", encoding="utf-8")
    (check,) = (check for check in direct_mail.doctor.examine() if check.name == "settings")
    assert not check.ok
    assert "contains a password" in check.detail
    assert "secret" not in check.detail
