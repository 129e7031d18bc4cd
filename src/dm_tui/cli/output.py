"""How an answer is printed: JSON, or lines for a person. Errors go to stderr in both."""

import json
import sys
from collections.abc import Sequence
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.text import escaped, visible


class Answer(NamedTuple):
    """What a command says: the document for `--json`, the lines for everybody else, and the exit code."""

    document: Model
    lines: Sequence[str]
    code: int = 0


def show(answer: Answer, *, as_json: bool) -> None:
    """Print an answer on stdout."""
    if as_json:
        print(_json(answer.document.model_dump(mode="json", by_alias=True), indent=2))
    else:
        for line in answer.lines:
            print(visible(line))


def show_error(error: DirectMailError, *, as_json: bool) -> None:
    """Print an error on stderr: what happened, then what to do."""
    if as_json:
        body = {"code": error.code, "message": error.message, "hint": error.hint}
        print(_json({"error": body}), file=sys.stderr)
    else:
        print(visible(f"dm-tui: {error.message}"), file=sys.stderr)
        if error.hint:
            print(visible(f"  {error.hint}"), file=sys.stderr)


def warn(text: str) -> None:
    """Print a notice on stderr."""
    print(visible(f"dm-tui: {text}"), file=sys.stderr)


def _json(document: object, indent: int | None = None) -> str:
    return escaped(json.dumps(document, ensure_ascii=False, indent=indent))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> list[str]:
    """Return aligned lines; the columns whose number stands in `right` are right-aligned."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    return [
        "  ".join(
            cell.rjust(width) if str(i) in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (heads, *rows)
    ]
