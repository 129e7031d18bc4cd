"""Root may run a command on a user's account: what it writes there is the user's, who goes on with it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dm_tui.services.direct_mail import DirectMail

Command = Callable[..., Any]
USER = 12_345

as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone can give")


def not_the_users(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.lstat().st_uid != USER]


@as_root
@pytest.mark.parametrize("of", ["directory", "file"])
def test_everything_that_root_writes_is_the_users(dm_tui: Command, state_path: Path, of: str) -> None:
    state_path.parent.mkdir(exist_ok=True)
    if of == "directory":
        os.chown(state_path.parent, USER, USER)
    else:
        dm_tui("sandbox", "load", "fresh")
        for path in state_path.parent.iterdir():
            os.chown(path, USER, USER)
    assert dm_tui("sandbox", "load", "busy").code == 0
    sent = dm_tui(
        "send", "--from", "news@mail.example.com", "--to", "b@example.com", "--subject", "s", "--text", "t"
    )
    assert sent.code == 0, sent.err
    dm_tui("buy", "50k", "--accept-terms")
    dm_tui("remind")
    dm_tui("sandbox", "advance", "40d")
    if of == "directory":
        assert dm_tui("backup", str(state_path.parent / "new" / "backup.json")).code == 0
        DirectMail(state_path).save_text("receipt.txt", ["USD 13.05"])
    made = {path.suffix for path in state_path.parent.iterdir()}
    assert {".bak", ".journal", ".lock", ".archive", ".mailings"} <= made
    others = not_the_users(state_path.parent)
    assert [name for name in others if of == "directory" or name.startswith("state.json")] == []
