"""Every command's example works, and its JSON is exactly the model that is published."""

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from dm_tui.cli.answer_models import ERROR_ANSWER, answer_models, answered_commands
from dm_tui.cli.parser.base import Parser
from dm_tui.cli.parser.build import build_parser
from dm_tui.services.mailing.transport_choice import SMTP_VARIABLE
from tests.cli.conftest import Ran
from tests.cli.test_complete import leaves
from tests.providers.smtp_server import Drop, Server

Command = Callable[..., Ran]
Words = tuple[str, ...]
PARSER = build_parser()
COMMANDS = leaves(PARSER)

CALLS: dict[Words, str] = {
    ("completion",): "completion bash",
    ("remind",): "remind",  # its example installs a timer, which has tests of its own
}
"""Commands that are called in another way than their example says."""

BEFORE_ANYTHING_IS_SET_UP = {("domains", "add"), ("senders", "add"), ("templates", "add")}


def parser_of(words: Words) -> Parser:
    parser = PARSER
    for word in words:
        actions = [action for action in parser._actions if action.choices and not action.option_strings]
        (children,) = [action.choices for action in actions if isinstance(action.choices, dict)]
        parser = children[word]
    return parser


def call_of(words: Words) -> list[str]:
    """Return the words of the example; of a command that has others below it, the command alone."""
    has_children = any(other[: len(words)] == words and other != words for other in COMMANDS)
    given = CALLS.get(words) or (" ".join(words) if has_children else None)
    return shlex.split(given or parser_of(words).example().removeprefix("dm-tui "))


def is_one_of(document: Any, models: tuple[type[BaseModel], ...]) -> bool:
    """Say whether a document is exactly what one of the models prints."""
    for model in models:
        try:
            read = model.model_validate(document)
        except ValidationError:
            continue
        if read.model_dump(mode="json", by_alias=True) == document:
            return True
    return False


class Stage:
    """Makes an account on which an example can be followed, and says what its ids really are."""

    def __init__(self, dm_tui: Command, files: Path, state: Path, once: Path) -> None:
        self.dm_tui = dm_tui
        self.files = files
        self.state = state
        self.once = once

    def set(self, words: Words) -> dict[str, str]:
        """Prepare for a command; return what stands for the samples of its example."""
        (self.files / "hello.txt").write_text("Hello {UserName}")
        people = ["Email,UserName", *(f"r{n}@example.com,Person {n}" for n in range(3))]
        (self.files / "people.csv").write_text("\n".join(people))
        others: dict[Words, str] = {("bills", "pay"): "overdue", ("access", "grant"): "ram-user"}
        scenario = others.get(words, "busy")
        self.dm_tui("sandbox", "load", "activated" if words in BEFORE_ANYTHING_IS_SET_UP else scenario)
        match words:
            case ("plans", "refund"):
                return {"DM260131-0001-P1": self._first_plan()}
            case ("orders", _):
                self.dm_tui("buy", "50k", "--accept-terms", "--pay-with", "card-0002")
                return {"DM260131-0001": self._first("orders")}
            case ("bills", _):
                return {"B260301-0001": self._first("bills")}
            case ("messages", _):
                return {"DM260131-0001-paid": self._first("messages")}
            case ("mailings", "settle"):
                return {"M260131-0001": self._unknown()}
            case ("mailings", _):
                return {"M260131-0001": self._waiting()}
            case ("outbox", "show"):
                self._send("people.csv")
                return {"M260131-0001-0": self.dm_tui("outbox", "--json").document()["letters"][0]["id"]}
            case ("lists", "show" | "remove"):
                self.dm_tui("lists", "add", "customers", "--recipients", "people.csv")
            case ("suppressed", _):
                (self.files / "unsubscribed.csv").write_text("email\nbob@example.com\n")
                self.dm_tui("suppressed", "add", "ada@example.com")
            case ("senders", "add"):
                self.dm_tui("domains", "add", "mail.example.com")
                self.dm_tui("domains", "verify", "mail.example.com")
            case ("domains", "remove"):
                for sender in self.dm_tui("senders", "--json").document()["senders"]:
                    self.dm_tui("senders", "remove", sender["address"])
            case ("templates", "submit"):
                self.dm_tui("templates", "add", "hello", "--subject", "S", "--text", "hello.txt",
                            "--draft")  # fmt: skip
                return {"welcome": "hello"}
            case ("templates", "check"):
                (self.files / "good.txt").write_text(
                    "Dear {UserName},\nnews.\nUnsubscribe: https://x.example/u"
                )
                self.dm_tui("templates", "add", "good", "--subject", "S", "--text", "good.txt")
                return {"welcome": "good"}
            case ("restore",):
                self.dm_tui("backup", "dm-tui.backup.json")
        return {}

    def _first(self, what: str) -> str:
        id: str = self.dm_tui(what, "--json").document()[what][0]["id"]
        return id

    def _first_plan(self) -> str:
        id: str = self.dm_tui("status", "--json").document()["plans"][0]["id"]
        return id

    def _send(self, people: str) -> str:
        self.dm_tui("send", "--from", "news@mail.example.com", "--recipients", people,
                    "--template", "welcome")  # fmt: skip
        return self._first("mailings")

    def _waiting(self) -> str:
        """Send to more than a day's quota, once for all who need it: the rest waits."""
        if self.once.exists():
            shutil.rmtree(self.state.parent)
            shutil.copytree(self.once, self.state.parent)
            return self._first("mailings")
        rows = ["Email,UserName", *(f"r{n}@example.com,Person {n}" for n in range(2_100))]
        (self.files / "many.csv").write_text("\n".join(rows))
        id = self._send("many.csv")
        shutil.copytree(self.state.parent, self.once)
        return id

    def _unknown(self) -> str:
        """Send to a server that takes no answer for one: what became of a letter is unknown."""
        with Server() as server, pytest.MonkeyPatch.context() as patched:
            server.plant("DOT", Drop())
            patched.setenv(SMTP_VARIABLE, f"smtp://127.0.0.1:{server.port}?connections=1")
            return self._send("people.csv")


