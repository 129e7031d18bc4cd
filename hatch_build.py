"""What the package says of itself on an index: the project's home in its URLs and in the README's links.

The home is one constant, `HOME_PAGE` in `src/dm_tui/__init__.py`. While it is empty no URL is given, and the
README for an index has no pictures and no links into the repository: nothing is invented.
"""

import ast
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).parent
PICTURE = re.compile(r"!\[([^\]]*)\]\((?!https?://)([^)]+)\)")
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?://|#)([^)]+)\)")


class ProjectHome(MetadataHookInterface):
    """Fills in the fields that depend on the home."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the README and the URLs."""
        home = home_page((ROOT / "src" / "dm_tui" / "__init__.py").read_text(encoding="utf-8"))
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": index_readme(readme, home)}
        metadata["urls"] = project_urls(home)


def home_page(source: str) -> str:
    """Return the constant without importing the program, whose libraries a build does not have."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "HOME_PAGE":
            return str(ast.literal_eval(node.value))
    raise LookupError("HOME_PAGE")


def project_urls(home: str) -> dict[str, str]:
    """Return the URLs of the package, none without a home."""
    if not home:
        return {}
    return {
        "Homepage": home,
        "Documentation": f"{home}/tree/main/docs",
        "Changelog": f"{home}/blob/main/CHANGELOG.md",
        "Issues": f"{home}/issues",
    }


def index_readme(readme: str, home: str) -> str:
    """Return the README for an index: its links lead somewhere, its pictures can be seen."""
    if home:
        readme = PICTURE.sub(rf"![\1]({home}/raw/main/\2)", readme)
        return LINK.sub(rf"[\1]({home}/blob/main/\2)", readme)
    lines = []
    for line in readme.splitlines():
        without = LINK.sub(r"\1", PICTURE.sub("", line))
        if without != line and not without.strip(" |"):
            continue  # it was a picture, or a row of them
        lines.append(without)
    text = re.sub(r"(?m)^\|( \|)+\n\|(---\|)+\n(?!\|)", "", "\n".join(lines))  # a table whose rows are gone
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"
