"""Writes the tables of commands, here and in the README, from the declarations.

Run it as `python docs/write_commands.py`.
"""

import re
from pathlib import Path

from dm_tui.cli.declarations import GROUPS
from dm_tui.cli.declarations.declare import Argument, Command, Needs, OneOf

HERE = Path(__file__).parent
BEGIN, END = "<!-- commands: python docs/write_commands.py -->\n", "<!-- /commands -->"

INTRODUCTION = """# Commands

`python docs/write_commands.py` writes this page from `src/dm_tui/cli/declarations`; a test compares them.

Every command takes `--json`; the third column names the shape of that answer, which `dm-tui schema COMMAND` prints.
The last column says what the command reads of a live account before it begins. `dm-tui COMMAND --help` explains each
option.
"""

READS = {
    Needs.NOTHING: "",
    Needs.ANY_READING: "reads it once",
    Needs.LATEST_READING: "reads it; offline, shows the last reading",
    Needs.NEW_READING: "reads it; refused offline",
}


def commands_page() -> str:
    """Return the page: a table for each group, a row for each command."""
    parts = [INTRODUCTION]
    for group in GROUPS:
        rows = [
            f"| {usage(command)} | {escape(command.help)} | {shapes(command)} | {READS[command.needs]} |"
            for command in group.commands
            if command.run
        ]
        title = group.title[0].upper() + group.title[1:]
        head = "| command | does | answer | a live account |\n|---|---|---|---|"
        parts.append("\n".join((f"## {title}\n", head, *rows, "")))
    return "\n".join(parts)


def readme_table() -> str:
    """Return one row for each command, with those below it."""
    lines = ["| command | does |", "|---|---|"]
    for group in GROUPS:
        for command in group.commands:
            if " " in command.words:
                continue
            below = [
                other.words.removeprefix(f"{command.words} ")
                for other in group.commands
                if other.words.startswith(f"{command.words} ")
            ]
            calls = [f"`{command.words}`"] if command.run else []
            calls += [f"`{command.words} {escape('|'.join(below))}`"] if below else []
            lines.append(f"| {', '.join(calls)} | {escape(command.help)} |")
    return "\n".join(lines) + "\n"


def usage(command: Command) -> str:
    """Return how a command is called."""
    words = [command.words]
    for declared in command.arguments:
        if isinstance(declared, OneOf):
            choice = " | ".join(map(call, declared.arguments))
            words.append(f"({choice})" if declared.required else f"[{choice}]")
        elif declared.settings.get("required") or not optional(declared):
            words.append(call(declared))
        else:
            words.append(f"[{call(declared)}]")
    return f"`{escape(' '.join(words))}`"


def optional(declared: Argument) -> bool:
    """Say whether a call may leave an argument out."""
    return declared.names[0].startswith("-") or declared.settings.get("nargs") in ("?", "*")


def call(declared: Argument) -> str:
    """Return an argument as it is typed."""
    settings = declared.settings
    name = declared.names[0] if declared.names[0].startswith("-") else ""
    if settings.get("action") == "store_true":
        return name
    choices = "|".join(settings.get("choices", ()))
    value = choices or settings.get("metavar") or declared.names[0].lstrip("-").upper()
    more = " …" if settings.get("nargs") in ("+", "*") else ""
    return f"{name} {value}{more}".strip()


def shapes(command: Command) -> str:
    """Return the names of the models of a command's answers."""
    return ", ".join(f"`{path.rpartition('.')[2]}`" for path in command.answers)


def escape(text: str) -> str:
    """Return text that does not end a cell of a table."""
    return text.replace("|", "\\|")


def with_table(readme: str) -> str:
    """Return the README with its table of today."""
    return re.sub(
        f"(?<={re.escape(BEGIN)}).*?(?={re.escape(END)})",
        lambda _: f"\n{readme_table()}\n",
        readme,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    (HERE / "commands.md").write_text(commands_page(), encoding="utf-8")
    readme = HERE.parent / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")
