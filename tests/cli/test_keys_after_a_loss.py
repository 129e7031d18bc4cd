"""A key that is in no record buys and sends nothing while it is not known that it was never used."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dm_tui.domain.account.inbox_message import InternalMessage
from dm_tui.store.state import StateFile
from tests.store.conftest import NOW

Command = Callable[..., Any]
BUY = ("buy", "50k", "--accept-terms", "--json", "--key", "june")
SEND = (
    *("send", "--from", "news@mail.example.com", "--to", "a@example.com", "--subject", "s", "--text", "t"),
    *("--json", "--key", "june"),
)


def journals(state_path: Path) -> list[Path]:
    return sorted(
        state_path.parent.glob("state.json.*.journal"), key=lambda path: int(path.name.split(".")[2])
    )


def lose_file_and_journals(state_path: Path) -> None:
    for file in (state_path, *journals(state_path)):
        file.unlink()


def lose_file_and_last_journal(state_path: Path) -> None:
    state_path.unlink()
    journals(state_path)[-1].unlink()


def spoil_file_and_last_journal(state_path: Path) -> None:
    state_path.write_text("{torn")
    journals(state_path)[-1].write_text("torn as well")


def lose_last_journal(state_path: Path) -> None:
    journals(state_path)[-1].unlink()


def put_older_file(state_path: Path) -> None:
    state_path.with_name("state.json.bak").replace(state_path)
    journals(state_path)[0].unlink()


def put_older_file_behind_a_change(state_path: Path) -> None:
    killed = StateFile(state_path, lambda: NOW)
    with killed.transaction() as tables:
        tables.of(InternalMessage).put(InternalMessage(id="later", at=NOW, subject="later"))
    state_path.with_name("state.json.bak").replace(state_path)


@pytest.fixture
def used(dm_tui: Command, state_path: Path) -> Path:
    """An account whose key bought and sent once."""
    dm_tui("sandbox", "load", "busy")
    assert dm_tui(*BUY).code == 0
    assert dm_tui(*SEND).code == 0
    return state_path


def error(ran: Any) -> dict[str, str]:
    refused: dict[str, str] = json.loads(ran.err)["error"]
    return refused


def counts(dm_tui: Command) -> tuple[int, int]:
    orders, mailings = dm_tui("orders", "--json").document(), dm_tui("mailings", "--json").document()
    return len(orders["orders"]), len(mailings["mailings"])


@pytest.mark.parametrize(
    "lose",
    [
        lose_file_and_journals,
        lose_file_and_last_journal,
        spoil_file_and_last_journal,
        lose_last_journal,
        put_older_file,
        put_older_file_behind_a_change,
    ],
)
def test_a_key_is_refused_until_the_loss_was_seen(
    dm_tui: Command, used: Path, lose: Callable[[Path], None]
) -> None:
    lose(used)
    before = counts(dm_tui)
    for words in (BUY, SEND):
        another, same = dm_tui(*words[:-1], "never used"), dm_tui(*words)
        assert (another.code, error(another)["code"]) == (7, "key-not-known")
        assert "dm-tui restore --seen" in error(another)["hint"]
        assert same.code == 0 or error(same)["code"] == "key-not-known"
    assert counts(dm_tui) == before
    dm_tui("restore", "--seen")
    for words in (BUY, SEND):
        assert dm_tui(*words[:-1], "never used").code == 0


def test_a_state_restored_with_every_change_knows_its_keys(dm_tui: Command, used: Path) -> None:
    before = counts(dm_tui)
    used.unlink()
    for words in (BUY, SEND):
        assert dm_tui(*words).code == 0
    assert counts(dm_tui) == before
    assert dm_tui("restore", "--json").document()["set_aside"][0]["kind"] == "missing"
    assert dm_tui(*BUY[:-1], "never used").code == 0
