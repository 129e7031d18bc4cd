"""Hooks are named in the settings file; what is wrong there is refused without repeating an address."""

from typing import Any

import pytest

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.reminders.hooks import Hook, HookKind, parse_hooks
from dm_tui.domain.reminders.settings import Channel

GOOD = {"kind": "json", "url": "https://example.com/sesame1234"}


def test_hooks_and_the_command_are_channels_once_they_are_set() -> None:
    assert parse_hooks({}, None, "file").channels == ()
    both = parse_hooks({"team": GOOD, "phone": {"kind": "ntfy"}}, ["/bin/true", ""], "file")
    assert both.channels == (Channel.HOOK, Channel.COMMAND)
    assert [hook.name for hook in both.hooks] == ["team", "phone"]
    assert both.hooks[1].url is None
    assert both.command == ("/bin/true", "")
    assert parse_hooks({}, [], "file").channels == ()


def test_the_variables_of_a_hook_are_its_own() -> None:
    hooks = [Hook(name=name, kind=HookKind.JSON) for name in ("team", "team-url", "url-team", "secret-team")]
    variables = [name for hook in hooks for name in (hook.url_variable, hook.secret_variable)]
    assert len(set(variables)) == len(variables)
    assert hooks[0].url_variable == "DM_TUI_HOOK_URL_TEAM"


def test_an_address_and_a_secret_are_not_shown() -> None:
    hooks = parse_hooks({"team": {**GOOD, "secret": "sesame5678"}}, None, "file")
    assert "sesame" not in f"{hooks!r}{hooks}{hooks.model_dump()}{hooks.model_dump_json()}"


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"team": {"kind": "json", "url": "ftp://example.com/sesame1234"}}, "https:// or http://"),
        ({"team": {"kind": "json", "url": "file:///etc/sesame1234"}}, "https:// or http://"),
        ({"team": {"kind": "json", "url": "https:///sesame1234"}}, "https:// or http://"),
        ({"team": {"kind": "json", "url": "https://me:sesame1234@example.com/"}}, "user name"),
        ({"team": {"kind": "json", "url": "https://example.com/sesame1234\r\nHost: x"}}, "without spaces"),
        ({"team": {"kind": "json", "url": "https://example.com/sesame1234 x"}}, "without spaces"),
        ({"team": {"kind": "json", "url": "https://exämple.com/sesame1234"}}, "without spaces"),
        ({"team": {"kind": "json", "url": "https://example.com:x/sesame1234"}}, "https:// or http://"),
        ({"team": {"kind": "json", "url": "https://[sesame1234"}}, "https:// or http://"),
        ({"team": {"kind": "json", "url": "https://example.com/sesame1234" + "x" * 2_000}}, "address"),
        ({"team": {"kind": "json", "url": ["sesame1234"]}}, "address"),
        ({"team": {**GOOD, "secret": "sesame1234\n"}}, "secret"),
        ({"team": {**GOOD, "secret": ""}}, "secret"),
        ({"team": {"kind": "slack", "url": "https://example.com/", "secret": "sesame1234"}}, "Slack"),
        ({"team": {"kind": "teams", "url": "https://example.com/sesame1234"}}, "dingtalk, feishu, slack"),
        ({"team": {"kind": ["json"], "url": "https://example.com/sesame1234"}}, "dingtalk, feishu, slack"),
        ({"team": {"url": "https://example.com/sesame1234"}}, "dingtalk, feishu, slack"),
        ({"team": {**GOOD, "adress": "sesame1234"}}, "“adress”"),
        ({"team": "https://example.com/sesame1234"}, "section"),
        ({"My Team": GOOD}, "small letter"),
        ({"t" * 31: GOOD}, "small letter"),
        ({"team_a": GOOD}, "small letter"),
        ({f"t{number}": GOOD for number in range(11)}, "too many"),
        ("https://example.com/sesame1234", "section"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_no_address_is(section: Any, words: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_hooks(section, None, "/home/me/settings.toml")
    assert refused.value.code == "bad-hook"
    assert words in refused.value.message
    assert "/home/me/settings.toml" in refused.value.message
    assert "sesame" not in f"{refused.value} {refused.value.values}"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/bin/true", "list of words"),
        ([1], "list of words"),
        (["/bin/true", "a\0b"], "list of words"),
        (["true"], "whole path"),
        (["~/true"], "whole path"),
        ([""], "whole path"),
    ],
)
def test_a_command_is_a_list_that_begins_with_a_whole_path(command: Any, words: str) -> None:
    with pytest.raises(DirectMailError) as refused:
        parse_hooks({}, command, "file")
    assert refused.value.code == "bad-command"
    assert words in refused.value.message
