"""A scheduled run gets what the shell had for us, no secret among it, and what stays behind is named."""

import os
from pathlib import Path

import pytest

from dm_tui.services.reminders.passed_variables import choose_variables, without_secrets

TAKEN = {
    "SSL_CERT_FILE": "/etc/own.pem",
    "SSL_CERT_DIR": "/etc/certificates",
    "https_proxy": "http://proxy.example.com:3128",
    "HTTPS_PROXY": "proxy.example.com:3128",
    "no_proxy": "localhost,user@example.com",
    "ALIBABA_CLOUD_PROFILE": "work",
    "ALIBABA_CLOUD_CREDENTIALS_FILE": "/home/me/keys",
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "/run/token",
    "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/x",
    "DM_TUI_SMTP": "smtp://localhost:25",
    "DM_TUI_REGION": "cn-hangzhou",
    "DM_TUI_DNS": "192.0.2.53",
    "DM_TUI_WHATEVER_COMES_LATER": "1",
    "XDG_CONFIG_HOME": "/home/me/conf",
    "XDG_STATE_HOME": "/home/me/state",
    "TZ": "Asia/Singapore",
}
STAY = {
    "DM_TUI_SMTP_PASSWORD": "Sesame-1",
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "Sesame-2",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "Sesame-3",
    "ALIBABA_CLOUD_SECURITY_TOKEN": "Sesame-4",
    "DM_TUI_HOOK_URL_TEAM": "https://example.com/Sesame-5",
    "DM_TUI_HOOK_SECRET_TEAM": "Sesame-6",
    "DM_TUI_SOME_LATER_PASSWORD": "Sesame-7",
    "http_proxy": "http://me:Sesame-8@proxy.example.com",
    "ALL_PROXY": "me:Sesame-9@proxy.example.com",
    "all_proxy": "http://[Sesame-10",
}
OTHERS = {
    "PATH": "/bin",
    "HOME": "/home/me",
    "DM_TUI_STATE": "/s.json",  # given as options
    "DM_TUI_PROVIDER": "alibaba",
    "DM_TUI_PROFILE": "work",
    "DM_TUI_ASCII": "",
}


def test_what_decides_the_way_is_taken_and_secrets_are_named() -> None:
    chosen = choose_variables({**TAKEN, **STAY, **OTHERS})
    assert chosen.passed == TAKEN
    assert set(chosen.secret) == set(STAY)
    assert "Sesame" not in str(chosen)


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE"])
def test_a_relative_path_becomes_whole_because_a_timer_starts_elsewhere(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert choose_variables({name: "ca.pem"}).passed == {name: os.path.join(os.getcwd(), "ca.pem")}


def test_a_relative_directory_of_settings_counts_as_not_set() -> None:
    assert choose_variables({"XDG_CONFIG_HOME": "conf"}).passed == {}


def test_the_command_of_a_user_sees_everything_but_our_secrets() -> None:
    seen = without_secrets({**TAKEN, **STAY, **OTHERS})
    assert seen == {**TAKEN, **OTHERS}
