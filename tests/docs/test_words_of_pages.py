"""README is short, links lead somewhere, examples can be used, and errors have the words of the program."""

import json
import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.reminders.hooks import HookKind, parse_hooks
from dm_tui.domain.reminders.notice import ReminderNotice
from tests.docs.pages import PAGES, ROOT, blocks, name

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ERROR = re.compile(r"<!-- error: ([\w.]+) -->\n> (.*)")
README = ROOT / "README.md"
MOST_WORDS = 1_200


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(README.read_text(encoding="utf-8").split()) <= MOST_WORDS


def test_the_readme_leads_to_every_page() -> None:
    linked = set(LINK.findall(README.read_text(encoding="utf-8")))
    assert {name(page) for page in PAGES if page != README} <= linked


def anchors(page: Path) -> set[str]:
    """Return the names of the headings of a page, as a forge makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_an_error_has_the_words_of_the_program() -> None:
    written: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "write_errors.py"))
    page = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    assert len(ERROR.findall(page)) >= 20
    assert page == written["with_words"](page), "run python docs/write_errors.py"


def test_the_examples_of_hooks_can_be_used() -> None:
    hooks, commands = [], []
    for block in blocks(ROOT / "docs" / "reminders.md"):
        if block.kind == "toml":
            section = tomllib.loads(block.text.replace("…", "0"))["reminders"]
            read = parse_hooks(section.get("hooks", {}), section.get("command"), "the page")
            hooks += [hook.kind for hook in read.hooks]
            commands += [read.command]
    assert sorted(hooks) == sorted(HookKind)
    assert any(commands)


def test_the_document_of_a_reminder_has_the_keys_of_the_program() -> None:
    (shown,) = (
        json.loads(block.text)
        for block in blocks(ROOT / "docs" / "reminders.md")
        if block.remark == "document: a reminder"
    )
    assert list(shown) == list(ReminderNotice.model_fields)
    assert json.loads(ReminderNotice.model_validate(shown).model_dump_json()) == shown


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src/dm_tui/content/help").glob("*.txt")), ids=lambda path: path.stem
)
def test_the_help_of_a_screen_names_a_page_that_exists(path: Path) -> None:
    named = re.findall(r"docs/[a-z-]+\.md", path.read_text(encoding="utf-8"))
    assert named or path.stem == "completion"
    assert all((ROOT / page).exists() for page in named)
