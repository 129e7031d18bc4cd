"""README and docs as the tests read them: fenced blocks with the remark before each, and links."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"(?:<!-- (?P<remark>[^>]*?) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```", re.DOTALL)


class Block(NamedTuple):
    """A fenced block: what language it is in, and the remark on the line before it."""

    kind: str
    text: str
    remark: str = ""


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    text = page.read_text(encoding="utf-8")
    return [Block(found["kind"], found["text"], found["remark"] or "") for found in _BLOCK.finditer(text)]


def name(page: Path) -> str:
    """Return the path of a page from the root."""
    return str(page.relative_to(ROOT))
