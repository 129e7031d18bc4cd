"""Text from the command line never reaches the terminal raw, in an answer or in an error."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
TEXTS = (
    "\x1b[31m \x1b]52;c;aGk=\x07 \x9b31m a\x00b\x7f",
    "\u202egnp.exe \u2066x\u2069 \u200f",
    "[red]x[/] {x} %s \\",
    "W" * 10_000,
    "",
)
PLACES: tuple[tuple[str, ...], ...] = (
    ("TEXT",),
    ("quote", "TEXT"),
    ("quote", "50k", "-q", "TEXT"),
    ("quote", "50k", "--TEXT"),
    ("buy", "50k", "--accept-terms", "--pay-with", "TEXT"),
    ("buy", "50k", "--accept-terms", "--key", "TEXT"),
    ("verify", "TEXT"),
    ("orders", "show", "TEXT"),
    ("orders", "settle", "TEXT"),
    ("access", "as", "TEXT"),
    ("sandbox", "load", "TEXT"),
    ("sandbox", "advance", "TEXT"),
    ("domains", "add", "TEXT"),
    ("domains", "add", "example.com", "--spf", "TEXT"),
    ("domains", "show", "TEXT"),
    ("domains", "verify", "TEXT"),
    ("senders", "add", "TEXT"),
    ("senders", "add", "TEXT@mail.example.com"),
    ("senders", "add", "news@mail.example.com", "--alias", "TEXT"),
    ("senders", "add", "news@mail.example.com", "--reply-to", "TEXT"),
    ("senders", "remove", "TEXT"),
    ("templates", "add", "TEXT", "--subject", "a", "--text", "a"),
    ("templates", "add", "a", "--subject", "a", "--html", "TEXT"),
    ("templates", "submit", "TEXT"),
    ("send", "--from", "TEXT", "--to", "a@example.com", "--subject", "a", "--text", "a"),
    ("send", "--from", "a@example.com", "--recipients", "TEXT", "--subject", "a", "--text", "a"),
    ("mailings", "show", "TEXT"),
    ("mailings", "settle", "TEXT", "TEXT", "--delivered"),
    ("--provider", "TEXT", "plans"),
)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize("place", PLACES, ids=" ".join)
@pytest.mark.parametrize("as_json", [False, True], ids=["lines", "json"])
def test_an_error_shows_no_control_character(
    dm_tui: Command, place: tuple[str, ...], text: str, as_json: bool
) -> None:
    arguments = [word.replace("TEXT", text) for word in place]
    ran = dm_tui(*arguments, *(["--json"] if as_json else []))
    assert HOSTILE.search(ran.out + ran.err) is None
    if as_json and ran.code:
        assert ran.error()["code"]


@pytest.mark.parametrize("as_json", [False, True], ids=["lines", "json"])
@pytest.mark.parametrize("text", TEXTS[:3], ids=ascii)
def test_a_policys_name_is_cleaned_where_it_enters(
    dm_tui: Command, state_path: Path, text: str, as_json: bool
) -> None:
    dm_tui("access", "as", "ops")
    ran = dm_tui("access", "grant", text, *(["--json"] if as_json else []))
    assert HOSTILE.search(ran.out + ran.err) is None
    again = dm_tui("access", *(["--json"] if as_json else []))
    assert again.code == 0
    assert HOSTILE.search(again.out + again.err) is None
    kept = json.loads(state_path.read_text())["sandbox"]["1"]["policies"]["ops"]
    assert all(HOSTILE.search(policy) is None for policy in kept)


@pytest.mark.parametrize("as_json", [False, True], ids=["lines", "json"])
@pytest.mark.parametrize(
    "arguments", [("verify", b"\xff\x9b"), ("--state", b"./\xff", "paths"), ("quote", b"\xed\xa0\x80")]
)
def test_bytes_that_are_no_text_do_not_crash(
    tmp_path: Path, arguments: tuple[str | bytes, ...], as_json: bool
) -> None:
    words = [os.fsencode(word) for word in arguments] + ([b"--json"] if as_json else [])
    program = [os.fsencode(sys.executable), b"-m", b"dm_tui", *words]
    ran = subprocess.run(program, capture_output=True, cwd=tmp_path, check=False)
    assert ran.returncode in (0, 2), ran.stderr
    assert b"Traceback" not in ran.stderr
    assert HOSTILE.search((ran.stdout + ran.stderr).decode()) is None


@pytest.mark.parametrize("as_json", [False, True], ids=["lines", "json"])
def test_a_hostile_path_is_shown_as_pictures(dm_tui: Command, tmp_path: Path, as_json: bool) -> None:
    hostile = str(tmp_path / "\x1b[31m\x9b\u202e")
    for command in ("paths", "status", "doctor"):
        ran = dm_tui("--state", hostile, command, *(["--json"] if as_json else []))
        assert ran.code == 0
        assert HOSTILE.search(ran.out + ran.err) is None


def test_a_name_from_an_account_is_one_word_of_every_command_that_is_told(
    dm_tui: Command, tmp_path: Path
) -> None:
    name, quoted = "q$(touch${IFS}PWN)", "'q$(touch${IFS}PWN)'"
    (tmp_path / "text.txt").write_text("Buy now!!! {EAddr}")
    file = str(tmp_path / "text.txt")
    dm_tui("sandbox", "load", "busy")
    sayings = [
        dm_tui("templates", "add", name, "--subject", "Hi", "--text", file, "--draft"),
        dm_tui("send", "--from", "news@mail.example.com", "--to", "a@example.org", "--template", name),
        dm_tui("lists", "add", name, "--recipients", file),
        dm_tui("senders", "add", "a`id`@mail.example.com"),
        dm_tui("senders", "add", "a`id`@mail.example.com"),
    ]
    said = "\n".join(ran.out + ran.err for ran in sayings)
    commands = re.findall(r"dm-tui (?:templates|senders|send|lists)[^\n]*", said)
    hostile = [command for command in commands if "$(" in command or "`" in command]
    assert len(hostile) >= 3, said
    for command in hostile:
        assert quoted in command or "'a`id`@mail.example.com'" in command, command
