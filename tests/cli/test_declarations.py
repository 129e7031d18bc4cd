"""A command is declared once: what the declaration names exists, and what follows from it is written down."""

import runpy
import subprocess
import sys
from argparse import Namespace
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from dm_tui.cli.answer_models import answer_models
from dm_tui.cli.declarations import GROUPS, all_commands, find_command
from dm_tui.cli.declarations.declare import Argument, Command, Needs, OneOf
from dm_tui.cli.live_account import refresh_account
from dm_tui.cli.parser.build import build_parser
from dm_tui.cli.parser.completion_values import ACCOUNT, STATIC
from dm_tui.domain.errors import DirectMailError, ErrorKind

ROOT = Path(__file__).parents[2]
COMMANDS = [pytest.param(command, id=command.words) for command in all_commands()]


def arguments_of(command: Command) -> list[Argument]:
    groups = (
        declared.arguments if isinstance(declared, OneOf) else (declared,) for declared in command.arguments
    )
    return [argument for group in groups for argument in group]


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_declaration_names_exists(command: Command) -> None:
    assert bool(command.run) == bool(command.answers)
    if command.run:
        module, _, function = command.run.rpartition(".")
        assert callable(getattr(import_module(f"dm_tui.cli.commands.{module}"), function))
    assert all(issubclass(model, BaseModel) for model in answer_models(command.words))
    values = {argument.values for argument in arguments_of(command)} - {""}
    assert values <= {*STATIC, *ACCOUNT}


def test_every_command_is_declared_once_after_the_one_it_stands_below() -> None:
    words = [command.words for command in all_commands()]
    assert len(words) == len(set(words))
    for index, name in enumerate(words):
        parent = name.rpartition(" ")[0]
        assert not parent or parent in words[:index]


def test_declarations_and_grammar_load_neither_models_nor_services() -> None:
    code = (
        "import sys; from dm_tui.cli.parser.build import build_parser; build_parser(); "
        "import dm_tui.cli.parser.completion_words; "
        "print(*(name for name in sys.modules if name.startswith(('pydantic', 'dm_tui.services'))))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    light = {"dm_tui.services", "dm_tui.services.account", "dm_tui.services.account.provider_choice"}
    assert set(ran.stdout.split()) <= light


def test_the_tables_of_commands_are_what_the_declarations_say() -> None:
    written: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "write_commands.py"))
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert page == written["commands_page"](), "run python docs/write_commands.py"
    assert readme == written["with_table"](readme), "run python docs/write_commands.py"
    for group in GROUPS:
        for command in group.commands:
            assert f"`{command.words}" in page or not command.run


def test_a_command_is_added_by_its_declaration_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Grammar, example and completion know it; its answer and what it needs are found by its words."""
    from dm_tui.cli import declarations
    from dm_tui.cli.parser import build

    sing = Command("sing", "sing a song", run="status.status", needs=Needs.NEW_READING,
                   arguments=(Argument(("song",), {"metavar": "SONG"}, sample="daisy"),),
                   answers=("services.overview.views.Overview",))  # fmt: skip
    groups = (*GROUPS, declarations.account.GROUP._replace(title="songs", commands=(sing,)))
    monkeypatch.setattr(declarations, "GROUPS", groups)
    monkeypatch.setattr(build, "GROUPS", groups)
    args = build_parser(["sing", "x"]).parse_args(["sing", "x", "--json"])
    assert (args.command, args.run, args.song, args.json) == ("sing", "status.status", "x", True)
    assert find_command("sing") is sing
    assert answer_models("sing")[0].__name__ == "Overview"
    assert "sing a song" in build_parser([]).format_help()
    actions = build_parser(["sing"])._subparsers._group_actions[0]  # type: ignore[union-attr]
    assert actions.choices["sing"].example() == "dm-tui sing daisy"  # type: ignore[index]


class _Account:
    """A live account that cannot be read now; `read_at` is when it was read before."""

    def __init__(self, read_at: object) -> None:
        self.read_at = read_at
        self.facts = SimpleNamespace(vendor_name="Alibaba Cloud")
        self.readings = 0

    was_closed = False

    def was_asked_for(self, part: object) -> bool:
        return self.read_at is not None

    def part_read_at(self, *parts: object) -> object:
        return self.read_at

    def connect(self, parts: object, max_age: object, *, to_send: bool) -> None:
        self.readings += 1
        raise DirectMailError(ErrorKind.UNEXPECTED, "offline", "No network.")


@pytest.mark.parametrize(
    ("needs", "read_before", "readings", "refused"),
    [
        (Needs.NOTHING, False, 0, False),
        (Needs.ANY_READING, True, 0, False),
        (Needs.ANY_READING, False, 1, True),
        (Needs.LATEST_READING, True, 1, False),
        (Needs.LATEST_READING, False, 1, True),
        (Needs.NEW_READING, True, 1, True),
        (Needs.NEW_READING, False, 1, True),
    ],
)
def test_a_live_account_is_read_as_far_as_the_declaration_says(
    needs: Needs, read_before: bool, readings: int, refused: bool
) -> None:
    from datetime import UTC, datetime

    account: Any = _Account(datetime(2026, 1, 31, 9, tzinfo=UTC) if read_before else None)
    try:
        refresh_account(account, Command("sing", "sing a song", needs=needs, reads="plans"), Namespace())
    except DirectMailError:
        assert refused
    else:
        assert not refused
    assert account.readings == readings


def test_the_page_of_answers_has_every_key_that_a_command_prints() -> None:
    written: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "write_answers.py"))
    page = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
    assert page == written["answers_page"](), "run python docs/write_answers.py"
