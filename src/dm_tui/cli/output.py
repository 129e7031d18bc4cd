"""How an answer is printed: JSON, or lines for a person. Errors go to stderr in both."""

import json
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import NamedTuple

from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.model import Model
from dm_tui.domain.text import escaped, to_ascii, visible
from dm_tui.settings import ascii_only


class Answer(NamedTuple):
    """What a command says: the document for `--json`, and the lines for everybody else.

    `code` is the exit code, `error` what has to be known beside the answer.
    Lines that are `data` are for another program: no character of theirs is replaced by another.
    """

    document: Model
    lines: Sequence[str]
    code: int = 0
    error: DirectMailError | None = None
    data: bool = False


def show(answer: Answer, *, as_json: bool) -> None:
    """Print an answer on stdout."""
    if as_json:
        print(_json(answer.document.model_dump(mode="json", by_alias=True), indent=2))
    elif answer.data:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        for line in answer.lines:
            print(visible(line))
    else:
        for line in answer.lines:
            print(_shown(line))


def show_error(error: DirectMailError, *, as_json: bool) -> None:
    """Print an error on stderr: what happened, then what to do."""
    if as_json:
        body = {"code": error.code, "message": error.message, "hint": error.hint}
        print(_json({"error": body}), file=sys.stderr)
    else:
        print(_shown(f"dm-tui: {error.message}"), file=sys.stderr)
        if error.hint:
            print(_shown(f"  {error.hint}"), file=sys.stderr)


def warn(text: str) -> None:
    """Print a notice on stderr."""
    print(_shown(f"dm-tui: {text}"), file=sys.stderr)


def _shown(line: str) -> str:
    return to_ascii(visible(line)) if ascii_only() else visible(line)


def _json(document: object, indent: int | None = None) -> str:
    return escaped(json.dumps(document, ensure_ascii=ascii_only(), indent=indent))


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
