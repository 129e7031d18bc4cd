"""Every command in every scenario, with `--json`: one published document, or one error on stderr."""

import json
import shutil
from pathlib import Path
from typing import TypeAlias

import pytest

from dm_tui.cli.answer_models import ERROR_ANSWER, answer_models
from tests.cli.test_answers import COMMANDS, Command, call_of, is_one_of

USING_THE_SERVICE = {
    ("mailings", "resume"),
    *(words for words in COMMANDS if words[0] in ("domains", "senders", "templates", "send")),
}
"""What no account may do before it is activated."""

Codes: TypeAlias = dict[tuple[str, ...], int]

OWNER: Codes = {("access", "grant"): 7}
NOT_ACTIVATED: Codes = dict.fromkeys(USING_THE_SERVICE, 3)
EXAMPLES_ARE_THERE: Codes = {
    **OWNER,
    ("domains", "add"): 7,
    ("domains", "remove"): 7,  # it has sender addresses
    ("senders", "add"): 7,
    ("templates", "submit"): 7,
}
LOCKED: Codes = {("buy",): 3, ("activate",): 3, ("orders", "pay"): 3, **NOT_ACTIVATED}
REFUSED: dict[str, Codes] = {
    "fresh": {**OWNER, **NOT_ACTIVATED},
    "unverified": {**OWNER, **LOCKED},
    "ram-user": LOCKED,
    "activated": {**OWNER, ("senders", "add"): 3},
    "busy": EXAMPLES_ARE_THERE,
    "expiring": EXAMPLES_ARE_THERE,
    "overdue": {**EXAMPLES_ARE_THERE, ("send",): 7, ("templates", "test"): 7},
}
"""What is not allowed yet (3) or refused by a rule (7) in a scenario, by the example of each command."""


@pytest.mark.usefixtures("keyring")  # the machine may have one, or none
@pytest.mark.parametrize("scenario", REFUSED)
def test_every_command_answers_as_published_or_says_one_error(
    scenario: str, dm_tui: Command, state_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hello.txt").write_text("Hello {UserName}")
    (tmp_path / "people.csv").write_text("Email,UserName\nr1@example.com,Ann\n")
    (tmp_path / "unsubscribed.csv").write_text("email\nbob@example.com\n")
    dm_tui("sandbox", "load", scenario)
    shutil.copytree(state_path.parent, tmp_path / "loaded")
    refused: Codes = {}
    loaded = _stamps(state_path.parent)
    for words in COMMANDS:
        if _stamps(state_path.parent) != loaded:
            shutil.rmtree(state_path.parent)
            shutil.copytree(tmp_path / "loaded", state_path.parent)
            loaded = _stamps(state_path.parent)
        ran = dm_tui(*[word for word in call_of(words) if word != "--json"], "--json")
        if ran.code == 0 or (words == ("templates", "check") and ran.out):
            written = words in (("templates", "add"), ("templates", "change"))
            warned = "A reviewer may reject it" if written else ""
            assert warned in ran.err if warned else ran.err == "", words
            assert is_one_of(json.loads(ran.out), answer_models(" ".join(words))), words
            continue
        error = ran.error()
        assert is_one_of({"error": error, "notices": []}, answer_models(ERROR_ANSWER)), words
        assert error["message"], words
        assert error["hint"], words
        if ran.code == 2:
            speaks_of_the_example = error["code"].startswith("unknown-")
            assert speaks_of_the_example or error["code"] == "password-not-typed", words
        else:
            refused[words] = ran.code
    assert refused == REFUSED[scenario]


def _stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return what tells whether a file was written."""
    stats = {str(path): path.stat() for path in folder.rglob("*")}
    return {path: (stat.st_ino, stat.st_mtime_ns, stat.st_size) for path, stat in stats.items()}
