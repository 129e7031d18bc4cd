"""Catalogue, regions, agreements and help as data files beside this module."""

from pathlib import Path

_HERE = Path(__file__).parent


def read(name: str) -> str:
    """Return the text of a content file, such as `catalogue.json` or `help/plan.txt`."""
    return (_HERE / name).read_text(encoding="utf-8")
