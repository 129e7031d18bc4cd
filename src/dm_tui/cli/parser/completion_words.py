"""What can come next on the command line. A shell asks with every Tab: see `content/completion`.

The grammar is argparse's own, walked word by word; `completion_values` reads what only the account knows.
"""

import argparse
import shlex
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from dm_tui.cli.parser.base import Parser
from dm_tui.cli.parser.build import build_parser
from dm_tui.cli.parser.completion_values import FILES, Candidate, values_of


class _CursorPosition(NamedTuple):
    """Where the last word is: what it would be, and the options before it."""

    parser: Parser
    action: argparse.Action | None
    typed: str
    options: dict[str, str]


def print_completions(words: Sequence[str]) -> int:
    """Print what can come next, one a line, and return 0: a Tab is no place for errors."""
    with suppress(Exception):
        for value, what in completions(words):
            if value.isprintable() and " " not in value:  # the shell takes it unquoted
                description = "".join(filter(str.isprintable, what))
                print(f"{value}\t{description}" if description else value)
    return 0


def completions(words: Sequence[str]) -> Iterator[Candidate]:
    """Yield what the last of `words` can become, `--line LINE` standing for a line of the shell."""
    if words[:1] == ["--line"]:
        words = _split(words[1])[1:]
    elif words[:1] == ["--"]:
        words = words[1:]
    place = _locate_cursor(words)
    if place is None:
        return
    option, equals, _ = place.typed.rpartition("=")
    if place.action is not None and not place.typed.startswith("-"):
        candidates: Iterable[Candidate] = _values(place, place.action)
    elif equals and (action := _option(place.parser, option)) is not None:
        candidates = ((f"{option}={value}", what) for value, what in _values(place, action))
    else:
        candidates = _options(place.parser)
    for value, what in candidates:
        if value.startswith(place.typed) or value == FILES:
            yield value, what


def _locate_cursor(words: Sequence[str]) -> _CursorPosition | None:
    """Walk the grammar up to the last word; None where no word can come."""
    *before, typed = words or [""]
    parser, options = build_parser([*words]), dict[str, str]()
    waiting: argparse.Action | None = None
    positionals = _positionals(parser)
    for word in before:
        if waiting is not None:
            options[waiting.dest], waiting = word, None
        elif word.startswith("-"):
            name, equals, value = word.partition("=")
            action = _option(parser, name)
            if action is not None and equals:
                options[action.dest] = value
            elif action is not None and action.nargs != 0:
                waiting = action
        elif positionals and isinstance(positionals[0], argparse._SubParsersAction):
            chosen = positionals[0].choices.get(word)
            if not isinstance(chosen, Parser):
                return None
            parser, positionals = chosen, _positionals(chosen)
        elif positionals and positionals[0].nargs not in ("*", "+"):
            positionals = positionals[1:]
    if waiting is None and positionals:
        waiting = positionals[0]
    return _CursorPosition(parser, waiting, typed, options)


def _positionals(parser: Parser) -> list[argparse.Action]:
    return [action for action in parser._actions if not action.option_strings]


def _option(parser: Parser, name: str) -> argparse.Action | None:
    return next((action for action in parser._actions if name in action.option_strings), None)


def _options(parser: Parser) -> Iterator[Candidate]:
    for action in parser._actions:
        if action.help != argparse.SUPPRESS:
            for name in action.option_strings[-1:]:
                yield name, action.help or ""


def _values(place: _CursorPosition, action: argparse.Action) -> Iterable[Candidate]:
    if isinstance(action, argparse._SubParsersAction):
        return ((choice.dest, choice.help or "") for choice in action._choices_actions)
    if action.choices:
        return ((str(choice), "") for choice in action.choices)
    declared = place.parser.declared.get(action)
    if declared is None or not declared.values:
        return ()
    return values_of(declared.values, place.options)


def _split(line: str) -> list[str]:
    """Return the words of a line that is still being typed; the last one may be empty."""
    for end in ("", "'", '"'):
        try:
            words = shlex.split(line + end)
        except ValueError:  # a quote is still open
            continue
        return [*words, ""] if not end and line[-1:].isspace() else words
    return []
