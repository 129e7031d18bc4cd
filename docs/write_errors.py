"""Writes the words of the errors into `troubleshooting.md`: each stands behind a remark that names it.

Run it as `python docs/write_errors.py`.
"""

import re
from importlib import import_module
from pathlib import Path

from dm_tui.domain.errors import ErrorText

PAGE = Path(__file__).parent / "troubleshooting.md"
_QUOTED = re.compile(r"(?P<remark><!-- error: (?P<path>[\w.]+) -->\n)> .*")


def words_of(path: str) -> str:
    """Return the sentence of an error, named as module and constant, with its values in capitals."""
    module, _, constant = path.rpartition(".")
    text = getattr(import_module(f"dm_tui.{module}"), constant)
    if not isinstance(text, ErrorText):
        raise TypeError(path)
    return re.sub(r"\{(\w+)[^}]*\}", lambda value: value[1].upper(), text.message)


def with_words(page: str) -> str:
    """Return the page with the words of today."""
    return _QUOTED.sub(lambda found: f"{found['remark']}> {words_of(found['path'])}", page)


if __name__ == "__main__":
    PAGE.write_text(with_words(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
