"""The grammar of the same commands is built once a test run, a tenth of the time of tests of commands.

Each call would build it again, and only reads it.
"""

from collections.abc import Sequence

import pytest

from dm_tui.cli import declarations
from dm_tui.cli.parser import build
from dm_tui.cli.parser.base import Parser

_groups, _build = declarations.GROUPS, build.build_parser
_names = frozenset(command.words.partition(" ")[0] for group in _groups for command in group.commands)
_built: dict[frozenset[str] | None, Parser] = {}


def build_grammars_once(patch: pytest.MonkeyPatch) -> None:
    """Let all calls of this process that name the same commands share their grammar."""

    def shared(arguments: Sequence[str] | None = None) -> Parser:
        if declarations.GROUPS is not _groups:  # a test declares commands of its own
            return _build(arguments)
        named = None if arguments is None else _names.intersection(arguments)
        if named not in _built:
            _built[named] = _build(arguments)
        return _built[named]

    patch.setattr(build, "build_parser", shared)
