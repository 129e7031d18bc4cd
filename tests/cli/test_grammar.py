"""The grammar that is built for one call is that of all commands, as far as the call goes."""

import pytest

from dm_tui.cli.main import _status
from dm_tui.cli.parser.base import Parser, UsageError
from dm_tui.cli.parser.build import build_parser

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
MISTAKES = ("sing", "orders sing", "quote", "usage --by year", "sandbox", "plans plans", "--nothing")


def outcome(parser: Parser, call: str) -> str:
    try:
        return repr(sorted(vars(parser.parse_args(call.split())).items()))
    except UsageError as error:
        return str(error)


@pytest.mark.parametrize("call", [*CALLS, *MISTAKES])
def test_a_call_means_the_same_whether_all_commands_are_built_or_only_its_own(call: str) -> None:
    assert outcome(build_parser(call.split()), call) == outcome(build_parser(), call)


@pytest.mark.parametrize(
    ("call", "message", "hint"),
    [
        ("usge", "There is no command “usge”.", "Did you mean usage? See dm-tui --help."),
        ("zz", "There is no command “zz”.", "See dm-tui --help."),
        ("orders shw", "dm-tui orders has no command “shw”.", "Choose one of show, pay, settle, cancel."),
        ("usage --by week", "--by cannot be “week”.", "Choose one of hour, day, month."),
        ("quote", "dm-tui quote needs SPEC.", "For example: dm-tui quote 50k -q 3"),
        ("buy 50k --key", "--key needs a value.",
         "For example: dm-tui buy 50k -q 3 --accept-terms"),
        ("buy 50k --accept", "Not understood: --accept.",
         "Did you mean --accept-terms? See dm-tui buy --help."),
        ("buy 50k --acept-terms", "Not understood: --acept-terms.",
         "Did you mean --accept-terms? See dm-tui buy --help."),
        ("status --state x", "Not understood: --state x.",
         "--state goes before the command. See dm-tui status --help."),
        ("--json status", "Not understood: --json.", "--json goes after the command. See dm-tui --help."),
        ("--dry-run buy 50k", "Not understood: --dry-run.",
         "--dry-run goes after the command. See dm-tui --help."),
        ("--pain", "Not understood: --pain.", "Did you mean --plain? See dm-tui --help."),
        ("export", "dm-tui export needs orders|bills|usage.",
         "For example: dm-tui export usage --format csv"),
        ("completion", "dm-tui completion needs bash|zsh|fish.",
         "For example: source <(dm-tui completion bash)"),
        ("plans --json=3", "--json takes no value.", "For example: dm-tui plans"),
        ("remind --install --uninstall", "--uninstall and --install exclude each other.",
         "For example: dm-tui remind --install"),
        ("send --from a", "dm-tui send needs one of --to --recipients --list.",
         "For example: dm-tui send --from news@mail.example.com --recipients people.csv "
         "--template welcome"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_what_to_do(call: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as mistake:
        build_parser(call.split()).parse_args(call.split())
    assert (str(mistake.value), mistake.value.hint) == (message, hint)


@pytest.mark.parametrize("call", [["status"], ["status", "--json"]])
def test_what_is_asked_without_the_grammar_means_what_the_grammar_makes_of_it(call: list[str]) -> None:
    assert vars(_status(as_json="--json" in call)) == vars(build_parser(call).parse_args(call))


def test_the_first_page_has_every_command_once_and_what_to_begin_with() -> None:
    page = build_parser([]).format_help()
    words = [line.split()[0] for line in page.splitlines() if line.startswith("  ")]
    commands = [name for _, actions in build_parser().groups for name in (action.dest for action in actions)]
    assert len(commands) == len(set(commands)) > 30
    for name in commands:
        assert words.count(name) == 1
    assert "dm-tui --plain" in page


def test_an_example_is_on_one_line_however_narrow_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert "\nexample: dm-tui send --from news@mail.example.com --recipients people.csv " in (
        build_parser()._subparsers._group_actions[0].choices["send"].format_help()  # type: ignore[union-attr, index]
    )


def test_the_overview_of_commands_needs_none_of_them_built() -> None:
    assert build_parser(["--help"]).format_help() == build_parser().format_help()


def test_a_help_is_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert max(map(len, build_parser([]).format_help().splitlines())) <= 50
