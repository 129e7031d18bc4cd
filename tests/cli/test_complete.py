"""What a shell is told can come next: from the grammar, and from the account."""

import argparse
from collections.abc import Callable
from typing import Any

import pytest

from dm_tui.cli.parser.base import Parser
from dm_tui.cli.parser.build import build_parser
from dm_tui.cli.parser.completion_values import FILES
from dm_tui.cli.parser.completion_words import completions
from dm_tui.services.direct_mail import DirectMail

Command = Callable[..., Any]


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch, direct_mail: DirectMail) -> None:
    """What is completed from the account is this test's."""
    monkeypatch.setenv("DM_TUI_STATE", str(direct_mail.state_path))


def offered(line: str) -> list[str]:
    return [word for word, _ in completions(["--line", f"dm-tui {line}"])]


def leaves(parser: Parser, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    commands = [words] if parser.get_default("command") else []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                commands += leaves(child, (*words, name))
    return commands


@pytest.mark.parametrize("words", leaves(build_parser()), ids=" ".join)
def test_every_command_and_its_options_are_offered(words: tuple[str, ...]) -> None:
    for length in range(len(words)):
        assert words[length] in offered(" ".join([*words[:length], words[length][:1]]))
    assert "--json" in offered(f"{' '.join(words)} --js")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("sta", ["status"]),
        ("buy ", ["50k", "500k", "1m", "5m"]),
        ("buy 5", ["50k", "500k", "5m"]),
        ("quote 50k -q 3 --j", ["--json"]),
        ("orders ", ["show", "pay", "settle", "cancel"]),
        ("export ", ["orders", "bills", "usage"]),
        ("export orders --format ", ["csv", "json"]),
        ("export orders --format=c", ["--format=csv"]),
        ("usage --by mo", ["month"]),
        ("verify cn", ["cn-hangzhou"]),
        ("region use us", ["us-east-1"]),
        ("--region eu", ["eu-central-1"]),
        ("buy 50k --region eu", ["eu-central-1"]),
        ("access as ", ["owner", "ops", "buyer"]),
        ("access grant AliyunB", ["AliyunBSSOrderAccess"]),
        ("sandbox load unv", ["unverified"]),
        ("buy 50k --pay-with card-4", ["card-4242"]),
        ("--state ", [FILES]),
        ("--provider ", ["sandbox", "alibaba"]),
        ("--state x.json sta", ["status"]),
        ("--state=x.json sta", ["status"]),
        ("restore ", [FILES]),
        ("restore x", [FILES]),
        ("completion z", ["zsh"]),
        ("schema dom", ["domains"]),
        ("schema err", ["error"]),
        ("plans ", ["refund"]),
        ("quote 50k ", ["--help", "--json", "--quantity"]),
        ("nothing ", []),
        ("orders show DM1 ", ["--help", "--json"]),
        ("buy 'un", []),
        ("--nothing ", []),
    ],
)
def test_what_can_come_next(line: str, words: list[str]) -> None:
    if words and words[0] not in ("show", "status"):
        assert offered(line) == words
    else:
        assert set(offered(line)) >= set(words)
        assert bool(offered(line)) == bool(words) or line == "--nothing "


def test_ids_of_the_account_are_offered_where_they_fit(direct_mail: DirectMail) -> None:
    direct_mail.sandbox.load("busy")
    terms = direct_mail.purchases.catalogue().terms_version
    unpaid = direct_mail.purchases.confirm("50k", 1, "ap-southeast-1", terms).id
    everyone = {order.id for order in direct_mail.purchases.orders()}
    assert set(offered("orders show ")) == everyone
    assert offered("orders pay ") == offered("orders cancel ") == [unpaid]
    assert offered("orders settle ") == []
    assert set(offered("bills pay ")) == {bill.id for bill in direct_mail.billing.bills()}
    assert len(offered("messages read ")) == len(direct_mail.overviews.messages())


def test_names_and_addresses_are_offered(direct_mail: DirectMail, dm_tui: Command) -> None:
    direct_mail.sandbox.load("activated")
    direct_mail.domains.add("mail.example.com")
    assert offered("domains show ") == ["mail.example.com"]
    direct_mail.domains.verify("mail.example.com")
    direct_mail.senders.add("news@mail.example.com")
    assert offered("senders show n") == ["news@mail.example.com"]
    assert offered("send --from news@") == ["news@mail.example.com"]


def test_completing_changes_nothing_and_never_fails(
    direct_mail: DirectMail, dm_tui: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    from dm_tui.cli.main import run

    assert run(["complete", "--line", "dm-tui orders show "]) == 0
    assert not direct_mail.state_path.exists()
    direct_mail.state_path.parent.mkdir()
    direct_mail.state_path.write_text("{torn")
    assert run(["complete", "--line", "dm-tui orders show "]) == 0
    assert run(["complete"]) == 0
    assert capsys.readouterr().err == ""
    assert direct_mail.state_path.read_text() == "{torn"


def test_a_word_that_would_not_survive_the_shell_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dm_tui.cli.parser import completion_words as completing

    monkeypatch.setattr(
        completing, "completions", lambda _: [("a b", ""), ("\x1b[31m", ""), ("ok", "so\x1b]0;")]
    )
    completing.print_completions([])
    assert capsys.readouterr().out == "ok\tso]0;\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_each_shell(dm_tui: Command, shell: str) -> None:
    ran = dm_tui("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    assert "complete" in ran.out
    assert dm_tui("completion", shell, "--json").document()["script"] == ran.out
