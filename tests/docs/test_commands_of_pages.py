"""Every command in README and docs runs as it stands there, one page after the other in a new account.

A remark before a block says otherwise: "not run: REASON", "run with the stand-in" for what needs a real
account, or which command of `.ci` runs it.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dm_tui.cli.declarations import all_commands
from tests.alibaba.server import Vendor
from tests.docs.pages import PAGES, blocks, name
from tests.preloaded_command import command_in

REASONS = {"needs a systemd of its own", "needs root and Postfix", "takes minutes"}
"""Why a block may not be run here."""

STAND_IN = "run with the stand-in"
ELSEWHERE = {"test command", "run by .ci/release"}
"""Blocks that `.ci/test` and `.ci/release` run as they stand: they install over the network."""

KNOWN_REMARKS = {STAND_IN, *ELSEWHERE, *(f"not run: {reason}" for reason in REASONS)}
PAGES_WITH_COMMANDS = [page for page in PAGES if any(block.kind == "sh" for block in blocks(page))]
OTHER_BLOCKS = re.compile(r"```(?!sh\n)\w+\n.*?```", re.DOTALL)
CODE = re.compile(r"```sh\n.*?```|`[^`]+`", re.DOTALL)
WORDS = re.compile(r"(?<![\w./-])(?<!keyring set )dm-tui((?: (?!-)[a-z][a-z-]*)+)")


def environment(home: Path, programs: Path) -> dict[str, str]:
    """Return that of somebody who has just installed the program."""
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PATH": f"{programs}:{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(home),
        "TZ": "UTC",
        "NO_PROXY": "127.0.0.1",
    }


def run(script: str, folder: Path, more: dict[str, str]) -> None:
    """Run a block in bash; it ends with its first command that fails."""
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**environment(folder.parent / "home", folder.parent / "bin"), **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert ran.returncode == 0, f"{script}\n{ran.stdout}\n{ran.stderr}"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder of somebody who has the program."""
    for kind in ("folder", "home", "bin"):
        (tmp_path / kind).mkdir()
    with command_in(tmp_path / "bin"):
        yield tmp_path / "folder"


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=name)
def test_the_commands_of_a_page_run_as_they_stand(page: Path, folder: Path) -> None:
    with Vendor() as vendor:
        vendor.rates.do_not_enforce()
        live = {
            "DM_TUI_ALIBABA_ENDPOINT": vendor.endpoint,
            "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI-test-key",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "a-secret-that-must-never-be-seen",
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        }
        for block in blocks(page):
            for domain in vendor.account.mail.domains:  # the reader has published what was shown
                domain["published"] = True
            if block.kind == "sh" and block.remark in ("", STAND_IN):
                run(block.text, folder, live if block.remark else {})


def test_a_command_that_fails_is_found(folder: Path) -> None:
    with pytest.raises(AssertionError, match="no-such-thing"):
        run("true\ndm-tui no-such-thing\ntrue", folder, {})


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=name)
def test_what_is_not_run_says_why(page: Path) -> None:
    remarks = {block.remark for block in blocks(page) if block.kind == "sh" and block.remark}
    assert remarks <= KNOWN_REMARKS


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_that_a_sentence_names_exists(page: Path) -> None:
    """Also where it stands in a sentence, with words for its values, and so cannot be run."""
    known = {command.words for command in all_commands()}
    code = "\n".join(CODE.findall(OTHER_BLOCKS.sub("", page.read_text(encoding="utf-8"))))
    named = [found.strip() for found in WORDS.findall(code)]
    assert [words for words in named if not knows(known, words)] == []


def knows(known: set[str], words: str) -> bool:
    """Say whether a line begins with a command; what follows a whole command may be a value."""
    parts = shlex.split(words)
    return any(" ".join(parts[:length]) in known for length in range(1, len(parts) + 1))
