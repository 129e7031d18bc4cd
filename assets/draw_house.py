"""Draw the pictures of ARCHITECTURE.md from the import contracts and the folders, as text.

Run it from the repository: `.venv/bin/python assets/draw_house.py`. The contracts are what import-linter
enforces, so a picture cannot show a floor or an arrow that the code does not have.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "dm_tui"
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- house: drawn by assets/draw_house.py -->", "<!-- /house -->"

SUBJECTS = ("account", "purchase", "usage", "setup", "mailing", "reminders", "advice")
FLOORS = ("tui/console", "services", "domain")
TABS = {"purchase": "plans", "setup": "senders", "mailing": "send", "reminders": "account"}
"""Where the console calls a subject by the name of its tab."""

WIDTH = 76


class Stack(NamedTuple):
    """One contract of layers: the name of it, and its rooms from the highest floor to the lowest."""

    title: str
    floors: tuple[tuple[str, ...], ...]


def stacks() -> Iterator[Stack]:
    """Return every contract of layers in `pyproject.toml`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in project["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers":
            floors = (
                tuple(room.strip() for room in layer.replace(":", "|").split("|"))
                for layer in contract["layers"]
            )
            yield Stack(contract["name"], tuple(floors))


def draw_stack(stack: Stack) -> list[str]:
    """Return a stack as boxes; what is higher may import what is lower, never the other way."""
    line = "─" * (WIDTH - 2)
    lines = [stack.title, f"┌{line}┐"]
    for number, rooms in enumerate(stack.floors):
        if number:
            lines.append(f"├{line}┤")
        text = ""
        for room in rooms:
            if text and len(text) + len(room) + 5 > WIDTH - 4:
                lines.append(f"│ {text:<{WIDTH - 4}} │")
                text = ""
            text = f"{text}  │  {room}" if text else room
        lines.append(f"│ {text:<{WIDTH - 4}} │")
    return [*lines, f"└{line}┘"]


def draw_subjects() -> list[str]:
    """Return floors × subjects: where the code of a subject is on each floor."""
    rows: list[tuple[str, ...]] = [("", *SUBJECTS)]
    for floor in FLOORS:
        rooms = [TABS.get(name, name) if floor == "tui/console" else name for name in SUBJECTS]
        here = [f"{room}/" if (PACKAGE / floor / room).is_dir() else "–" for room in rooms]
        rows.append((floor, *here))
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def draw_house() -> str:
    """Return all pictures as one block of text."""
    pictures = [draw_subjects(), *(draw_stack(stack) for stack in stacks())]
    return "\n\n".join("\n".join(picture) for picture in pictures)


def redrawn(page: str) -> str:
    """Return the page with its pictures drawn again."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n```text\n{draw_house()}\n```\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
