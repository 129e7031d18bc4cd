"""The grammar that is built for one call is that of all commands, as far as the call goes."""

import pytest

from dm_tui.cli.parser import Parser, UsageError, build

CALLS = (
    "--state x.json plans --json",
    "quote 50k -q 3",
    "buy 50k --quantity 2 --accept-terms --pay-with card-4242 --key k",
    "orders",
    "orders show DM1",
    "orders pay status --pay-with plans",
    "bills pay B1 --json",
    "usage --by month",
    "access as status",
    "sandbox advance 10d",
    "export bills --format json",
    "--version --json plans",
    "--provider status --state plans",
    "",
)
MISTAKES = (
    "sing",
    "orders sing",
    "quote",
    "usage --by year",
    "sandbox",
    "plans plans",
    "--nothing",
)


def said(parser: Parser, call: str) -> str:
    try:
        return repr(sorted(vars(parser.parse_args(call.split())).items()))
    except UsageError as error:
        return str(error)


@pytest.mark.parametrize("call", [*CALLS, *MISTAKES])
def test_a_call_means_the_same_whether_all_commands_are_built_or_only_its_own(call: str) -> None:
    assert said(build(call.split()), call) == said(build(), call)


def test_the_overview_of_commands_needs_none_of_them_built() -> None:
    assert build(["--help"]).format_help() == build().format_help()


def test_a_help_is_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert max(map(len, build([]).format_help().splitlines())) <= 50
