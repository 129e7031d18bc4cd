"""Reminders by web hook and command: each once, whatever crashes, and no address leaves the settings file."""

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.purchase.plan import ResourcePlan
from dm_tui.domain.reminders.hooks import Hook, HookKind
from dm_tui.domain.reminders.record import ReminderRecord
from dm_tui.domain.reminders.settings import ReminderSettings, parse_reminder_settings
from dm_tui.providers.hooks.web_hooks import WebHooks
from dm_tui.services.direct_mail import DirectMail
from dm_tui.services.reminders.hook_secrets import with_address
from dm_tui.settings.places import settings_path
from tests.conftest import Wait
from tests.providers.hook_server import HookServer, hook_server
from tests.services.reminders.fake_channels import by_all, rows, until

ADDRESS = "/mine/sesame1234?key=sesame5678"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HookServer]:
    """Web hooks on loopback."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with hook_server() as running:
        yield running


def write_settings(text: str) -> None:
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def all_files(folder: Path) -> str:
    return "".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())


def test_each_hook_is_told_once_beside_the_other_channels(
    direct_mail: DirectMail, server: HookServer, plan: ResourcePlan, wait: Wait, state_path: Path
) -> None:
    write_settings(
        f'[reminders.hooks.mine]\nkind = "json"\nurl = "{server.url(ADDRESS)}"\n'
        '[reminders.hooks.team]\nkind = "slack"\n'
        f'url = "{server.url("/services/sesame1234")}"\n'
    )
    wait(until(plan, direct_mail, 7))
    found = direct_mail.reminders.run()
    assert rows(found) == [*by_all("expiry", 7), ("expiry", 7, "hook")]
    assert found.sent[-1].to == ("mine", "team")
    assert found.sent[-1].way == "web hook"
    assert len(server.taken) == 2
    assert direct_mail.reminders.run().sent == ()
    direct_mail.close()
    assert len(server.received) == 2
    assert "sesame" not in found.model_dump_json() + all_files(state_path.parent)


def test_what_a_hook_turned_down_is_tried_again_and_what_it_left_open_is_not(
    direct_mail: DirectMail, server: HookServer, plan: ResourcePlan, wait: Wait
) -> None:
    write_settings(
        f'[reminders.hooks.busy]\nkind = "json"\nurl = "{server.url(ADDRESS)}"\n'
        f'[reminders.hooks.silent]\nkind = "json"\nurl = "{server.url(ADDRESS)}"\n'
    )
    server.planted = [(429, {}, b""), ConnectionError()]
    wait(until(plan, direct_mail, 7))
    (failed,) = direct_mail.reminders.run().failed
    assert failed.to == ("busy", "silent")
    assert "busy: 127.0.0.1 answered 429; silent: no answer from 127.0.0.1" in failed.words
    assert failed.next_try_at is not None
    assert direct_mail.reminders.run().failed == ()  # its time has not come
    wait(until(plan, direct_mail, 6))
    found = direct_mail.reminders.run()
    assert (rows(found), found.sent[0].to) == ([("expiry", 7, "hook")], ("busy",))
    assert len(server.taken) == 1
    wait(until(plan, direct_mail, 5))
    assert direct_mail.reminders.run().sent == ()
    assert len(server.received) == 3


class Died(BaseException):
    pass


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_program_that_dies_at_a_hook_never_tells_it_twice(
    open_direct_mail: Callable[[], DirectMail],
    direct_mail: DirectMail,
    server: HookServer,
    plan: ResourcePlan,
    wait: Wait,
    moment: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_settings(f'[reminders.hooks.mine]\nkind = "json"\nurl = "{server.url(ADDRESS)}"\n')
    deliver = WebHooks.deliver

    def die(self: WebHooks, *arguments: object) -> None:
        if moment == "after":
            deliver(self, *arguments)  # type: ignore[arg-type]
        raise Died

    wait(until(plan, direct_mail, 7))
    monkeypatch.setattr(WebHooks, "deliver", die)
    with pytest.raises(Died):
        direct_mail.reminders.run()
    monkeypatch.setattr(WebHooks, "deliver", deliver)
    (failed,) = open_direct_mail().reminders.run().failed
    assert (failed.to, failed.next_try_at) == (("mine",), None)
    assert "the program ended during the delivery" in failed.words
    assert len(server.taken) == (1 if moment == "after" else 0)


def test_a_command_runs_once_and_sees_no_secret_of_ours(
    direct_mail: DirectMail, plan: ResourcePlan, wait: Wait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "remind-me"
    program.write_text(f"#!/bin/sh\ncat >>'{tmp_path}/in'; env >'{tmp_path}/env'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("DM_TUI_SMTP_PASSWORD", "sesame1234")
    monkeypatch.setenv("DM_TUI_HOOK_URL_TEAM", "https://example.com/sesame1234")
    write_settings(f'[reminders]\ncommand = ["{program}"]\n')
    wait(until(plan, direct_mail, 7))
    found = direct_mail.reminders.run()
    assert rows(found)[-1] == ("expiry", 7, "command")
    assert found.sent[-1].to == ("remind-me",)
    direct_mail.reminders.run()
    (line,) = (tmp_path / "in").read_text().splitlines()
    told = json.loads(line)
    assert (told["kind"], told["threshold"], told["sandbox"]) == ("expiry", 7, True)
    assert told["amount"] == {"amount": "13.05", "currency": "USD"}
    assert "sesame" not in (tmp_path / "env").read_text()


def test_a_hook_that_is_taken_out_of_the_file_is_not_waited_for(
    direct_mail: DirectMail, server: HookServer, plan: ResourcePlan, wait: Wait
) -> None:
    write_settings(f'[reminders.hooks.mine]\nkind = "json"\nurl = "{server.url(ADDRESS)}"\n')
    server.planted = [(403, {}, b"")]
    wait(until(plan, direct_mail, 7))
    assert direct_mail.reminders.run().failed
    write_settings("")
    wait(until(plan, direct_mail, 6))
    assert direct_mail.reminders.run().failed == ()
    assert len(server.received) == 1


def test_a_hook_is_named_in_the_file_alone(direct_mail: DirectMail) -> None:
    with pytest.raises(DirectMailError, match="hooks and the command are used once they are set"):
        direct_mail.reminders.choices.choose(channels=("hook",))
    with pytest.raises(DirectMailError, match="no setting “hooks”"):
        parse_reminder_settings({"hooks": {}}, "Reminders")
    assert "hooks" not in ReminderSettings.model_fields


# Where an address comes from


def take(name: str, kept: dict[str, str]) -> SecretStr | None:
    return SecretStr(kept[name]) if name in kept else None


@pytest.mark.parametrize(
    ("in_file", "environment", "keyring", "address", "secret"),
    [
        ("https://a/", {"DM_TUI_HOOK_URL_TEAM": "https://b/"}, {"hook-team": "https://c/"}, "https://a/", ""),
        ("", {"DM_TUI_HOOK_URL_TEAM": "https://b/", "DM_TUI_HOOK_SECRET_TEAM": "s"}, {}, "https://b/", "s"),
        ("", {}, {"hook-team": "https://c/", "hook-team-secret": "t"}, "https://c/", "t"),
        ("https://a/", {}, {"hook-team-secret": "t"}, "https://a/", "t"),
    ],
)
def test_the_address_is_of_the_file_or_the_environment_or_the_keyring(
    in_file: str, environment: dict[str, str], keyring: dict[str, str], address: str, secret: str
) -> None:
    hook = Hook(name="team", kind=HookKind.JSON, url=SecretStr(in_file) if in_file else None)
    found = with_address(hook, environment, lambda entry: take(entry, keyring))
    assert found.url is not None
    assert found.url.get_secret_value() == address
    assert (found.secret.get_secret_value() if found.secret else "") == secret


def test_a_hook_without_any_address_says_where_to_put_it() -> None:
    hook = Hook(name="my-team", kind=HookKind.JSON)
    with pytest.raises(DirectMailError) as refused:
        with_address(hook, {}, lambda entry: None)
    assert "DM_TUI_HOOK_URL_MY_TEAM" in refused.value.hint
    assert "keyring set dm-tui hook-my-team" in refused.value.hint
    with pytest.raises(DirectMailError) as refused:
        with_address(hook, {"DM_TUI_HOOK_URL_MY_TEAM": "ftp://sesame1234"}, lambda entry: None)
    assert refused.value.code == "bad-hook"
    assert "sesame" not in str(refused.value)


def test_the_doctor_refuses_a_file_of_secrets_that_others_can_read(direct_mail: DirectMail) -> None:
    def settings_check() -> tuple[bool, str]:
        (check,) = (check for check in direct_mail.doctor.examine() if check.name == "settings")
        return check.ok, check.detail

    write_settings('[reminders.hooks.team]\nkind = "slack"\n')
    settings_path().chmod(0o644)
    assert settings_check()[0], "its address is elsewhere"
    write_settings('[reminders.hooks.team]\nkind = "slack"\nurl = "https://example.com/sesame1234"\n')
    ok, detail = settings_check()
    assert not ok
    assert "chmod 600" in detail
    assert "sesame" not in detail
    settings_path().chmod(0o600)
    assert settings_check()[0]


# Trying them out


def test_a_test_reaches_each_hook_and_the_command_and_leaves_no_record(
    direct_mail: DirectMail, server: HookServer, tmp_path: Path
) -> None:
    program = tmp_path / "remind-me"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    write_settings(
        f'[reminders]\ncommand = ["{program}"]\n'
        f'[reminders.hooks.mine]\nkind = "json"\nurl = "{server.url(ADDRESS)}"\n'
        f'[reminders.hooks.silent]\nkind = "json"\nurl = "{server.url(ADDRESS)}"\n'
        f'[reminders.hooks.team]\nkind = "slack"\nurl = "{server.url("/services/sesame1234")}"\n'
    )
    server.planted = [(204, {}, b""), ConnectionError()]
    found = [(trial.channel, trial.to, trial.arrived) for trial in direct_mail.reminders.try_hooks()]
    assert found == [
        ("hook", "mine", True),
        ("hook", "silent", None),
        ("hook", "team", True),
        ("command", "remind-me", False),
    ]
    assert server.taken == [
        "Direct Mail sandbox: a test of your reminders\n\nReminders reach you here. Nothing else has happened."
    ]
    assert server.received[0].document["kind"] == "test"
    direct_mail.reminders.try_hooks()  # by hand, so it is sent again
    assert len(server.taken) == 4
    with direct_mail.state.read() as tables:
        assert tables.of(ReminderRecord).all() == ()


def test_where_nothing_is_set_there_is_nothing_to_try_out(direct_mail: DirectMail) -> None:
    with pytest.raises(DirectMailError) as refused:
        direct_mail.reminders.try_hooks()
    assert refused.value.code == "no-hooks"
