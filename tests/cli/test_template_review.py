"""Templates are held against the published rules before they wait for a reviewer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Command = Callable[..., Ran]


@pytest.fixture
def page(tmp_path: Path) -> str:
    (tmp_path / "page.html").write_text("<p>Our news\non WeChat</p>")
    return str(tmp_path / "page.html")


def test_a_check_names_every_reason_and_adds_nothing(dm_tui: Command, page: str, tmp_path: Path) -> None:
    dm_tui("sandbox", "load", "busy")
    command = ("templates", "add", "fresh", "--subject", "News", "--html", page)
    ran = dm_tui(*command, "--check")
    assert ran.code == 7
    assert "rule  HTML, line 2, column 4: “WeChat” is a messenger" in ran.out
    assert "https://www.alibabacloud.com/help/" in ran.out
    assert dm_tui("templates", "show", "fresh").code == 2
    assert "A reviewer may reject it: " in dm_tui(*command).err
    again = dm_tui("templates", "check", "fresh", "--json")
    assert '"passes": false' in again.out
    assert again.code == 7
    (tmp_path / "good.txt").write_text("Dear {UserName},\nnews.\nUnsubscribe: https://x.example/u?e={EAddr}")
    good = ("templates", "add", "good", "--subject", "News", "--text", str(tmp_path / "good.txt"))
    assert dm_tui(*good, "--check", "--json").document() == {"name": "good", "passes": True, "findings": []}
    assert dm_tui(*good).err == ""
