"""The rules run without a screen: no headless room and no command loads Textual."""

import subprocess
import sys
from pathlib import Path

import dm_tui

SOURCE = Path(dm_tui.__file__).parent
RULES = ("domain", "settings", "content")
HEADLESS = (*RULES, "store", "providers", "services", "cli", "plain", "lines")
"""The rules are imported first: what is loaded stays."""

LOADED = "\nimport sys\nprint('\\n|' + '|'.join(sorted(sys.modules)))\n"


def modules(room: str) -> list[str]:
    """Return every module of a room, by its files."""
    if (SOURCE / f"{room}.py").exists():
        return [f"dm_tui.{room}"]
    names = []
    for file in sorted((SOURCE / room).rglob("*.py")):
        parts = file.relative_to(SOURCE.parent).with_suffix("").parts
        names.append(".".join(part for part in parts if part != "__init__"))
    return names


def loaded_after(*steps: str) -> set[str]:
    """Return the packages that are loaded after some code was run, step by step, in a fresh interpreter."""
    return loaded_by(*steps)[-1]


def loaded_by(*steps: str) -> list[set[str]]:
    """Return the packages that are loaded after each step."""
    return [{name.partition(".")[0] for name in loaded} for loaded in modules_after(*steps)]


def modules_after(*steps: str) -> list[set[str]]:
    """Return the modules that are loaded after each step, in a fresh interpreter.

    What a step loads stays loaded for the ones after it.
    """
    script = "".join(f"{step}{LOADED}" for step in steps)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    loaded = [set(line[1:].split("|")) for line in ran.stdout.splitlines() if line.startswith("|")]
    assert len(loaded) == len(steps)
    return loaded


def import_all(room: str) -> str:
    """Return the code that imports every module of a room."""
    names = modules(room)
    assert names
    return "\n".join(f"import {name}" for name in names)


def test_the_proof_can_fail() -> None:
    before, after = loaded_by("import json", "import textual")
    assert "textual" not in before
    assert "textual" in after


def test_no_headless_room_loads_textual_and_the_rules_know_no_database() -> None:
    for room, loaded in zip(HEADLESS, loaded_by(*map(import_all, HEADLESS)), strict=True):
        assert "dm_tui" in loaded
        assert not loaded & {"textual", "rich"}, room
        assert room not in RULES or "tinydb" not in loaded, room


COMMANDS = (
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
)


def run_code(arguments: list[str], *codes: int) -> str:
    """Return the code that runs a command and accepts these exit codes."""
    return f"from dm_tui.cli.main import run\nassert run({arguments!r}) in {codes}"


def test_no_command_loads_textual() -> None:
    steps = [run_code(arguments, 0, 2, 3) for arguments in COMMANDS]
    for arguments, loaded in zip(COMMANDS, loaded_by(*steps), strict=True):
        assert not loaded & {"textual", "rich", "numpy", "scipy"}, arguments


def test_reminding_into_the_outbox_loads_neither_mail_servers_nor_the_vendors_library() -> None:
    code = "from dm_tui.cli.main import run\n" + "\n".join(
        f"assert run({words!r}) == 0" for words in (["sandbox", "load", "expiring"], ["remind"])
    )
    loaded = loaded_after(code)
    assert "dm_tui" in loaded
    assert not {name for name in loaded if name.startswith(("alibabacloud", "smtplib", "requests"))}


OURS = (
    "domain.mailing.mailing",
    "domain.purchase.quote",
    "services.purchase.purchases",
    "services.purchase.json_shapes",
    "services.overview.export",
    "services.account.prerequisites",
    "providers.alibaba.facts",
    "domain.purchase.wording",
    "domain.purchase.payment_wording",
    "domain.purchase.quote_wording",
    "domain.usage.wording",
    "domain.usage.ledger_entries",
    "domain.lazy_list",
    "lines.status",
    "cli.declarations",
)


def test_commands_load_nothing_that_they_do_not_say() -> None:
    commands = (["status", "--json"], ["status"], ["plans"], ["orders"], ["paths"])
    json, status, *others = modules_after(*(run_code(command, 0) for command in commands))
    unwanted = {f"dm_tui.{name}" for name in OURS} | {"_hashlib", "csv", "asyncio", "email"}
    assert "dm_tui.services.overview.overview" in json
    assert not json & unwanted
    sent = {"mail_domain", "sender", "template", "domains", "senders", "templates", "mail_setup", "reviewer"}
    assert not {name for name in status if name.startswith("dm_tui") and name.split(".")[-1] in sent}
    for command, loaded in zip(commands, (json, status, *others), strict=True):
        assert not loaded & {"dns", "idna"}, command


def test_the_version_loads_nothing_of_the_house() -> None:
    code = "from dm_tui.cli.main import run\nrun(['--version'])"
    heavy = {"textual", "rich", "pydantic", "tinydb", "argparse", "pathlib", "typing"}
    assert not loaded_after(code) & heavy
