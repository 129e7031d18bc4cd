"""Prints an answer as JSON, or as lines for a person or a pipe. Errors always go to stderr."""

import json
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import NamedTuple, TextIO

from pydantic import BaseModel

from dm_tui.cli.streams import flush_or_report
from dm_tui.domain.errors import DirectMailError
from dm_tui.domain.text import escape_json, show_control_characters, to_ascii
from dm_tui.settings.ascii_only import ascii_only

_BOLD, _RED, _YELLOW = "1", "31", "33"
"""Colours as terminals number them (ECMA-48: select graphic rendition)."""


class Answer(NamedTuple):
    """The answer of a command: the document for `--json`, and the lines for everyone else.

    `code` is the exit code; `error` is reported after the answer. Lines that are `data` are for another
    program: none of their characters is replaced.
    """

    document: BaseModel
    lines: Sequence[str]
    code: int = 0
    error: DirectMailError | None = None
    data: bool = False


def show_answer(answer: Answer, *, as_json: bool) -> None:
    """Print an answer on stdout."""
    with flush_or_report("stdout"):
        if as_json:
            print(_to_json(answer.document.model_dump(mode="json", by_alias=True), indent=2))
        elif answer.data:
            if isinstance(sys.stdout, TextIOWrapper):
                sys.stdout.reconfigure(errors="backslashreplace")
            for line in answer.lines:
                print(show_control_characters(line))
        else:
            from dm_tui.lines.table import TableHead  # JSON has no tables

            for line in answer.lines:
                style = _BOLD if isinstance(line, TableHead) else _YELLOW if line[:2] == "! " else ""
                print(_style_line(line, sys.stdout, style))


def show_error(error: DirectMailError, *, as_json: bool, notices: Sequence[str] = ()) -> None:
    """Print an error on stderr: what happened, then what to do; before it what else there is to know."""
    if as_json:
        with flush_or_report("stderr"):
            body = {"code": error.code, "message": error.message, "hint": error.hint}
            known = {"notices": list(notices)} if notices else {}
            print(_to_json({"error": body, **known}), file=sys.stderr)
        return
    for notice in notices:
        warn(notice)
    with flush_or_report("stderr"):
        print(_style_line(f"dm-tui: {error.message}", sys.stderr, _RED), file=sys.stderr)
        if error.hint:
            print(_style_line(f"  {error.hint}", sys.stderr), file=sys.stderr)


def warn(text: str) -> None:
    """Print a notice on stderr."""
    with flush_or_report("stderr"):
        print(_style_line(f"dm-tui: {text}", sys.stderr, _YELLOW), file=sys.stderr)


def _style_line(line: str, stream: TextIO, style: str = "") -> str:
    line = to_ascii(show_control_characters(line)) if ascii_only() else show_control_characters(line)
    return f"\x1b[{style}m{line}\x1b[0m" if style and line and _has_colours(stream) else line


def _has_colours(stream: TextIO) -> bool:
    """Say whether the stream is a terminal with colours, and its user wants them (no-color.org)."""
    return (
        stream.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM", "dumb") not in ("dumb", "")
    )


def _to_json(document: object, indent: int | None = None) -> str:
    return escape_json(json.dumps(document, ensure_ascii=ascii_only(), indent=indent))
