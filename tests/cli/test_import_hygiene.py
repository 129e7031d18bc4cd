"""The rules run without a screen: no headless room and no command loads Textual."""

import subprocess
import sys
from pathlib import Path

import pytest

import dm_tui

SOURCE = Path(dm_tui.__file__).parent
HEADLESS = ("domain", "store", "providers", "services", "cli", "plain", "lines", "settings", "content")

FOREIGN = "\nimport sys\nloaded = {name.split('.')[0] for name in sys.modules}\n"


def modules(room: str) -> list[str]:
    """Return every module of a room, by its files."""
    if (SOURCE / f"{room}.py").exists():
        return [f"dm_tui.{room}"]
    names = []
    for file in sorted((SOURCE / room).rglob("*.py")):
        parts = file.relative_to(SOURCE.parent).with_suffix("").parts
        names.append(".".join(part for part in parts if part != "__init__"))
    return names


def loaded_after(code: str) -> set[str]:
    script = f"{code}{FOREIGN}print('|' + '|'.join(sorted(loaded)))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.rpartition("\n|")[2].strip("|\n").split("|"))


def test_the_proof_can_fail() -> None:
    assert "textual" in loaded_after("import textual")


@pytest.mark.parametrize("room", HEADLESS)
def test_a_headless_room_loads_neither_textual_nor_rich(room: str) -> None:
    names = modules(room)
    assert names
    loaded = loaded_after("\n".join(f"import {name}" for name in names))
    assert "dm_tui" in loaded
    assert not loaded & {"textual", "rich"}


@pytest.mark.parametrize("room", ["domain", "settings", "content"])
def test_the_rules_know_no_database(room: str) -> None:
    loaded = loaded_after("\n".join(f"import {name}" for name in modules(room)))
    assert not loaded & {"tinydb", "filelock"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["plans", "--json"],
        ["quote", "50k", "--json"],
        ["advise", "--monthly", "20k", "--json"],
        ["buy", "50k", "--accept-terms", "--json"],
        ["activate", "--accept-agreement", "--json"],
        ["verify", "cn-hangzhou", "--json"],
        ["status", "--json"],
        ["orders", "--json"],
        ["access", "--json"],
        ["sandbox", "load", "busy", "--json"],
        ["sandbox", "advance", "1d", "--json"],
        ["sandbox", "reset", "--json"],
        ["domains", "--json"],
        ["senders", "--json"],
        ["templates", "--json"],
        ["send", "--from", "a@example.com", "--to", "b@example.com", "--json"],
        ["mailings", "--json"],
        ["doctor", "--json"],
        ["remind", "--json"],
        ["paths", "--json"],
        ["quote", "2m", "--json"],
    ],
    ids=" ".join,
)
def test_a_command_loads_no_textual(arguments: list[str]) -> None:
    code = f"from dm_tui.cli.main import run\nassert run({arguments!r}) in (0, 2, 3)"
    assert not loaded_after(code) & {"textual", "rich", "numpy", "scipy"}


def test_reminding_into_the_outbox_loads_neither_mail_servers_nor_the_vendors_library() -> None:
    code = "from dm_tui.cli.main import run\n" + "\n".join(
        f"assert run({words!r}) == 0" for words in (["sandbox", "load", "expiring"], ["remind"])
    )
    loaded = loaded_after(code)
    assert "dm_tui" in loaded
    assert not {name for name in loaded if name.startswith(("alibabacloud", "smtplib", "requests"))}


def test_the_status_loads_nothing_that_it_does_not_say() -> None:
    code = (
        "import sys\nfrom dm_tui.cli.main import run\nrun(['status', '--json'])\n"
        "print('|' + '|'.join(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.rpartition("\n|")[2].strip().split("|"))
    ours = (
        "domain.mailing.mailing",
        "domain.purchase.quote",
        "services.purchase.purchases",
        "services.purchase.json_shapes",
        "services.overview.export",
        "services.account.prerequisites",
        "providers.alibaba.facts",
        "domain.purchase.wording",
        "domain.usage.wording",
        "domain.usage.ledger_entries",
        "domain.lazy_list",
        "lines.status",
        "cli.declarations",
    )
    unwanted = {f"dm_tui.{name}" for name in ours} | {"_hashlib", "csv", "asyncio", "email"}
    assert "dm_tui.services.overview.overview" in loaded
    assert not loaded & unwanted


def test_the_version_loads_nothing_of_the_house() -> None:
    code = "from dm_tui.cli.main import run\nrun(['--version'])"
    heavy = {"textual", "rich", "pydantic", "tinydb", "filelock", "argparse", "pathlib", "typing"}
    assert not loaded_after(code) & heavy


@pytest.mark.parametrize("arguments", [["status"], ["plans"], ["orders"], ["paths"]], ids=" ".join)
def test_dns_is_loaded_by_who_asks_it(arguments: list[str]) -> None:
    code = f"from dm_tui.cli.main import run\nassert run({arguments!r}) == 0"
    assert not loaded_after(code) & {"dns", "idna"}


def test_status_loads_nothing_of_what_sends() -> None:
    code = (
        "import sys\nfrom dm_tui.cli.main import run\nassert run(['status']) == 0\n"
        "sent = {'mail_domain', 'sender', 'template', 'domains', 'senders', 'templates', 'mail_setup'}\n"
        "found = {n for n in sys.modules if n.startswith('dm_tui') and n.split('.')[-1] in sent}\n"
        "assert not found, found"
    )
    loaded_after(code)
