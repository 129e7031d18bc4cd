"""A record that is wrong behind a right digest: the state file is blamed, and a good copy is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dm_tui.store.journal import JournalHead, create_journal, journal_path, read_head
from dm_tui.store.snapshot import decode, encode, written_digest
from tests.cli.conftest import *  # noqa: F403  # the command line
from tests.crash.disk import EVERY

Command = Callable[..., Any]
COMMANDS = (
    ("status",), ("orders",), ("plans",), ("bills",), ("usage",), ("access",), ("messages",), ("remind",),
    ("plans", "advise", "50000"), ("export", "orders"), ("buy", "50k", "--accept-terms"), ("bills", "pay"),
    ("sandbox", "advance", "1d"),
)  # fmt: skip


def put_behind_a_digest(path: Path, table: str, place: tuple[str, ...], value: object) -> None:
    """Change the first record of a table that has this field, as a program would that keeps to our format."""
    data = decode(path.read_bytes())
    holder: Any = next(record for record in data[table].values() if place[0] in record)
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    number = data["meta"]["1"]["snapshot"]
    content = encode(data)
    journal = journal_path(path, number)
    head = read_head(journal.read_bytes())
    assert head is not None
    journal.unlink()
    create_journal(journal, JournalHead(written_digest(content), head.before))
    path.write_bytes(content)


BAD = [
    ("orders", ("created_at",), "2025-09-03T09:00:00"),
    ("orders", ("status",), "paie"),
    ("orders", ("total", "currency"), "USE"),
    ("orders", ("total", "amount"), "NaN"),
    ("plans", ("expires_at",), "2025-09-03T09:00:00"),
    ("plans", ("expires_at",), "9999-12-31T23:59:59Z"),
    ("plans", ("emails",), "many"),
    ("sandbox", ("clock_offset",), 1e300),
    ("sandbox", ("opening_balance", "currency"), "USE"),
    ("sandbox", ("opening_balance", "amount"), "NaN"),
    ("charges", ("at",), "2025-09-03T09:00:00"),
    ("charges", ("amount", "currency"), "USE"),
    ("pay_as_you_go", ("open_emails",), "many"),
    ("books", ("totals", "plans"), "NaN"),
]


@pytest.fixture
def busy(dm_tui: Command, state_path: Path) -> Path:
    """An account with a copy beside it that is as good."""
    dm_tui("sandbox", "load", "busy")
    for name in ("ops", "root"):
        dm_tui("access", "as", name)
    return state_path


@pytest.mark.slow
@pytest.mark.parametrize(
    "turn", range(len(BAD)), ids=lambda turn: "-".join(map(str, (BAD[turn][0], BAD[turn][2])))
)
def test_no_command_blames_the_program_and_the_doctor_sees_it(dm_tui: Command, busy: Path, turn: int) -> None:
    """Every other command meets a value, the rest the next one; with DM_TUI_EVERY all meet all."""
    table, place, value = BAD[turn]
    put_behind_a_digest(busy, table, place, value)
    assert dm_tui("doctor").code == 1
    for words in COMMANDS if EVERY else COMMANDS[turn % 2 :: 2]:
        ran = dm_tui(*words)
        assert "has a fault" not in ran.err, (words, ran.err)
        assert ran.code != 1, (words, ran.err)
        assert ran.code != 6 or ("cannot be read" in ran.err and "dm-tui restore" in ran.err)
    assert not list(busy.parent.glob("crash-*"))


@pytest.mark.parametrize(
    ("table", "place", "value"),
    [
        ("plans", ("expires_at",), "2025-09-03T09:00:00"),
        ("orders", ("status",), "paie"),
        ("sandbox", ("clock_offset",), 1e300),
    ],
)
def test_the_good_copy_is_named_and_restores_the_account(
    dm_tui: Command, busy: Path, table: str, place: tuple[str, ...], value: object
) -> None:
    good = dm_tui("orders", "--json").document()
    put_behind_a_digest(busy, table, place, value)
    content = busy.read_bytes()
    assert 6 in (dm_tui("status").code, dm_tui("orders").code)
    backup = dm_tui("restore", "--json").document()["backup"]
    assert backup == f"{busy}.bak"
    assert backup in dm_tui("restore").out
    assert dm_tui("restore", backup).code == 0
    assert dm_tui("orders", "--json").document() == good
    assert dm_tui("restore", "--json").document()["backup"] is None
    assert dm_tui("doctor").code == 0
    assert content in [file.read_bytes() for file in busy.parent.glob("state.json*") if file.is_file()]
