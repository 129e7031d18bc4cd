"""Profiles: provider, credentials, region and state file together, by one word."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dm_tui.cli.main import run
from dm_tui.cli.parser.completion_words import completions
from dm_tui.services.account.provider_choice import choose_account
from dm_tui.settings.places import settings_path
from dm_tui.settings.profiles import account_value
from tests.cli.conftest import Ran

Command = Callable[..., Ran]

PROFILES = """
[account]
region = "us-east-1"
credentials = "mine"

[profiles.work]
provider = "alibaba"
credentials = "work"

[profiles.play]
region = "eu-central-1"
state = "play.json"
"""


@pytest.fixture(autouse=True)
def settings() -> Path:
    path = settings_path()
    path.parent.mkdir(parents=True)
    path.write_text(PROFILES, encoding="utf-8")
    return path


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run one command on whatever account the settings name."""

    def command(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run([*arguments])
        streams = capsys.readouterr()
        return Ran(code, streams.out, streams.err)

    return command


def test_they_are_listed_with_what_follows_from_them(
    bare: Command, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_PROFILE", "play")
    listed = {profile["name"]: profile for profile in bare("profiles", "--json").document()["profiles"]}
    assert listed["work"]["provider"] == "alibaba"
    assert listed["work"]["credentials"] == "work"
    assert Path(listed["work"]["state"]).name == "alibaba-work.json"
    assert not listed["work"]["in_use"]
    assert listed["play"] == {
        "name": "play",
        "provider": "sandbox",
        "credentials": "",
        "region": "eu-central-1",
        "state": str(settings.parent / "play.json"),
        "in_use": True,
    }
    assert "play (in use)" in bare("profiles").out


def test_without_any_that_is_said(bare: Command, settings: Path) -> None:
    settings.unlink()
    assert "There are no profiles." in bare("profiles").out


def test_a_profile_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it leaves out is the default, never what a shell or [account] has."""
    for name, value in (("STATE", "/tmp/other.json"), ("PROVIDER", "alibaba"), ("REGION", "hangzhou")):
        monkeypatch.setenv(f"DM_TUI_{name}", value)
    assert choose_account(None, None) == (Path("/tmp/other.json"), "alibaba", "hangzhou")
    monkeypatch.setenv("DM_TUI_PROFILE", "work")
    path, provider, region = choose_account(None, None)
    assert (path.name, provider, region, account_value("credentials")) == (
        "alibaba-work.json",
        "alibaba",
        "",
        "work",
    )
    monkeypatch.setenv("DM_TUI_PROFILE", "play")
    path, provider, region = choose_account(None, None)
    assert (path.name, provider, region, account_value("credentials")) == (
        "play.json",
        "sandbox",
        "eu-central-1",
        "",
    )


def test_an_option_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DM_TUI_PROFILE", "play")
    assert choose_account("/tmp/x.json", "sandbox", "us-east-1") == (
        Path("/tmp/x.json"),
        "sandbox",
        "us-east-1",
    )


def test_without_a_profile_the_file_names_the_account(bare: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_account(None, None)[2] == "us-east-1"
    monkeypatch.setenv("DM_TUI_REGION", "eu-central-1")
    assert choose_account(None, None)[2] == "eu-central-1"


def test_the_option_uses_one(bare: Command, settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DM_TUI_PROFILE", "")  # the option sets it: undone after the test
    assert bare("--profile", "play", "sandbox", "load", "activated").code == 0
    assert (settings.parent / "play.json").exists()
    assert "eu-central-1" in bare("--profile", "play", "status").out


def test_a_region_that_the_file_names_is_changed_there(
    bare: Command, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for profile in ("", "play"):
        monkeypatch.setenv("DM_TUI_PROFILE", profile)
        error = bare("region", "use", "ap-southeast-1", "--json").error()
        assert error["code"] == "set-in-file"
    settings.write_text("[profiles.play]\n", encoding="utf-8")
    assert bare("region", "use", "us-east-1").code == 0


def test_one_that_there_is_not_is_refused_with_the_nearest(
    bare: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_PROFILE", "wrok")
    for words in (["status"], ["orders"]):
        ran = bare(*words)
        assert ran.code == 2
        assert "There is no profile “wrok”" in ran.err
        assert "Did you mean work?" in ran.err


def settings_check(bare: Command) -> str:
    """Return what the doctor finds wrong with the settings."""
    ran = bare("doctor", "--json")
    assert ran.code == 1
    (detail,) = [check["detail"] for check in json.loads(ran.out)["checks"] if not check["ok"]]
    return str(detail)


@pytest.mark.parametrize("key", ["provider", "region"])
@pytest.mark.parametrize("section", ["account", "profiles.play"])
def test_a_value_that_there_is_not_is_refused_with_its_place_and_found_by_the_doctor(
    bare: Command, settings: Path, section: str, key: str
) -> None:
    settings.write_text(f"[{section}]\n{key} = 'nowhere'\n", encoding="utf-8")
    profile = section.rpartition("profiles.")[2] if "." in section else ""
    ran = bare(*(("--profile", profile) if profile else ()), "status")
    assert (ran.code, f"It is set in [{section}] of {settings}." in ran.err) == (2, True)
    assert f"It is set in [{section}] of" in settings_check(bare)


def test_a_variable_with_a_region_that_there_is_not_is_named(
    bare: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DM_TUI_REGION", "nowhere")
    assert "It is set in DM_TUI_REGION." in bare("status").err


def test_the_doctor_finds_a_name_server_that_is_none(bare: Command, settings: Path) -> None:
    settings.write_text("[mail]\nname_server = 'dns'\n", encoding="utf-8")
    assert "name_server" in settings_check(bare)


def test_a_shell_can_complete_them() -> None:
    assert dict(completions(["--profile", ""])) == {"work": "alibaba", "play": "eu-central-1"}
    assert dict(completions(["--profile=w"])) == {"--profile=work": "alibaba"}


def test_the_doctor_and_the_paths_work_whatever_the_file_says(bare: Command, settings: Path) -> None:
    settings.write_text("[acount]\n", encoding="utf-8")
    assert bare("status").code == 2
    assert bare("paths").code == 0
    doctor = bare("doctor")
    assert doctor.code == 1
    assert "BAD  settings file: " in doctor.out
    assert "Did you mean [account]?" in doctor.out
    settings.write_text("[reminders]\nexpiry_day = [1]\n", encoding="utf-8")
    assert "Did you mean expiry_days?" in bare("doctor").out


def test_the_timer_of_reminders_keeps_the_profile(bare: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DM_TUI_PROFILE", "play")
    assert "--profile play --state" in bare("remind", "--install", "--yes").out
