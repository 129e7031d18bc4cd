"""What README and docs name in a sentence exists: options of their command, files, long runs of tests."""

import re
import shlex
from pathlib import Path

import pytest

from dm_tui.cli.declarations import all_commands
from dm_tui.cli.declarations.declare import Argument, Command, OneOf
from dm_tui.cli.parser.build import build_parser
from tests.docs.pages import PAGES, ROOT, blocks, name

FENCES = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)*)`")
OF_OTHERS = {"--posting", "--live", "-m", "--installer", "--python"}
"""Options of the benchmarks, of pytest and of the release command, where a sentence names one alone."""

WRITTEN = {"docs/commands.md"}  # from the declarations, with brackets
MORE_PAGES = tuple(ROOT / page for page in ("CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md"))
COMMANDS = {command.words: command for command in all_commands()}


def options_of(command: Command) -> set[str]:
    """Return the options of a command."""
    given: list[Argument] = []
    for declared in command.arguments:
        given += declared.arguments if isinstance(declared, OneOf) else [declared]
    return {option for argument in given for option in argument.names if option.startswith("-")}


GLOBAL = {option for action in build_parser([])._actions for option in action.option_strings}
"""What stands before a command, `--help` and `--json` with them."""

EVERY = GLOBAL.union(OF_OTHERS, *map(options_of, COMMANDS.values()))


def unknown_options(words: list[str]) -> list[str]:
    """Return the options among these words that their command does not have."""
    named = [re.sub(r"[=\[].*", "", word) for word in words if re.match(r"--?[a-z]", word)]
    plain = [word for word in words if not word.startswith("-")]
    longest = max(
        (" ".join(plain[:length]) for length in (1, 2) if " ".join(plain[:length]) in COMMANDS),
        key=len,
        default="",
    )
    known = GLOBAL | {"--json"} | options_of(COMMANDS[longest]) if longest else EVERY | {"--json"}
    return [option for option in named if option not in known]


def inline_commands(page: Path) -> list[list[str]]:
    """Return code within sentences that has an option, without `dm-tui` and variables before it."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = []
    for code in INLINE.findall(text):
        words = (
            shlex.split(code.replace("…", "").replace("\\|", " "))
            if re.search(r"(?<!\S)--?[a-z]", code)
            else []
        )
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words = words[1:]
        if words and Path(words[0]).name == "dm-tui":
            words = words[1:]
        if words and (words[0].startswith("-") or words[0] in {line.split()[0] for line in COMMANDS}):
            found.append(words)
    return found


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_fence_is_one_that_the_tests_read(page: Path) -> None:
    """One of another kind, or further in, would be run by nobody."""
    assert 2 * len(blocks(page)) == len(FENCES.findall(page.read_text(encoding="utf-8")))
    assert {block.kind for block in blocks(page)} <= {"sh", "toml", "json"}


@pytest.mark.parametrize(
    "page", [page for page in (*PAGES, *MORE_PAGES) if name(page) not in WRITTEN], ids=name
)
def test_the_options_that_a_sentence_names_exist(page: Path) -> None:
    assert [words for words in inline_commands(page) if unknown_options(words)] == []


def test_an_option_of_another_command_is_found() -> None:
    assert unknown_options(["send", "--dry-run", "--no-such"]) == ["--no-such"]
    assert unknown_options(["mailings", "resume", "--track"]) == ["--track"]
    assert unknown_options(["--profile", "work", "remind", "--retry"]) == []


@pytest.mark.parametrize("page", [*PAGES, *MORE_PAGES], ids=name)
def test_the_files_that_are_named_exist(page: Path) -> None:
    """Also those in commands that take minutes and are not run."""
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"(?<![\w./-])((?:tests|docs|assets|src|\.ci|\.github)/[\w./-]*\w/?)", text)
    assert [path for path in named if not (ROOT / path).exists() and not path.endswith("/dist")] == []


@pytest.mark.parametrize("page", [*PAGES, *MORE_PAGES], ids=name)
def test_the_long_runs_that_are_named_are_there(page: Path) -> None:
    """Their variables are read by the tests, their options by the benchmarks."""
    text = page.read_text(encoding="utf-8")
    for variable, path in re.findall(r"(DM_TUI_[A-Z]+)=[0-9]+\s+\.venv/bin/pytest\s+(\S+?\.py)", text):
        assert variable in (ROOT / path).read_text(encoding="utf-8"), (variable, path)
    source = (ROOT / "tests" / "benchmarks" / "__main__.py").read_text(encoding="utf-8")
    for option in re.findall(r"-m tests\.benchmarks (--[a-z]+)", text):
        assert f'"{option}"' in source