@pytest.fixture
def stage(
    dm_tui: Command,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    state_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Stage:
    """Where an example is followed: a directory with the files it names."""
    monkeypatch.chdir(tmp_path)
    return Stage(
        dm_tui, tmp_path, state_path, tmp_path_factory.getbasetemp() / "account with a mailing that waits"
    )


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.usefixtures("keyring", "typed_prompts", "waits")
def test_the_example_of_every_command_answers_as_published(words: Words, stage: Stage) -> None:
    names = stage.set(words)
    call = [names.get(word, word) for word in call_of(words) if word != "--json"]
    assert tuple(call[: len(words)]) == words
    document = stage.dm_tui(*call, "--json").document()
    assert is_one_of(document, answer_models(" ".join(words)))
    with_more = {**document, "surprise": 1}
    assert words == ("schema",) or not is_one_of(with_more, answer_models(" ".join(words)))


def test_the_registry_has_every_command_and_no_other() -> None:
    assert {" ".join(words) for words in COMMANDS} | {ERROR_ANSWER} == set(answered_commands())


@pytest.mark.parametrize("what", ["orders", "bills", "usage"])
def test_each_export_is_published(dm_tui: Command, what: str) -> None:
    dm_tui("sandbox", "load", "busy")
    document = dm_tui("export", what, "--format", "json").document()
    assert is_one_of(document, answer_models("export"))


def test_a_dry_run_and_an_error_are_published(stage: Stage) -> None:
    stage.set(("send",))
    call = call_of(("send",))
    assert is_one_of(stage.dm_tui(*call, "--dry-run", "--json").document(), answer_models("send"))
    error = stage.dm_tui("quote", "2m", "--json").error()
    assert is_one_of({"error": error, "notices": []}, answer_models(ERROR_ANSWER))


def test_the_schema_says_how_documents_are_written(dm_tui: Command) -> None:
    everything = dm_tui("schema").document()
    assert set(everything["properties"]) == set(answered_commands())
    for command in answered_commands():
        shape = dm_tui("schema", *command.split()).document()
        places = shape.get("anyOf") or [shape]
        for place in places:
            name = place["$ref"].rpartition("/")[2]
            assert shape["$defs"][name] == everything["$defs"][name]
    bill = everything["$defs"]["BillShape"]["properties"]
    assert {"from", "to", "total"} <= set(bill)
    assert everything["$defs"]["Money"]["properties"]["amount"]["type"] == "string"


def test_an_unknown_command_has_no_schema(dm_tui: Command) -> None:
    ran = dm_tui("schema", "sing", "--json")
    assert (ran.code, ran.error()["code"]) == (2, "unknown-command")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_help_has_an_example_that_is_a_call_of_it(words: Words) -> None:
    page = parser_of(words).format_help()
    assert "example: " in page
    example = parser_of(words).example()
    assert f"dm-tui {' '.join(words)}" in example or words == ("orders",) or words in _PARENTS
    assert "dm-tui schema " + " ".join(words) in " ".join(page.split())


_PARENTS = {words[:1] for words in COMMANDS if len(words) > 1}
